"""What is timed must be the same answer: programs by hand, ours, and the goals that hold them against each other."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from tests.running import ROOT, carteira

LINES, CUSTOMERS = 6_000, 300
BY_HAND = ("in_duckdb", "in_polars")


@pytest.fixture(scope="module")
def bench():
    """The modules of the benchmarks, which find each other as those of one program do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "benchmarks"))
        names = [path.stem for path in (ROOT / "benchmarks").glob("[a-z]*.py")]
        if importlib.util.find_spec("pandas") is None:  # an extra of its own
            names.remove("in_pandas")
        yield {name: importlib.import_module(name) for name in names}
    for path in (ROOT / "benchmarks").glob("[a-z]*.py"):
        sys.modules.pop(path.stem, None)


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    """The small example with 60 months of sales, as `exemplo` makes it in this process."""
    folder = tmp_path_factory.mktemp("bench")
    words = ("--clientes", str(CUSTOMERS), "--vendas", str(LINES), "--meses", "60", "-f", "parquet", "-q")
    assert carteira("exemplo", "-o", folder / "made", *words).code == 0
    (folder / "parquet").mkdir()
    (folder / "made" / "vendas.parquet").rename(folder / "parquet" / "vendas.parquet")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("question", ["churn", "resumo", "bridge", "coortes", "rfm", "ticket"])
def test_programs_by_hand_answer_what_ours_does(bench, portfolio, question):
    asked = bench["questions"].QUESTIONS[question]
    expected = asked.answer(carteira(*asked.words, "-C", portfolio / "parquet", "-f", "json", "-q").document)
    for program in BY_HAND:
        found = getattr(bench[program], question)("parquet", str(portfolio / "parquet" / "vendas.parquet"))
        assert found == expected, program
    if asked.pandas and "in_pandas" in bench:
        found = getattr(bench["in_pandas"], question)("parquet", str(portfolio / "parquet" / "vendas.parquet"))
        assert found == expected


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["iso", "brazilian", "windows", "quoted", "broken", "packed"])
def test_every_dialect_is_told_as_it_is_written(bench, portfolio, kind, monkeypatch):
    monkeypatch.setattr(bench["inputs"], "BROKEN_EVERY", 1_000)
    bench["inputs"].make(portfolio, LINES, CUSTOMERS, kind)
    path = str(portfolio / kind / bench["dialects"].file_name(kind))
    expected = bench["in_polars"].churn("parquet", str(portfolio / "parquet" / "vendas.parquet"))
    asked = bench["questions"].QUESTIONS["churn"]
    ours = carteira(*asked.words, "-C", portfolio / kind, "-f", "json", "-q").document
    assert asked.answer(ours) == expected
    assert ours["fontes"]["vendas"]["linhas"] == LINES
    for program in BY_HAND:
        assert bench[program].churn(kind, path) == expected, program


def test_a_broken_file_is_broken(bench, portfolio, monkeypatch):
    monkeypatch.setattr(bench["inputs"], "BROKEN_EVERY", 1_000)
    bench["inputs"].make(portfolio, LINES, CUSTOMERS, "broken")
    rows = (portfolio / "broken" / "vendas.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == LINES + 1
    assert sum('"' in row for row in rows) == 3
    assert sum(row.count(",") < rows[0].count(",") for row in rows) == 3


def test_segments_are_those_of_ours(bench):
    from carteira_cli.studies.rfm.segments import SEGMENTS

    assert [(one.name, *one.recency, *one.value) for one in SEGMENTS] == list(bench["questions"].SEGMENTS)


@pytest.mark.parametrize("size", ["small", "default", "large"])
def test_comparisons_have_names_of_their_own_and_sides_to_compare(bench, size, tmp_path):
    plan = bench["plan"]
    comparisons = list(plan.Plan(plan.SIZES[size], tmp_path).comparisons())
    keys = [f"{one.key}/{side.name}" for one in comparisons for side in one.sides[1:]]
    assert len(keys) == len(set(keys))
    assert all(one.sides[0].name == "carteira" for one in comparisons)


def test_every_goal_is_of_something_that_is_measured(bench, tmp_path):
    plan = bench["plan"]
    comparisons = plan.Plan(plan.SIZES["large"], tmp_path).comparisons()
    measured = {f"{one.key}/{side.name}": one.lines for one in comparisons for side in one.sides[1:]}
    wanted = bench["goals"].goals()
    assert wanted
    assert set(wanted) <= set(measured)
    for key, goals in wanted.items():
        for goal in goals:
            assert goal.limit > 0
            assert goal.lines in {None, measured[key]}, key


def test_a_goal_is_met_or_missed_by_so_much(bench):
    goals, cost = bench["goals"], bench["process"].Cost
    measurement = goals.Measurement(
        "a/b", "a", 1_000, (cost(3.0, 4.0, 90.0), cost(2.0, 9.0, 110.0)), (cost(1.0, 4.0, 50.0), cost(2.0, 3.0, 50.0))
    )
    said = {
        (by, quiet): goals.verdict(measurement, goals.Goal(by, limit, lines), quiet=quiet)
        for by, limit, lines, quiet in (
            ("time", 2.0, 1_000, True),
            ("time", 1.6, 2_000, False),
            ("cpu", 1.0, None, True),
            ("peak", 100, None, False),
        )
    }
    assert said == {
        ("time", True): "met",
        ("time", False): "**missed by 0.40 (25 %)**; meant at 2,000 lines",
        ("cpu", True): "**missed by 1.00 (100 %)**",
        ("peak", False): "**missed by 10 MB (10 %)**",
    }


def test_a_goal_by_something_unknown_is_refused(bench, tmp_path, monkeypatch):
    table = tmp_path / "goals.toml"
    table.write_text('[[goals]]\nmeasurements = ["a/b"]\nby = "luck"\nlimit = 1.0\n', encoding="utf-8")
    monkeypatch.setattr(bench["goals"], "TABLE", table)
    with pytest.raises(ValueError, match="by = 'luck'"):
        bench["goals"].goals()


@pytest.mark.process
def test_sides_that_differ_are_not_timed(bench):
    process = bench["process"]
    sides = [process.Side(name, ((sys.executable, "-Sc", f"print({name})"),), int) for name in ("1", "2")]
    assert process.run(sides[0])[0].strip() == "1"
    with pytest.raises(RuntimeError, match="1 and 2 differ: 1 and 2"):
        process.agree(sides)


def test_the_readme_has_a_place_for_what_was_measured(bench, tmp_path, monkeypatch):
    report = bench["report"]
    page = tmp_path / "README.md"
    page.write_text(Path(report.README).read_text(encoding="utf-8"), encoding="utf-8")
    before = page.read_text(encoding="utf-8").split(report.BEGIN)[0]
    monkeypatch.setattr(report, "README", page)
    report.into_readme("| numbers |")
    assert page.read_text(encoding="utf-8").startswith(f"{before}{report.BEGIN}\n| numbers |\n{report.END}")
