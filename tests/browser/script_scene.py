"""Scripts at work: a tenant with the development workflow on, and a script at each of its steps."""

from releve.app.script_steps import ask_review, publish, send_back, set_steps, workflow
from releve.app.scripts import import_scripts
from releve.domain.people import Caller
from releve.domain.tenancy import Tenant
from tests.browser.stage import Stage
from tests.helpers.scripts import one, web

#: Published, published and changed since, in review, sent back.
PATHS = ("Accueil\\Entree", "Accueil\\Menu", "Accueil\\File", "Accueil\\Rappel")


def set_to_work(stage: Stage, tenant: Tenant) -> None:
    """Turn the workflow on, and bring scripts to its steps."""
    house, inside = stage.house, stage.inside(tenant)
    set_steps(house, inside, steps=True, expect=None)
    inside = stage.inside(tenant)  # with the permissions of the steps
    for path in PATHS:
        upload(stage, inside, path, "x = 1")
    for path in PATHS:
        ask_review(house, inside, _of(stage, inside, path))
    for path in PATHS[:2]:
        publish(house, inside, _of(stage, inside, path))
    upload(stage, inside, PATHS[1], "x = 2")
    send_back(house, inside, _of(stage, inside, PATHS[3]), note="Le message d’attente manque.")


def upload(stage: Stage, inside: Caller, path: str, code: str) -> None:
    raw = web("SNIPPET", [one("Data", code)], header={"scriptName": path})
    [done] = import_scripts(stage.house, inside, [(f"{path}.json", raw)])
    assert done.outcome == "draft", done


def _of(stage: Stage, inside: Caller, path: str) -> str:
    found = workflow(stage.house, inside).lines
    return next(line.version.id for line in found if line.version.path == path)
