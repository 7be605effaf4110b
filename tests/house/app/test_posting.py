"""What leaves the house on account of a notice: by mail to a server that is one, and as a signed message; tried again until it is
taken, by one process at a time."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from releve.activation.drivers.webhook import Hook
from releve.app.house import House
from releve.app.notice_hook import HookSender
from releve.app.notice_mail import MailSender, MailServer
from releve.app.posting import TRIES_MAX, Postman, wait_after
from releve.domain.notices import Channel, Choice, Notice, Phase, Post, PostState, Sender, Topic
from releve.domain.say import Message, say
from releve.languages.speaker import speakers
from tests.helpers.houses import Paired, Story
from tests.helpers.mail_server import MailBox, mail_server, nobody_listens
from tests.helpers.receiver import SECRET, Receiver, receiver
from tests.helpers.tls import certified

Acme = tuple[Story, Paired]
PEOPLE = {"en": ("oncall@acme.example",), "fr": ("garde@acme.example",)}


def speak(language: str, message: Message, zone: str) -> str:
    return speakers()[language].say(message, zone)


def mailing(box: MailBox, **more: Any) -> MailSender:
    server = MailServer("127.0.0.1", box.port, "releve@contact.example", "none", patience_s=5)
    return MailSender(replace(server, **more), speak)


def hooking(there: Receiver) -> HookSender:
    return HookSender(Hook(there.url, SECRET, ssl.create_default_context(), 5))


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server() as one:
        yield one


def sending(acme: Acme, sender: Sender, *, phase: Phase = Phase.BEGAN) -> House:
    """The house with a notice that is to leave it on this way."""
    story, paired = acme
    house = replace(story.house, senders={sender.channel: sender})
    notice = Notice(
        paired.bcp, "n1", "sync_failed", house.now(), say("The last sync failed."), "/admin/sync"
    )
    ways = {topic: frozenset(Channel) for topic in Topic}
    with house.regions.of("eu1").writing() as tx:
        tx.notices.begin(notice)
        if phase is Phase.ENDED:
            tx.notices.end(notice, house.now())
        tx.notices.choose(paired.bcp, Choice(ways, PEOPLE), 0)
        tx.notices.add_posts([Post(paired.bcp, "n1", phase, sender.channel, house.now())])
    return house


def post_of(house: House, paired: Paired) -> Post:
    with house.regions.of("eu1").reading() as tx:
        [found] = tx.notices.posts(paired.bcp, ["n1"])
    return found


def text_of(letter: EmailMessage) -> str:
    return str(letter.get_content())


def test_everybody_gets_mail_in_the_language_that_was_chosen_for_them(
    acme: Acme, box: MailBox
) -> None:
    house = sending(acme, mailing(box))
    Postman(house).turn()
    letters = dict(box.taken)
    assert set(letters) == {"oncall@acme.example", "garde@acme.example"}
    english, french = letters["oncall@acme.example"], letters["garde@acme.example"]
    assert english["Subject"] == "Relève, Acme: Sync without success"
    assert "The last sync failed." in text_of(english)
    assert "https://ca1.contact.example/admin/sync" in text_of(english)
    assert (english["Content-Language"], french["Content-Language"]) == ("en", "fr")
    assert "The last sync failed." not in text_of(french)
    assert english["To"] == "oncall@acme.example"
    done = post_of(house, acme[1])
    assert (done.state, done.done_at, done.why) == (PostState.SENT, house.now(), None)


def test_what_is_over_is_told_as_over(acme: Acme, box: MailBox) -> None:
    Postman(sending(acme, mailing(box), phase=Phase.ENDED)).turn()
    letter = dict(box.taken)["oncall@acme.example"]
    assert letter["Subject"] == "Relève, Acme: over: Sync without success"
    assert "It is over since" in text_of(letter)


def test_a_mail_server_that_is_down_is_told_and_tried_again_later_and_later(acme: Acme) -> None:
    story, paired = acme
    port = nobody_listens()
    house = sending(acme, mailing(MailBox(port)))
    postman = Postman(house)
    [said] = postman.turn()
    assert "waiting, 1 tries" in said
    down = post_of(house, paired)
    assert (down.state, down.tries) == (PostState.WAITING, 1)
    assert f"The mail server 127.0.0.1:{port} does not take it" in str(down.why)
    assert postman.turn() == []
    story.hands.turn(minutes=1)
    with mail_server(port) as box:
        postman.turn()
        assert len(box.taken) == 2
    assert post_of(house, paired).state is PostState.SENT


def test_the_waits_grow_and_somewhere_it_is_given_up(acme: Acme) -> None:
    story, paired = acme
    waits = [wait_after(tries) for tries in range(1, TRIES_MAX)]
    assert waits == sorted(waits)
    house = sending(acme, mailing(MailBox(nobody_listens())))
    for _ in range(TRIES_MAX):
        Postman(house).turn()
        story.hands.turn(hours=5)
    assert post_of(house, paired).state is PostState.GIVEN_UP
    assert Postman(house).turn() == []


def test_a_wrong_address_keeps_nobody_else_from_their_mail(acme: Acme, box: MailBox) -> None:
    box.refusals["oncall@acme.example"] = "550 5.1.1 nobody of this name"
    house = sending(acme, mailing(box))
    Postman(house).turn()
    assert [to for to, _ in box.taken] == ["garde@acme.example"]
    assert post_of(house, acme[1]).state is PostState.SENT


def test_mail_that_is_put_off_is_tried_again(acme: Acme, box: MailBox) -> None:
    box.refusals["oncall@acme.example"] = "451 4.7.1 come again"
    house = sending(acme, mailing(box))
    Postman(house).turn()
    put_off = post_of(house, acme[1])
    assert (put_off.state, put_off.tries) == (PostState.WAITING, 1)
    assert "451 4.7.1 come again" in str(put_off.why)


def test_the_password_travels_encrypted_and_a_wrong_one_is_told_without_it(
    acme: Acme, box: MailBox, tmp_path: Path
) -> None:
    box.trust, _ = certified(tmp_path, ["localhost"])
    box.login = ("releve", "a password of tests")
    trust = ssl.create_default_context(cafile=tmp_path / "authority.pem")
    safe = mailing(box, host="localhost", security="starttls", trust=trust, user="releve")
    house = sending(acme, replace(safe, server=replace(safe.server, password="wrong, quite")))
    Postman(house).turn()
    why = str(post_of(house, acme[1]).why)
    assert "535" in why
    assert "wrong, quite" not in why
    right = replace(safe, server=replace(safe.server, password="a password of tests"))
    acme[0].hands.turn(hours=1)
    Postman(replace(house, senders={Channel.MAIL: right})).turn()
    assert len(box.taken) == 2
    assert [safe for _, _, safe in box.logins] == [True, True]
    assert "a password of tests" not in repr(right)


def test_without_encryption_where_it_is_wanted_nothing_is_sent(acme: Acme, box: MailBox) -> None:
    box.login = ("releve", "x")
    house = sending(acme, mailing(box, security="starttls", user="releve", password="x"))
    Postman(house).turn()
    assert (box.taken, box.logins) == ([], [])
    assert post_of(house, acme[1]).state is PostState.WAITING


def test_a_program_is_told_by_a_signed_message(acme: Acme) -> None:
    _, paired = acme
    with receiver() as there:
        house = sending(acme, hooking(there))
        Postman(house).turn()
        [(id_, data)] = there.taken
    assert (id_, there.forged) == ("msg_n1.began", 0)
    assert (data["code"], data["topic"], data["ended"]) == ("sync_failed", "sync", None)
    assert data["bcp"]["id"] == paired.bcp
    assert post_of(house, paired).state is PostState.SENT


@pytest.mark.parametrize("status", [500, 429, 401, 302])
def test_a_program_that_does_not_take_it_is_told_again_the_same(acme: Acme, status: int) -> None:
    with receiver() as there:
        there.statuses.append(status)
        house = sending(acme, hooking(there))
        Postman(house).turn()
        assert post_of(house, acme[1]).tries == 1
        acme[0].hands.turn(minutes=2)
        Postman(house).turn()
        assert there.seen == ["msg_n1.began"] * 2
        assert there.bodies[0] == there.bodies[1]
        assert len(there.taken) == 1


def test_a_program_that_is_gone_for_good_is_told_no_more(acme: Acme) -> None:
    with receiver() as there:
        there.statuses.append(410)
        house = sending(acme, hooking(there))
        Postman(house).turn()
        assert post_of(house, acme[1]).state is PostState.GIVEN_UP


def test_of_two_processes_one_sends(acme: Acme, box: MailBox) -> None:
    story, paired = acme
    house = sending(acme, mailing(box))
    with house.regions.of("eu1").writing() as tx:
        held = post_of(house, paired)
        assert tx.notices.take(held, worker="b", now=house.now(), until="2026-11-22T09:02:00.000Z")
    Postman(house).turn()
    assert box.taken == []
    story.hands.turn(minutes=3)  # the other one died with it
    Postman(house).turn()
    assert len(box.taken) == 2


def test_mail_to_nobody_is_not_tried_for_ever(acme: Acme, box: MailBox) -> None:
    _, paired = acme
    house = sending(acme, mailing(box))
    with house.regions.of("eu1").writing() as tx:
        assert tx.notices.choose(paired.bcp, Choice(), 1)
    Postman(house).turn()
    assert (box.taken, post_of(house, paired).state) == ([], PostState.SENT)
