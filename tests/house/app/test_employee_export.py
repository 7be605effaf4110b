"""Employees into files and back: nothing is lost, nothing is run."""

import csv
import io

import pytest

from releve.app.employee_files import import_employees
from releve.app.sheets.report import Outcome
from tests.house.app.larkmont import SAMPLE, TOMAS, Larkmont

ELOISE_ID = "2f6f1c0a-7d3e-4b58-9c41-0e5a9b7d1101"
NOOR_ID = "2f6f1c0a-7d3e-4b58-9c41-0e5a9b7d1104"
ELOISE, TOMAS_ROW, INES, NOOR, PAVEL = (
    f"{name}@larkmont.example"
    for name in (
        "eloise.marchand",
        "tomas.brandt",
        "ines.okafor",
        "noor.delacroix",
        "pavel.lindqvist",
    )
)
#: Orders, secrets and ids, which a file gives and an export answers in its own way.
ANSWERED = frozenset({"Invite", "MFA Secret", "Status", "User ID", "Deactivate"})

with_sample = pytest.mark.skipif(not SAMPLE.is_file(), reason=f"there is no {SAMPLE}")


def table(raw: bytes) -> dict[str, dict[str, str]]:
    """Username → column → cell."""
    text = raw.decode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "cp1252")
    return {row["Username"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def lines(raw: bytes) -> dict[bytes, bytes]:
    """Username → the bytes of the row."""
    return {line.split(b",")[0]: line for line in raw.splitlines(keepends=True)[2:]}


@pytest.fixture
def premises(larkmont: Larkmont) -> Larkmont:
    """The tenant as the sample finds it: three of its people are there already."""
    larkmont.employee(ELOISE, ELOISE_ID)
    larkmont.employee("noor.lacroix@larkmont.example", NOOR_ID, mobileNumber="+33-6-39-98-01-04")
    larkmont.employee(PAVEL)
    return larkmont


@with_sample
def test_the_sample_of_the_field_is_taken_in_whole(premises: Larkmont) -> None:
    report = import_employees(premises.house, premises.caller, SAMPLE.read_bytes())
    assert (report.encoding, report.separator, report.unknown) == ("cp1252", ",", ())
    assert list(report.errors()) == []
    assert [(line.row, line.outcome) for line in report.lines] == [
        (3, Outcome.CHANGED),
        (4, Outcome.CREATED),
        (5, Outcome.CREATED),
        (6, Outcome.CHANGED),
        (7, Outcome.CHANGED),
    ]


@with_sample
def test_the_sample_comes_out_as_it_went_in(premises: Larkmont) -> None:
    sample = SAMPLE.read_bytes()
    import_employees(premises.house, premises.caller, sample)
    out = premises.exported()
    assert out.splitlines(keepends=True)[:2] == sample.splitlines(keepends=True)[:2]
    theirs, ours = table(sample), table(out)
    for username, row in theirs.items():
        if username.startswith("##"):
            continue
        given = {c: cell for c, cell in row.items() if cell and c not in ANSWERED}
        cleared = {c for c, cell in given.items() if cell == "[!***REMOVE***!]"}
        assert {c: ours[username][c] for c in given} == {
            c: "" if c in cleared else cell for c, cell in given.items()
        }


@with_sample
def test_a_full_row_of_the_sample_is_equal_byte_for_byte_but_for_its_secret(
    premises: Larkmont,
) -> None:
    sample = SAMPLE.read_bytes()
    import_employees(premises.house, premises.caller, sample)
    wanted = lines(sample)[ELOISE.encode()].replace(b",EXAMPLEMFASECRET,", b",,")
    assert lines(premises.exported())[ELOISE.encode()] == wanted


@with_sample
def test_what_an_export_answers_in_its_own_way_is_only_this(premises: Larkmont) -> None:
    """Orders are carried out, ids are issued, defaults are filled in; all else is equal, blanks too."""
    sample = SAMPLE.read_bytes()
    import_employees(premises.house, premises.caller, sample)
    theirs, ours = table(sample), table(premises.exported())
    differing = {
        username: {c for c in row if row[c] != ours[username][c]}
        for username, row in theirs.items()
        if username in (TOMAS_ROW, INES)
    }
    issued = {"Invite", "Status", "User ID", "Deactivate"}
    assert differing == {TOMAS_ROW: issued, INES: issued | {"Team Name"}}
    assert ours[INES]["Team Name"] == "System Default"
    assert (ours[PAVEL]["Deactivate"], ours[PAVEL]["Status"]) == ("TRUE", "DELETED")
    assert (ours[NOOR]["User ID"], ours[NOOR]["Mobile Number"]) == (NOOR_ID, "")


@with_sample
def test_the_sample_a_second_time_changes_nothing(premises: Larkmont) -> None:
    import_employees(premises.house, premises.caller, SAMPLE.read_bytes())
    out = premises.exported()
    report = import_employees(premises.house, premises.caller, SAMPLE.read_bytes())
    assert report.count(Outcome.UNCHANGED) == 5
    assert premises.exported() == out


def test_what_was_exported_and_is_imported_unchanged_changes_nothing(covered: Larkmont) -> None:
    covered.employee("ada@larkmont.example", displayName='=HYPERLINK("http://x.example")')
    covered.employee("=bo@larkmont.example", lastName="'=Bo", middleName=" x ", bcpType="multiple")
    covered.employee("cy@larkmont.example", mobileNumber="+33 6 12", timeZone="?", rank=0)
    covered.employee(
        "dee",
        emailAddress="dee",
        views=[{"id": covered.found("view", "All Teams").id}],
        status="BLOCKED",
    )
    covered.employee("el@larkmont.example", acdInfos=[{"loginId": "1"}, {"loginId": "2"}])
    covered.employee("fay@larkmont.example", firstName='Fay,\r\n"F"', status="DELETED")
    before, out = covered.revision(), covered.exported()
    report = import_employees(covered.house, covered.caller, out)
    assert list(report.errors()) == []
    assert report.count(Outcome.UNCHANGED) == 6
    assert (covered.revision(), covered.exported()) == (before, out)


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed_and_comes_back_whole(
    larkmont: Larkmont,
) -> None:
    larkmont.takes(TOMAS | {"Display Name": "=1+1", "Mobile Number": "+33-6-39"})
    row = table(larkmont.exported())[TOMAS["Username"]]
    assert (row["Display Name"], row["Mobile Number"]) == ("'=1+1", "+33-6-39")
    assert larkmont.found("employee", TOMAS["Username"]).body["displayName"] == "=1+1"
    larkmont.takes({"Username": TOMAS["Username"], "Mobile Number": "-33+6"})
    assert table(larkmont.exported())[TOMAS["Username"]]["Mobile Number"] == "'-33+6"


def test_employees_come_in_the_order_in_which_they_came_to_be(larkmont: Larkmont) -> None:
    names = [f"{name}@larkmont.example" for name in ("zoe", "ada", "mia")]
    larkmont.takes(*(TOMAS | {"Username": name} for name in names))
    assert [name for name in table(larkmont.exported()) if not name.startswith("##")] == names


def test_the_built_in_administrator_is_not_exported(larkmont: Larkmont) -> None:
    assert len(larkmont.exported().splitlines()) == 2


def test_bcp_types_are_exported_only_where_bcp_is_enabled(covered: Larkmont) -> None:
    covered.employee("ada@larkmont.example", bcpType="single")
    covered.employee("bo@larkmont.example")
    rows = table(covered.exported())
    assert rows["ada@larkmont.example"]["BCP Type"] == "Single access"
    assert rows["bo@larkmont.example"]["BCP Type"] == "No access"


def test_without_bcp_a_file_has_the_columns_of_the_field(larkmont: Larkmont) -> None:
    larkmont.takes(TOMAS)
    assert {len(row) for row in table(larkmont.exported()).values()} == {33}


def test_a_name_from_further_away_is_kept_whole(larkmont: Larkmont) -> None:
    larkmont.takes(TOMAS | {"Last Name": "Wałęsa"})
    assert table(larkmont.exported())[TOMAS["Username"]]["Last Name"] == "Wałęsa"
