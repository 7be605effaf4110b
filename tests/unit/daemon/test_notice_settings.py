"""The ways on which notices leave the house: there if they are set up, refused at the start if they cannot work, and silent about
their secrets."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from releve.daemon.notice_settings import build_senders
from releve.daemon.settings import Settings, load
from releve.domain.errors import Invalid
from releve.domain.notices import Channel
from releve.domain.say import Message
from tests.helpers.receiver import WRITTEN

MAIL = '[smtp]\nhost = "mail.example"\nsender = "releve@contact.example"\n'
HOOK = f'[notices]\nurl = "https://watch.example/hook"\nsecret = "{WRITTEN}"\n'


def settings(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> Settings:
    file = folder / "releve.toml"
    file.write_text(text, encoding="utf-8")
    return load(environ or {}, config=file)


def ways(found: Settings) -> set[Channel]:
    def speak(language: str, message: Message, zone: str) -> str:
        return str(message)

    return set(build_senders(found.smtp, found.notices, speak))


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("", set()),
        (MAIL, {Channel.MAIL}),
        (HOOK, {Channel.WEBHOOK}),
        (MAIL + HOOK, set(Channel)),
    ],
)
def test_a_way_is_there_if_it_is_set_up(tmp_path: Path, text: str, there: set[Channel]) -> None:
    assert ways(settings(tmp_path, text)) == there


def test_secrets_may_come_from_the_environment_or_from_files_and_are_never_shown(
    tmp_path: Path,
) -> None:
    (tmp_path / "word").write_text("a word of tests\n")
    (tmp_path / "key").write_text(f"{WRITTEN}\n")
    text = MAIL + f'user = "releve"\npassword_file = "{tmp_path / "word"}"\n'
    text += f'[notices]\nurl = "https://watch.example"\nsecret_file = "{tmp_path / "key"}"\n'
    assert ways(settings(tmp_path, text)) == set(Channel)
    given = {"RELEVE_SMTP_PASSWORD": "a word of tests", "RELEVE_NOTICES_SECRET": WRITTEN}
    text = MAIL + 'user = "releve"\n[notices]\nurl = "https://watch.example"\n'
    found = settings(tmp_path, text, given)
    assert ways(found) == set(Channel)
    assert "a word of tests" not in repr(found)
    assert WRITTEN not in repr(found)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[smtp]\nhost = "mail.example"\n', "smtp.sender"),
        (MAIL + 'user = "releve"\n', "smtp.user"),
        (MAIL + 'password = "x"\n', "smtp.user"),
        (MAIL + 'user = "x"\npassword = "x"\npassword_file = "/dev/null"\n', "smtp.password"),
        (MAIL + 'user = "x"\npassword_file = "/no/such/file"\n', "smtp.password_file"),
        (MAIL + 'ca_file = "/no/such/file"\n', "smtp.ca_file"),
        (MAIL + 'security = "maybe"\n', "smtp.security"),
        (MAIL.replace("releve@contact.example", "Relève <a@b.example>"), "smtp.sender"),
        ('[notices]\nurl = "https://watch.example"\n', "notices.secret"),
        (HOOK + 'secret_file = "/dev/null"\n', "notices.secret"),
        (HOOK.replace(WRITTEN, "whsec_short"), "notices.secret"),
        (HOOK.replace("https://watch.example", "http://watch.example"), "notices.url"),
        (HOOK + 'ca_file = "/no/such/file"\n', "notices.ca_file"),
    ],
)
def test_what_cannot_work_is_refused_at_the_start_by_the_name_of_its_key(
    tmp_path: Path, text: str, key: str
) -> None:
    with pytest.raises(Invalid) as refused:
        settings(tmp_path, text)
    told = " ".join(str(one) for one in refused.value.reasons)
    assert f"“{key}”" in told
    assert WRITTEN not in told
