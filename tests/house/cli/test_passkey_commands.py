"""The passkey, the second person and the glass, typed."""

from releve.domain.errors import Code
from tests.helpers.houses import Paired
from tests.house.api.test_two_persons import administrator
from tests.house.cli.conftest import Terminal


def test_the_passkey_is_verified_and_its_log_read_without_a_switch(
    paired: tuple[Terminal, str],
) -> None:
    terminal, passkey = paired
    terminal.secrets.append(passkey)
    assert "number 1. Nothing was switched." in terminal.type("passkey", "verify")
    terminal.secrets.append("0000")
    assert terminal.told("passkey", "verify").code is Code.FORBIDDEN
    told = terminal.type("passkey", "log")
    assert "noor (Impersonated Admin)" in told
    assert "verified" in told
    assert terminal.json("switch", "--plan")["activation"]["epoch"] == 1


def test_an_operator_sets_the_rules_and_a_second_person_confirms(
    paired: tuple[Terminal, str],
) -> None:
    terminal, passkey = paired
    inside = terminal.token()
    acme = terminal.story, Paired("", "", "", passkey, inside)
    other = administrator(acme, "noa")
    terminal.type("logout")
    assert "yes" in terminal.type("bcp", "rules", "Acme", "--two-persons")
    terminal.type("impersonate", "Acme")
    terminal.secrets.append(passkey)
    assert "releve confirm" in terminal.type("switch", "--acknowledge")
    terminal.secrets.append(passkey)
    assert terminal.told("confirm").code is Code.REFUSED
    terminal.secrets.append(passkey)
    done = terminal.type("confirm", RELEVE_TOKEN=other)
    assert "Acme BCP is the active tenant." in done
    assert "No order waits" in str(terminal.told("confirm"))


def test_the_glass_is_broken_after_a_question_and_with_a_reason(
    paired: tuple[Terminal, str],
) -> None:
    terminal, _ = paired
    terminal.type("logout")
    reason = ("--reason", "Nobody has the passkey.")
    assert terminal.told("bcp", "break-glass", "Acme", "--yes", *reason).code is Code.REFUSED
    terminal.type("bcp", "rules", "Acme", "--break-glass")
    terminal.type("bcp", "break-glass", "Acme", *reason, typed="no")
    assert terminal.status == 130
    told = terminal.type("bcp", "break-glass", "Acme", *reason, typed="yes")
    assert "Epoch 2. Both tenants are told." in told
