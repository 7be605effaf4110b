"""Rows in the text form of PostgreSQL's COPY."""

from hypothesis import given
from hypothesis import strategies as st

from releve.stores.sql.bulk import _cell, _line

CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.text("\\N\t\n\r\\é\"'", max_size=4)
)


@given(st.lists(CELLS, min_size=1, max_size=6).map(tuple))
def test_a_row_is_written_as_its_cells_are(row: tuple[object, ...]) -> None:
    assert _line(row) == "\t".join(map(_cell, row)) + "\n"
