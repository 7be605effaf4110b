"""Employees out of files: what each row may do, and what it may not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event

from releve.app.employee_drawing import names_of
from releve.app.employee_files import import_employees
from releve.app.login import LoggedIn, log_in
from releve.app.passwords import set_password
from releve.app.sheets.report import Line, Outcome, Remark
from releve.domain.errors import Forbidden, Invalid, Unauthenticated
from releve.domain.people import Action
from tests.helpers.houses import PASSWORD
from tests.house.app.larkmont import TOMAS, Larkmont, csv_of

NOOR = "noor@larkmont.example"
NOOR_ID = "2f6f1c0a-7d3e-4b58-9c41-0e5a9b7d1104"
CLEAR = "[!***REMOVE***!]"


def said(remarks: tuple[Remark, ...]) -> dict[str, str]:
    return {remark.column: f"{remark.message} {remark.hint}" for remark in remarks}


def the_error(line: Line) -> tuple[str, str]:
    """The only one: its column, and what is said."""
    [(column, words)] = said(line.errors).items()
    assert line.outcome is Outcome.REFUSED
    return column, words


def test_a_new_row_makes_an_employee_with_the_defaults_of_the_tenant(larkmont: Larkmont) -> None:
    line = larkmont.takes_one(TOMAS)
    employee = larkmont.found("employee", TOMAS["Username"])
    assert (line.outcome, line.id) == (Outcome.CREATED, employee.id)
    assert employee.body["firstName"] == "Tomás"
    assert employee.body["roleUUID"] == larkmont.found("role", "Agent").id
    assert employee.body["teamId"] == larkmont.found("team", "System Default").alt_id
    assert employee.body["timeZone"] == "UTC"
    assert employee.body["bcpType"] == "none"
    assert employee.body["status"] == "UNREGISTERED"
    assert "hireDate" not in employee.body


def test_a_blank_cell_changes_nothing_and_the_marker_clears(larkmont: Larkmont) -> None:
    larkmont.employee(NOOR, mobileNumber="+33-1", rank=3, displayName="Noor L.")
    row = {"Username": NOOR, "Mobile Number": CLEAR, "Rank": " ", "Display Name": "Noor"}
    line = larkmont.takes_one(row)
    body = larkmont.found("employee", NOOR).body
    assert line.columns == ("Mobile Number", "Display Name")
    assert ("mobileNumber" in body, body["rank"], body["displayName"]) == (False, 3, "Noor")


@pytest.mark.parametrize("column", ["Username", "First Name", "Email Address", "Role Name"])
def test_what_everybody_needs_cannot_be_cleared(larkmont: Larkmont, column: str) -> None:
    larkmont.employee(NOOR, NOOR_ID)
    row = {"Username": NOOR, "User ID": NOOR_ID} | {column: CLEAR}
    assert the_error(larkmont.takes_one(row))[0] == column


@pytest.mark.parametrize("zone", ["Mars/Phobos", "Europe", "paris"])
def test_a_time_zone_that_does_not_exist_is_told_with_its_column(
    larkmont: Larkmont, zone: str
) -> None:
    assert the_error(larkmont.takes_one(TOMAS | {"Time Zone": zone}))[0] == "Time Zone"


@pytest.mark.parametrize("zone", ["America/Toronto", "UTC", "(UTC+01:00) Paris"])
def test_a_time_zone_that_exists_is_kept_as_it_came(larkmont: Larkmont, zone: str) -> None:
    larkmont.takes_one(TOMAS | {"Time Zone": zone})
    assert larkmont.found("employee", TOMAS["Username"]).body["timeZone"] == zone


def test_a_cleared_team_is_the_default_team(larkmont: Larkmont) -> None:
    larkmont.employee(NOOR)
    larkmont.takes_one({"Username": NOOR, "Team Name": CLEAR})
    default = larkmont.found("team", "System Default").alt_id
    assert larkmont.found("employee", NOOR).body["teamId"] == default


def test_a_renamed_employee_logs_in_under_the_new_name_with_the_old_password(
    larkmont: Larkmont,
) -> None:
    noor = larkmont.employee(NOOR, NOOR_ID)
    set_password(larkmont.house, larkmont.caller, noor.id, PASSWORD)
    line = larkmont.takes_one({"Username": "Noor.D@larkmont.example", "User ID": NOOR_ID.upper()})
    assert (line.outcome, line.columns, line.id) == (Outcome.CHANGED, ("Username",), noor.id)
    assert isinstance(
        log_in(larkmont.house, "noor.d@larkmont.example", PASSWORD, origin="test"), LoggedIn
    )
    with pytest.raises(Unauthenticated):
        log_in(larkmont.house, NOOR, PASSWORD, origin="test")


def test_two_employees_who_swap_their_names_are_told_to_do_it_one_by_one(
    larkmont: Larkmont,
) -> None:
    ada = larkmont.employee("ada@larkmont.example")
    larkmont.employee(NOOR)
    line = larkmont.takes_one({"Username": NOOR, "User ID": ada.alt_id or ""})
    assert "Another employee" in the_error(line)[1]
    assert sorted(larkmont.usernames()) == ["ada@larkmont.example", NOOR]


def test_a_user_id_of_another_tenant_says_nothing_and_is_told(larkmont: Larkmont) -> None:
    elsewhere = TOMAS | {"User ID": NOOR_ID}
    made, again = larkmont.takes_one(elsewhere), larkmont.takes_one(elsewhere)
    assert (made.outcome, again.outcome) == (Outcome.CREATED, Outcome.UNCHANGED)
    assert list(said(made.warnings)) == list(said(again.warnings)) == ["User ID"]
    assert larkmont.found("employee", TOMAS["Username"]).alt_id != NOOR_ID


def test_a_username_in_other_letters_is_neither_the_same_nor_a_new_one(larkmont: Larkmont) -> None:
    larkmont.employee(NOOR)
    column, words = the_error(larkmont.takes_one(TOMAS | {"Username": NOOR.title()}))
    assert (column, NOOR in words) == ("Username", True)


def test_of_two_rows_for_one_employee_the_first_one_counts(larkmont: Larkmont) -> None:
    larkmont.employee(NOOR, NOOR_ID)
    first, later, by_id, new, twice = larkmont.takes(
        {"Username": NOOR, "Rank": "1"},
        {"Username": NOOR, "Rank": "2"},
        {"User ID": NOOR_ID, "Rank": "3"},
        TOMAS,
        TOMAS | {"Username": TOMAS["Username"].upper()},
    ).lines
    assert (first.outcome, new.outcome) == (Outcome.CHANGED, Outcome.CREATED)
    assert all("Row 2" in the_error(line)[1] for line in (later, by_id))
    assert "Row 5" in the_error(twice)[1]
    assert larkmont.found("employee", NOOR).body["rank"] == 1


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("Role Name", "Agnet", "Did you mean “Agent”?"),
        ("Team Name", "larkmont frontdesk", "Did you mean “Larkmont Front Desk”?"),
        ("Login Authenticator Name", "Okta", "create it first"),
        ("Views", "All Teams; Nobody", "“Nobody”"),
        ("Username", "tomas", "e-mail address"),
        ("Email Address", "desk@", "e-mail address"),
        ("Mobile Number", "+33 (0)6", "digits"),
        ("Time Zone", "12:00 !", "time zone"),
        ("Hire Date", "14/07/2015", "MMM-DD-YYYY"),
        ("Rank", "0", "from 1"),
        ("MFA Time Period", "301", "from 15 to 300"),
        ("First Name", "x" * 51, "50"),
        ("Can Be Recorded", "perhaps", "TRUE or FALSE"),
        ("Deactivate", "perhaps", "TRUE or FALSE"),
        ("Virtual Agent Type", "Robot", "Digital Bot"),
        ("BCP Type", "some", "No access, Single access"),
        ("User ID", "4711", "User ID"),
    ],
)
def test_a_bad_cell_is_told_with_its_column_and_what_to_do_and_changes_nothing(
    larkmont: Larkmont, column: str, value: str, told: str
) -> None:
    line = larkmont.takes_one(TOMAS | {column: value})
    where, words = the_error(line)
    assert (where, told in words) == (column, True), words
    assert line.errors[0].value == value
    assert larkmont.usernames() == []


def test_a_file_gives_no_role_that_is_not_active(larkmont: Larkmont) -> None:
    lines = [{"permission": "admin.roles", "actions": ["view", "edit"]}]
    draft = larkmont.put("role", {"roleName": "Draft", "status": "DRAFT", "permissions": lines})
    column, words = the_error(larkmont.takes_one(TOMAS | {"Role Name": "Draft"}))
    assert (column, "Only active roles" in words) == ("Role Name", True)
    larkmont.employee(NOOR, roleUUID=draft.id)
    kept = larkmont.takes_one({"Username": NOOR, "Role Name": "Draft", "Rank": "2"})
    assert kept.columns == ("Rank",)
    with larkmont.house.store_of(larkmont.id).reading() as tx:
        offered = names_of(tx, larkmont.id).titles("role")
    assert ("Agent" in offered, "Draft" in offered) == (True, False)


def test_everything_wrong_in_a_row_is_told_at_once(larkmont: Larkmont) -> None:
    line = larkmont.takes_one({"Username": "zoe@larkmont.example", "Rank": "-1"})
    missing = {"First Name", "Last Name", "Email Address", "Role Name"}
    assert said(line.errors).keys() == missing | {"Rank"}


def test_a_bad_row_stops_no_good_one(larkmont: Larkmont) -> None:
    report = larkmont.takes(TOMAS, {"Username": "nobody", "Rank": "x"})
    assert report.written
    assert report.counts == {"created": 1, "changed": 0, "unchanged": 0, "refused": 1}
    assert [(row, error.column) for row, error in report.errors()][:2] == [
        (3, "Username"),
        (3, "Rank"),
    ]
    assert larkmont.usernames() == [TOMAS["Username"]]


def test_all_or_nothing_writes_nothing_when_a_row_is_bad(larkmont: Larkmont) -> None:
    before = larkmont.revision()
    report = larkmont.takes(TOMAS, {"Username": "nobody"}, only_good=False)
    assert (report.written, larkmont.revision()) == (False, before)
    assert larkmont.takes(TOMAS, only_good=False).written


def test_a_dry_run_says_the_same_and_writes_nothing(larkmont: Larkmont) -> None:
    before = larkmont.revision()
    dry = larkmont.takes(TOMAS, {"Username": "nobody"}, dry_run=True)
    assert (dry.written, larkmont.revision()) == (False, before)
    wet = larkmont.takes(TOMAS, {"Username": "nobody"})
    assert [replace(line, id="") for line in wet.lines] == list(dry.lines)


def test_the_same_file_a_second_time_changes_nothing(larkmont: Larkmont) -> None:
    row = TOMAS | {"Views": "All Teams", "Hire Date": "jul-4-2015", "ACD Login Id": "70519001"}
    larkmont.takes(row)
    before = larkmont.revision()
    assert larkmont.takes_one(row).outcome is Outcome.UNCHANGED
    assert larkmont.revision() == before


def test_a_deactivated_employee_cannot_log_in_and_a_file_does_not_bring_them_back(
    larkmont: Larkmont,
) -> None:
    noor = larkmont.employee(NOOR)
    set_password(larkmont.house, larkmont.caller, noor.id, PASSWORD)
    assert larkmont.takes_one({"Username": NOOR, "Deactivate": "TRUE"}).columns == ("Deactivate",)
    body = larkmont.found("employee", NOOR).body
    assert (body["status"], body["isActive"]) == ("DELETED", False)
    with pytest.raises(Unauthenticated):
        log_in(larkmont.house, NOOR, PASSWORD, origin="test")
    again = larkmont.takes_one({"Username": NOOR, "Deactivate": "FALSE"})
    assert (again.outcome, list(said(again.warnings))) == (Outcome.UNCHANGED, ["Deactivate"])


def test_nobody_deactivates_themselves_or_somebody_who_is_not_there(larkmont: Larkmont) -> None:
    noor = larkmont.employee(NOOR)
    larkmont.caller = replace(larkmont.caller, employee=noor.id)
    assert "yourself" in the_error(larkmont.takes_one({"Username": NOOR, "Deactivate": "TRUE"}))[1]
    ghost = {"Username": "ghost@larkmont.example", "Deactivate": "TRUE"}
    assert the_error(larkmont.takes_one(ghost))[0] == "Deactivate"


def test_the_built_in_administrator_is_out_of_reach(larkmont: Larkmont) -> None:
    admin = larkmont.found("employee", "Impersonated Admin")
    for row in (
        {"Username": "Impersonated Admin", "Rank": "1"},
        {"Username": "me@larkmont.example", "User ID": admin.alt_id or ""},
    ):
        assert "built in" in the_error(larkmont.takes_one(row))[1]


def test_a_bcp_type_is_set_by_those_who_may(covered: Larkmont) -> None:
    covered.employee(NOOR)
    line = covered.takes_one({"Username": NOOR, "BCP Type": "Accès multiple"})
    assert line.columns == ("BCP Type",)
    assert covered.found("employee", NOOR).body["bcpType"] == "multiple"


def test_a_bcp_type_is_not_changed_by_those_who_may_not(covered: Larkmont) -> None:
    covered.employee(NOOR, bcpType="single")
    covered.caller = replace(
        covered.caller, grants={"admin.employees": frozenset({Action.VIEW, Action.EDIT})}
    )
    for value in ("Multi access", CLEAR):
        column, words = the_error(covered.takes_one({"Username": NOOR, "BCP Type": value}))
        assert (column, "Configurations" in words) == ("BCP Type", True)
    kept = covered.takes_one({"Username": NOOR, "BCP Type": "Single access", "Rank": "2"})
    assert kept.columns == ("Rank",)
    new = covered.takes_one(TOMAS | {"BCP Type": "No access"})
    assert new.outcome is Outcome.CREATED


def test_a_secret_is_neither_stored_nor_repeated(larkmont: Larkmont) -> None:
    line = larkmont.takes_one(TOMAS | {"MFA Secret": "EXAMPLEMFASECRET"})
    assert line.outcome is Outcome.CREATED
    assert "was not stored" in said(line.warnings)["MFA Secret"]
    assert "EXAMPLEMFASECRET" not in repr(line)
    assert "EXAMPLEMFASECRET" not in repr(larkmont.found("employee", TOMAS["Username"]))


def test_an_invitation_that_is_not_sent_is_told(larkmont: Larkmont) -> None:
    line = larkmont.takes_one(TOMAS | {"Invite": "TRUE"})
    assert (line.outcome, list(said(line.warnings))) == (Outcome.CREATED, ["Invite"])


def test_without_the_permission_no_file_is_even_read(larkmont: Larkmont) -> None:
    watching = replace(larkmont.caller, grants={"admin.employees": frozenset({Action.VIEW})})
    with pytest.raises(Forbidden):
        import_employees(larkmont.house, watching, b"PK\x03\x04")


def test_a_file_that_names_nobody_is_refused(larkmont: Larkmont) -> None:
    with pytest.raises(Invalid, match="no column “Username”"):
        larkmont.takes({"First Name": "Zoé"})


def test_an_import_leaves_its_trace(larkmont: Larkmont) -> None:
    larkmont.takes(TOMAS, {"Username": "nobody"})
    with larkmont.house.store_of(larkmont.id).reading() as tx:
        [entry, *_], _ = tx.audit.page(larkmont.id)
    assert (entry.act, entry.actor, entry.subject) == ("employees.import", "eva", "2 rows")
    assert (entry.details["created"], entry.details["refused"]) == (1, 1)


@contextmanager
def statements(larkmont: Larkmont) -> Iterator[list[str]]:
    """Every statement that the store of the tenant is asked meanwhile."""
    asked: list[str] = []
    engine = larkmont.house.store_of(larkmont.id).store.database.engine  # type: ignore[attr-defined]

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_many_rows_ask_the_store_no_more_than_few(larkmont: Larkmont) -> None:
    def rows(start: int, n: int) -> bytes:
        return csv_of(
            TOMAS | {"Username": f"agent{i}@larkmont.example", "Rank": str(start + i + 1)}
            for i in range(n)
        )

    counted = []
    for n in (2, 60):
        import_employees(larkmont.house, larkmont.caller, rows(0, n))
        with statements(larkmont) as asked:
            report = import_employees(larkmont.house, larkmont.caller, rows(100, n))
        assert report.count(Outcome.CHANGED) == n
        counted.append(len(asked))
    assert counted[0] == counted[1]
