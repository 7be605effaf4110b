"""The permission matrix is a page that people have read. Accept a change: `python -m tests.golden.test_policy`."""

from pathlib import Path

from releve.access.matrix import matrix

PAGE = Path(__file__).with_name("policy.txt")


def test_the_policy_is_the_one_that_was_read_and_accepted() -> None:
    assert matrix() == PAGE.read_text("utf-8"), "accept it: python -m tests.golden.test_policy"


if __name__ == "__main__":
    PAGE.write_text(matrix(), "utf-8")
