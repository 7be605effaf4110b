"""The walk through the requirement page, second part: what the customer's administrator does in Admin."""

import csv
import io
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.stage import CLOVIS, MAELLE, TOBIAS, Stage
from tests.browser.walk_tm import BCP_NAME

#: How long a sync of the company may take on a busy machine.
SYNC_MS = 60_000


def tenant_of(person: Person, tenant: str) -> None:
    """They are logged in, and see that they are in this tenant."""
    expect(person.page.locator(".where-tenant")).to_have_text(tenant)


def log_in_by_selector(person: Person, username: str, tenant: str, *, active: str) -> None:
    """Multiple access: the login page shows both tenants and which of them is active."""
    say = person.labels
    person.log_in(username)
    for name in ("Havrelune", BCP_NAME):
        choice = person.page.get_by_role("button").filter(
            has=person.page.get_by_text(name, exact=True)
        )
        told = say.active if name == active else say.not_active
        expect(choice.get_by_text(told, exact=True)).to_be_visible()
    person.choose(tenant)
    tenant_of(person, tenant)


def start_sync(admin: Person, stage: Stage) -> None:
    """Start syncing data with a BCP tenant: steps 1 to 5, then a run of it."""
    say = admin.labels
    log_in_by_selector(admin, MAELLE, stage.primary.name, active=stage.primary.name)
    admin.open_app(say.admin)
    admin.open_menu(say.sync)
    settings = admin.main.get_by_role("heading", name=say.sync_settings, exact=True)
    expect(settings).to_be_hidden()
    admin.toggle(say.enable_sync).check()
    expect(settings).to_be_visible()
    admin.open_tab(say.default_configuration)
    frequency = admin.main.get_by_role("group", name=say.frequency)
    frequency.get_by_role("radio", name=say.daily).check()
    admin.click(say.save)
    admin.sees(say.sync_saved)
    expect(admin.toggle(say.enable_sync)).to_be_checked()
    run_sync(admin)


def run_sync(admin: Person) -> None:
    """Run it now, and wait on its page, which brings itself up to date."""
    say = admin.labels
    admin.open_menu(say.sync)
    admin.click(say.run_now)
    expect(admin.main.get_by_text(say.done, exact=True).first).to_be_visible(timeout=SYNC_MS)


def give_access(admin: Person, username: str, bcp_type: str) -> None:
    """Give users access, individual employees: steps 1 to 6."""
    say = admin.labels
    admin.open_app(say.admin)
    admin.open_menu(say.employees)
    admin.main.get_by_role("searchbox").fill(username)
    row = admin.main.get_by_role("row").filter(has_text=username)
    expect(admin.main.get_by_role("row")).to_have_count(2)  # the head, and what was searched
    row.get_by_role("link").click()
    admin.open_tab(say.bcp)
    group = admin.main.get_by_role("group", name=say.bcp_type)
    group.get_by_role("radio", name=bcp_type).check()
    admin.click(say.save)
    expect(admin.main.get_by_role("status").first).to_be_visible()  # the next page is there
    admin.page.reload()
    expect(group.get_by_role("radio", name=bcp_type)).to_be_checked()


def give_access_in_bulk(admin: Person, folder: Path) -> None:
    """Give users access, multiple employees: the column BCP Type of the employees bulk upload template."""
    say = admin.labels
    admin.open_menu(say.employees)
    admin.main.get_by_role("link", name=say.import_employees, exact=True).click()
    with admin.page.expect_download() as download:
        admin.main.get_by_role("link", name=say.download_template, exact=True).click()
    file = folder / "employees.csv"
    download.value.save_as(file)
    file.write_bytes(_with_single_access(file.read_bytes(), CLOVIS))
    admin.main.get_by_label(say.employees_file).set_input_files(file)
    admin.click(say.check_file)
    expect(admin.main.get_by_role("heading", level=1)).to_have_text(say.file_would)
    row = admin.main.get_by_role("row").filter(has_text=CLOVIS)
    expect(row).to_contain_text("BCP Type")
    admin.click(say.apply_one)
    expect(admin.main.get_by_role("heading", level=1)).to_have_text(say.file_applied)


def _with_single_access(template: bytes, username: str) -> bytes:
    """The file as somebody saves it who changed one cell."""
    header, *rows = csv.reader(io.StringIO(template.decode("cp1252"), newline=""))
    access = header.index("BCP Type")
    [row] = [row for row in rows if username in row]
    assert row[access] == "No access"
    row[access] = "Single access"
    saved = io.StringIO(newline="")
    csv.writer(saved).writerows([header, *rows])
    return saved.getvalue().encode("cp1252")


def review_scripts(developer: Person) -> None:
    """Update Studio scripts: in the BCP tenant, Studio says what is left to be judged."""
    say = developer.labels
    log_in_by_selector(developer, TOBIAS, BCP_NAME, active="Havrelune")
    developer.open_app(say.studio)
    tenant_of(developer, BCP_NAME)
    developer.open_menu(say.to_review)
    scripts = developer.main.get_by_role("row").filter(has=developer.page.get_by_role("link"))
    path = scripts.first.get_by_role("link").inner_text()
    scripts.first.get_by_role("link").click()
    expect(developer.main.get_by_role("heading", level=1)).to_have_text(path)
    expect(developer.main.locator("mark").first).to_be_visible()
