"""The second factor: set up, shown at login, good once, wanted by a role, taken away, and there on the worst day."""

from typing import Any

from tests.helpers.authenticators import App, log_in, set_up, token_of
from tests.helpers.houses import PASSWORD, Paired, Story
from tests.helpers.outages import outage

Acme = tuple[Story, Paired]


def show(story: Story, proof: str, code: str) -> Any:
    return story.ask("POST", "/login/code", body={"proof": proof, "code": code})


def require(story: Story, inside: str, role: str = "agent") -> None:
    [found] = story.done("GET", f"/entities/role?search={role}", inside)["items"]
    body = {**found["body"], "secondFactorRequired": True}
    story.done("PUT", f"/entities/role/{found['id']}", inside, body)


def test_who_has_one_is_asked_for_it_and_let_in_with_it(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    app, _, _ = set_up(story, token_of(story, "zoe"))
    asked = log_in(story, "zoe")
    assert asked["outcome"] == "must_prove"
    story.hands.turn(seconds=30)
    answer = show(story, asked["proof"], app.code())
    assert answer.json()["outcome"] == "logged_in"
    assert story.done("GET", "/me", answer.json()["token"])["username"] == "zoe"


def test_the_proof_of_a_password_opens_nothing(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    set_up(story, token_of(story, "zoe"))
    proof = log_in(story, "zoe")["proof"]
    assert story.ask("GET", "/me", proof).status_code == 401
    assert (
        story.ask("POST", "/login/choice", body={"proof": proof, "tenant": "x"}).status_code == 401
    )
    assert story.ask("POST", "/login/second-factor", body={"proof": proof}).status_code == 401
    new = {"token": proof, "password": "brume-violette-sur-lac"}
    assert story.ask("POST", "/login/new-password", body=new).status_code == 404


def test_a_code_is_good_once(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    app, _, _ = set_up(story, token_of(story, "zoe"))
    one, two = log_in(story, "zoe")["proof"], log_in(story, "zoe")["proof"]
    code = app.code(steps_on=1)
    assert show(story, one, code).status_code == 200
    replayed = show(story, two, code)
    assert replayed.status_code == 401
    assert "used already" in replayed.json()["detail"]
    assert show(story, one, app.code()).status_code == 401, "a proof is good once"


def test_the_code_that_set_it_up_does_not_let_anybody_in(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    app, _, _ = set_up(story, token_of(story, "zoe"))
    assert show(story, log_in(story, "zoe")["proof"], app.code()).status_code == 401


def test_wrong_codes_are_counted_and_make_people_wait(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    app, _, _ = set_up(story, token_of(story, "zoe"))
    story.hands.turn(seconds=90)
    proof = log_in(story, "zoe")["proof"]
    answers = [show(story, proof, "000000").status_code for _ in range(6)]
    assert answers == [401] * 5 + [422]
    assert show(story, proof, app.code()).status_code == 422, "the right one waits as well"
    story.hands.turn(seconds=10)
    assert show(story, proof, app.code()).status_code == 200


def test_a_recovery_code_lets_in_once(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    _, codes, _ = set_up(story, token_of(story, "zoe"))
    entered = show(story, log_in(story, "zoe")["proof"], codes[0].lower())
    assert entered.status_code == 200
    left = story.done("GET", "/me/second-factor", entered.json()["token"])
    assert left["recoveryCodes"] == 9
    assert show(story, log_in(story, "zoe")["proof"], codes[0]).status_code == 401
    assert show(story, log_in(story, "zoe")["proof"], codes[1]).status_code == 200


def test_new_recovery_codes_make_the_old_ones_worthless(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    _, old, token = set_up(story, token_of(story, "zoe"))
    path = "/me/second-factor/recovery-codes"
    new = story.done("POST", path, token, {"password": PASSWORD})["recoveryCodes"]
    assert not set(old) & set(new)
    assert show(story, log_in(story, "zoe")["proof"], old[0]).status_code == 401
    assert show(story, log_in(story, "zoe")["proof"], new[0]).status_code == 200


def test_setting_it_up_wants_the_password_again_and_gives_a_new_token(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    token, other = token_of(story, "zoe"), token_of(story, "zoe")
    wrong = story.ask("POST", "/me/second-factor", token, {"password": "not this one"})
    assert wrong.status_code == 400
    assert wrong.json()["fields"] == {"current": "This is not your password."}
    _, _, fresh = set_up(story, token)
    assert [story.ask("GET", "/me", one).status_code for one in (token, other, fresh)] == [
        401,
        401,
        200,
    ]


def test_the_offer_of_somebody_else_is_of_no_use(acme: Acme) -> None:
    story, paired = acme
    for name in ("zoe", "max"):
        story.employee(paired.inside, name)
    offer = story.done("POST", "/me/second-factor", token_of(story, "zoe"), {"password": PASSWORD})
    first = {"proof": offer["proof"], "code": App(story, offer["secret"]).code()}
    assert (
        story.ask("POST", "/me/second-factor/code", token_of(story, "max"), first).status_code
        == 400
    )


def test_a_role_may_want_it_and_then_it_is_set_up_on_the_way_in(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    require(story, paired.inside)
    asked = log_in(story, "zoe")
    assert asked["outcome"] == "must_enrol"
    assert story.ask("GET", "/me", asked["proof"]).status_code == 401
    offer = story.done("POST", "/login/second-factor", body={"proof": asked["proof"]})
    app = App(story, offer["secret"])
    wrong = {"proof": asked["proof"], "code": "000000"}
    assert story.ask("POST", "/login/second-factor/code", body=wrong).status_code == 400
    right = {**wrong, "code": app.code()}
    done = story.done("POST", "/login/second-factor/code", body=right)
    assert len(done["recoveryCodes"]) == 10
    token = done["landed"]["token"]
    assert story.done("GET", "/me", token)["username"] == "zoe"
    refused = story.ask("POST", "/me/second-factor/removal", token, {"password": PASSWORD})
    assert refused.status_code == 422
    assert "Your role wants" in refused.json()["detail"]
    assert log_in(story, "zoe")["outcome"] == "must_prove"


def test_of_two_on_their_way_in_the_second_sets_up_nothing_and_what_was_open_ends(
    acme: Acme,
) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    before = token_of(story, "zoe")
    require(story, paired.inside)
    ways = []
    for _ in range(2):
        proof = log_in(story, "zoe")["proof"]
        offer = story.done("POST", "/login/second-factor", body={"proof": proof})
        ways.append({"proof": proof, "code": App(story, offer["secret"]).code()})
    hers = story.done("POST", "/login/second-factor/code", body=ways[0])["landed"]["token"]
    assert story.ask("POST", "/login/second-factor/code", body=ways[1]).status_code == 401
    assert story.ask("GET", "/me", before).status_code == 401
    assert story.done("GET", "/me", hers)["username"] == "zoe"


def test_a_late_proof_replaces_no_factor_that_was_set_up_in_my_profile(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    token = token_of(story, "zoe")
    require(story, paired.inside)
    proof = log_in(story, "zoe")["proof"]
    offer = story.done("POST", "/login/second-factor", body={"proof": proof})
    late = {"proof": proof, "code": App(story, offer["secret"]).code()}
    app, _, _ = set_up(story, token)
    assert story.ask("POST", "/login/second-factor/code", body=late).status_code == 401
    story.hands.turn(seconds=30)
    assert show(story, log_in(story, "zoe")["proof"], app.code()).is_success


def test_an_administrator_takes_it_away_and_the_sessions_end(acme: Acme) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    _, _, token = set_up(story, token_of(story, "zoe"))
    path = f"/employees/{zoe}/second-factor"
    assert story.done("GET", path, paired.inside)["setUp"] is True
    story.done("DELETE", path, paired.inside)
    assert story.ask("GET", "/me", token).status_code == 401
    assert log_in(story, "zoe")["outcome"] == "logged_in"
    assert story.ask("DELETE", path, paired.inside).status_code == 400


def test_who_may_not_look_after_employees_takes_none_away(acme: Acme) -> None:
    story, paired = acme
    zoe = story.employee(paired.inside, "zoe")
    story.employee(paired.inside, "max")
    set_up(story, token_of(story, "zoe"))
    max_ = token_of(story, "max")
    assert story.ask("DELETE", f"/employees/{zoe}/second-factor", max_).status_code == 403
    assert story.ask("GET", f"/employees/{zoe}/second-factor", max_).status_code == 403


def test_it_is_there_in_the_bcp_tenant_with_the_primary_gone(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe", "single")
    app, codes, _ = set_up(story, token_of(story, "zoe"))
    story.sync(paired.inside)
    with outage(story.house, "ca1"):
        operator = story.operator()
        inside = story.done("POST", f"/tenants/{paired.bcp}/impersonation", operator)["token"]
        order = {"passkey": paired.passkey, "epoch": 1, "acknowledged": True}
        story.done("POST", "/switch", inside, order)
        asked = log_in(story, "zoe")
        assert asked["outcome"] == "must_prove"
        story.hands.turn(seconds=60)
        answer = show(story, asked["proof"], app.code())
        assert answer.json()["tenant"]["name"] == "Acme BCP"
        assert show(story, log_in(story, "zoe")["proof"], codes[3]).status_code == 200


def test_nothing_secret_lies_open_in_the_store(acme: Acme) -> None:
    story, paired = acme
    story.employee(paired.inside, "zoe")
    app, codes, _ = set_up(story, token_of(story, "zoe"))
    with story.house.regions.of("ca1").reading() as tx:
        [kept] = tx.credentials.by_username("zoe")
        seen = repr(kept)
    assert kept.factor is not None
    assert kept.factor.secret == app.secret
    assert str(app.secret) not in seen
    assert not any(code in seen for code in codes)
