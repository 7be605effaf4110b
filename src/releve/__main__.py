"""`python -m releve` is `releve`."""

from releve.cli.main import run

if __name__ == "__main__":
    run()
