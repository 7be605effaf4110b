"""The passkey shown without switching, and the log of all that a pair has had."""

from tests.helpers.houses import PASSWORD, Paired, Story

Acme = tuple[Story, Paired]
VERIFY = "/passkeys/verification"


def test_verifying_says_whether_it_is_right_and_switches_nothing(acme: Acme) -> None:
    story, paired = acme
    line = story.done("POST", VERIFY, paired.inside, {"passkey": paired.passkey.lower()})
    assert (line["number"], line["madeBy"], line["shown"][0]["how"]) == (1, "noor", "verified")
    assert story.ask("POST", VERIFY, paired.inside, {"passkey": "0000"}).status_code == 403
    assert story.done("GET", "/switch", paired.inside)["activation"]["epoch"] == 1


def test_wrong_ones_count_with_those_of_the_switch_at_every_door(acme: Acme) -> None:
    story, paired = acme
    wrong = {"passkey": "0000"}
    tm = f"/tenants/{paired.bcp}/passkeys/verification"
    asked = [
        story.ask("POST", VERIFY, paired.inside, wrong),
        story.ask("POST", tm, paired.operator, wrong),
        story.ask("POST", "/switch", paired.inside, {**wrong, "epoch": 1}),
        story.ask("POST", tm, paired.operator, wrong),
        story.ask("POST", VERIFY, paired.inside, wrong),
    ]
    assert [one.status_code for one in asked] == [403] * 5
    right = {"passkey": paired.passkey}
    for path, token in ((VERIFY, paired.inside), (tm, paired.operator)):
        assert story.ask("POST", path, token, right).status_code == 422
    order = {**right, "epoch": 1, "acknowledged": True}
    assert story.ask("POST", "/switch", paired.inside, order).status_code == 422


def test_it_is_traced_and_the_secret_is_nowhere(acme: Acme) -> None:
    story, paired = acme
    story.done("POST", VERIFY, paired.inside, {"passkey": paired.passkey})
    lines = story.ask("GET", "/audit", paired.inside)
    assert "passkey.verify" in lines.text
    told = story.ask("GET", "/passkeys", paired.inside).text
    for secret in (paired.passkey, paired.passkey.replace("-", ""), "argon2"):
        assert secret not in lines.text
        assert secret not in told


def test_the_log_keeps_every_number_with_who_made_verified_and_used_it(acme: Acme) -> None:
    story, paired = acme
    story.done("POST", VERIFY, paired.inside, {"passkey": paired.passkey})
    wizard = story.done("POST", f"/tenants/{paired.primary}/bcp", paired.operator)["id"]
    fresh = story.done("POST", f"/bcp/{wizard}/passkey", paired.operator)["passkey"]
    story.done("POST", f"/bcp/{wizard}/finish", paired.operator)
    story.done("POST", f"/bcp/{wizard}/save", paired.operator)
    order = {"passkey": fresh, "epoch": 1, "acknowledged": True}
    story.done("POST", "/switch", paired.inside, order)
    log = story.done("GET", "/passkeys", paired.inside)
    assert [line["number"] for line in log] == [2, 1]
    assert [[one["how"] for one in line["shown"]] for line in log] == [["ordered"], ["verified"]]
    assert log == story.done("GET", f"/tenants/{paired.bcp}/passkeys", paired.operator)


def test_who_may_not_switch_verifies_nothing_and_no_operator_of_nobody_looks(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    given = {"username": "zoe", "password": PASSWORD}
    zoe = story.done("POST", "/login", body=given)["token"]
    assert story.ask("POST", VERIFY, zoe, {"passkey": paired.passkey}).status_code == 403
    assert story.ask("GET", "/passkeys", zoe).status_code == 403
    tm = f"/tenants/{paired.bcp}/passkeys"
    assert story.ask("GET", tm, paired.inside).status_code == 403


def test_a_passkey_that_nobody_has_shown_for_long_is_warned_of(acme: Acme) -> None:
    story, paired = acme
    story.hands.turn(days=91)
    operator = story.operator()
    inside = story.step_in(operator, paired.primary)

    def codes() -> set[str]:
        page = story.done("GET", "/switch", inside)
        return {one["code"] for one in page["verdict"]["findings"]}

    assert "passkey_unverified" in codes()
    story.done("POST", VERIFY, inside, {"passkey": paired.passkey})
    assert "passkey_unverified" not in codes()
