"""`python -m carteira_cli`."""

from carteira_cli.cli.main import run

if __name__ == "__main__":
    run()
