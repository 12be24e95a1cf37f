# The inner loop, in the environment of the README (.venv): `make` alone says what there is.
BIN := .venv/bin
PYTEST := $(BIN)/pytest

.PHONY: help check fast test goldens bench site

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' $(MAKEFILE_LIST) | expand -t 16

check:  ## linter, formatter, type checker and import rules: about half a minute
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports --no-cache

fast: check  ## check, and the tests that take no time
	$(PYTEST) -m "not slow"

test:  ## the tests of a part: make test T=tests/kpis, or all of them
	$(PYTEST) $(T)

goldens:  ## write golden files and the README's tables anew; look at the difference before it goes in
	CARTEIRA_GOLDENS=1 $(PYTEST) -n 0 -q tests/render tests/quality tests/cli/test_readme.py -k "golden or format or page or table"
	git diff --stat

bench:  ## how fast, against programs by hand that find the same: ten minutes, and writes benchmarks/README.md
	$(BIN)/python benchmarks

site:  ## the documentation, in build/site: open index.html (needs the extra [site])
	$(BIN)/python docs build/site
