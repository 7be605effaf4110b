"""Settings are parsed once and typed; what is not understood is refused, all of it at once."""

from pathlib import Path

import pytest

from releve.daemon.settings import Settings, load
from releve.domain.errors import Invalid


def written(folder: Path, text: str) -> Path:
    file = folder / "releve.toml"
    file.write_text(text, "utf-8")
    return file


def loaded(folder: Path, text: str, **environ: str) -> Settings:
    return load(environ, config=written(folder, text))


def faults(folder: Path, text: str, **environ: str) -> list[str]:
    with pytest.raises(Invalid) as caught:
        loaded(folder, text, **environ)
    return [str(reason) for reason in caught.value.reasons]


def test_without_any_setting_there_are_two_regions_on_files_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load({})
    assert settings.port == 8321
    assert settings.home == "ca1"
    assert settings.directory == "sqlite:///data/directory.db"
    assert [(region.label, region.store) for region in settings.regions.values()] == [
        ("Canada (Montréal)", "sqlite:///data/ca1.db"),
        ("Europe (Paris)", "sqlite:///data/eu1.db"),
    ]


def test_the_environment_wins_over_the_file_and_a_flag_over_both(tmp_path: Path) -> None:
    file = written(tmp_path, 'port = 1001\nhost = "one"\nlanguage = "fr"\n')
    settings = load(
        {"RELEVE_PORT": "1002", "RELEVE_HOST": "two"}, {"port": 1003, "data": None}, config=file
    )
    assert (settings.port, settings.host, settings.language) == (1003, "two", "fr")
    assert settings.data == Path("data")


def test_stores_lie_in_the_data_folder_wherever_that_is(tmp_path: Path) -> None:
    settings = loaded(tmp_path, "", RELEVE_DATA="/srv/releve")
    assert settings.directory == "sqlite:////srv/releve/directory.db"
    assert settings.regions["eu1"].store == "sqlite:////srv/releve/eu1.db"


def test_a_declared_region_replaces_the_default_ones(tmp_path: Path) -> None:
    settings = loaded(tmp_path, '[regions.us-1]\nlabel = "Ohio"\n', RELEVE_PORT="9000")
    assert list(settings.regions) == ["us-1"]
    assert settings.home == "us-1"
    ohio = settings.regions["us-1"]
    assert (ohio.label, ohio.area, ohio.cluster) == ("Ohio", "us-1", "us-1")
    assert (ohio.domain, ohio.url) == ("localhost:9000", "http://127.0.0.1:9000")


def test_a_cluster_is_named_like_its_area_unless_it_has_a_name(tmp_path: Path) -> None:
    regions = loaded(
        tmp_path, '[regions.a]\narea = "north"\n[regions.b]\ncluster = "c40"\n'
    ).regions
    assert (regions["a"].area, regions["a"].cluster) == ("north", "north")
    assert (regions["b"].area, regions["b"].cluster) == ("b", "c40")


def test_a_store_with_its_password_comes_from_the_environment_and_is_never_shown(
    tmp_path: Path,
) -> None:
    secret = "postgresql+psycopg://releve:{open}sesame@db/ca1"
    settings = loaded(
        tmp_path,
        "",
        RELEVE_REGIONS_CA1_STORE=secret,
        RELEVE_DIRECTORY="postgresql://releve:sesame@db/directory",
    )
    assert settings.regions["ca1"].store == secret
    assert "sesame" not in repr(settings)


def test_a_wrong_address_of_a_store_is_told_without_repeating_it(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, "", RELEVE_REGIONS_EU1_STORE="mysql://releve:sesame@db/eu1")
    assert "RELEVE_REGIONS_EU1_STORE" in fault
    assert "postgresql" in fault
    assert "sesame" not in fault


def test_every_fault_is_told_at_once_with_where_which_and_what_is_expected(
    tmp_path: Path,
) -> None:
    text = 'port = "8321"\nlangage = "fr"\n[log]\nlevel = "loud"\n'
    told = faults(tmp_path, text, RELEVE_HASHING_TIME_COST="three")
    wrong_port, variable, wrong_level, unknown = told
    file = str(tmp_path / "releve.toml")
    assert wrong_port.startswith(file)
    assert "whole number from 0 to 65535" in wrong_port
    assert "debug, info, warning, error" in wrong_level
    assert "Did you mean “language”?" in unknown
    assert variable.startswith("The environment")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("port = true", "port"),
        ("port = 65536", "port"),
        ("port = 80.5", "port"),
        ("secure_cookies = 1", "secure_cookies"),
        ('secure_cookies = "true"', "secure_cookies"),
        ("sync_tick_s = nan", "sync_tick_s"),
        ("sync_tick_s = 0", "sync_tick_s"),
        ('host = ""', "host"),
        ("data = 5", "data"),
        ('language = "de"', "language"),
        ('directory = "directory.db"', "directory"),
        ("hashing = 3", "hashing"),
        ('home = "mars"', "home"),
        ("regions = 2", "regions"),
        ("regions = {}", "regions"),
        ("[regions]\nca1 = 5", "regions.ca1"),
        ("[regions.CA1]", "regions.CA1"),
        ('[regions.ca1]\nlable = "x"', "regions.ca1.lable"),
        ('[regions.ca1]\ndomain = "x/path"', "regions.ca1.domain"),
        ('[regions.ca1]\nurl = "https://x/"', "regions.ca1.url"),
        ("[regions.na2]", "regions.na2.area"),
        (
            '[regions.a]\nstore="sqlite:///x.db"\n[regions.b]\nstore="sqlite:///x.db"',
            "regions.b.store",
        ),
        ("\n".join(f"[regions.r{n}]" for n in range(33)), "regions"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_key(
    tmp_path: Path, text: str, key: str
) -> None:
    [fault] = faults(tmp_path, text)
    assert f"“{key}”" in fault


def test_the_limits_themselves_are_allowed(tmp_path: Path) -> None:
    text = "port = 65535\n" + "\n".join(f"[regions.r{n}]" for n in range(32))
    settings = loaded(tmp_path, text)
    assert settings.port == 65_535
    assert len(settings.regions) == 32


@pytest.mark.parametrize("text", ["yes", "on", "1", " TRUE "])
def test_the_environment_may_say_yes_in_several_ways(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, "", RELEVE_SECURE_COOKIES=text).secure_cookies is True


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    assert loaded(tmp_path, "port = 9000", RELEVE_PORT="").port == 9000


def test_a_variable_that_is_nearly_a_setting_is_refused_and_a_strangers_is_left_alone(
    tmp_path: Path,
) -> None:
    settings = loaded(tmp_path, "", RELEVE_REQUIRE_ALL="1", RELEVE_PASSKEY="x", PORT="y")
    assert settings.port == 8321
    [near] = faults(tmp_path, "", RELEVE_SECURE_COOKIE="true")
    assert "Did you mean “RELEVE_SECURE_COOKIES”?" in near
    [region] = faults(tmp_path, "", RELEVE_REGIONS_CA2_STORE="sqlite:///x.db")
    assert "RELEVE_REGIONS_CA1_STORE" in region


def test_a_file_that_is_named_must_exist_and_be_toml(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="there is no such file"):
        load({"RELEVE_CONFIG": str(tmp_path / "absent.toml")})
    with pytest.raises(Invalid, match="it cannot be read"):
        load({}, config=tmp_path)
    with pytest.raises(Invalid, match=r"is not TOML.*line 1"):
        loaded(tmp_path, "port = \n")


def test_a_file_in_latin_letters_of_another_time_is_refused(tmp_path: Path) -> None:
    (tmp_path / "releve.toml").write_bytes("host = 'é'".encode("latin-1"))
    with pytest.raises(Invalid, match="is not TOML"):
        load({}, config=tmp_path / "releve.toml")


CALLS = """
[sip]
listen = "0.0.0.0:5060"
[regions.a]
sip = "sbc.a.example:5070"
[regions.b]
sip = "sips:[2001:db8::7];transport=tcp"
"""


def test_calls_are_redirected_where_that_is_asked_for_to_where_the_regions_say(
    tmp_path: Path,
) -> None:
    settings = loaded(tmp_path, CALLS, RELEVE_SIP_LISTEN="[::]:5060", RELEVE_REGIONS_A_SIP="sbc")
    assert settings.sip.listen == "[::]:5060"
    assert [one.sip for one in settings.regions.values()] == [
        "sbc",
        "sips:[2001:db8::7];transport=tcp",
    ]
    assert loaded(tmp_path, "").sip.listen == ""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[sip]\nlisten = "127.0.0.1:5060"\n[regions.a]', "regions.a.sip"),
        ('sip.listen = "5060"', "sip.listen"),
        ('sip.listen = "127.0.0.1:65536"', "sip.listen"),
        ('sip.listen = "::1:5060"', "sip.listen"),
        ("sip.copy_s = -1", "sip.copy_s"),
        ('[regions.a]\nsip = "alix@sbc.example"', "regions.a.sip"),
        ('[regions.a]\nsip = "sbc.example:99999"', "regions.a.sip"),
        ('[regions.a]\nsip = "sbc.example>"', "regions.a.sip"),
        ('[regions.a]\nsip = "http://sbc.example"', "regions.a.sip"),
        (f'[regions.a]\nsip = "{"h" * 120}"', "regions.a.sip"),
    ],
)
def test_where_calls_go_is_checked_at_the_start(tmp_path: Path, text: str, key: str) -> None:
    [fault] = faults(tmp_path, text)
    assert f"“{key}”" in fault


CRM = """
[clients.crm]
id = "Agent App@Vendor"
redirects = ["https://crm.example/back", "http://127.0.0.1/back"]
[clients.batch]
"""


def test_clients_are_declared_in_the_file_with_where_people_go_back_to(tmp_path: Path) -> None:
    crm, batch = loaded(tmp_path, CRM).clients
    assert (crm.id, crm.label) == ("Agent App@Vendor", "Agent App@Vendor")
    assert crm.redirects == ("https://crm.example/back", "http://127.0.0.1/back")
    assert (batch.id, batch.redirects, batch.secret_sha256) == ("batch", (), "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[clients.a]\nredirects = ["http://crm.example/"]', "A list of addresses is expected"),
        ('[clients.a]\nredirects = "https://crm.example/"', "A list of addresses is expected"),
        ('[clients.a]\nsecret_sha256 = "hush"', "64 signs are expected"),
        ('[clients.a]\nredirect = ["https://x.example/"]', "Did you mean “clients.a.redirects”?"),
        ('[clients.A]\nid = "a"', "Small letters"),
        ("clients = 3", "A table [clients.<name>] each is expected."),
        ('[clients.a]\nid = "x"\n[clients.b]\nid = "x"', "Another client has this ID already."),
        ("[tokens]\naccess_s = 600", "from 601"),
        ('[tokens]\nsecret = "short"', "A long text of chance"),
        ('[tokens]\nissuer = "auth.example"', "http://… or https://…"),
    ],
)
def test_a_faulty_client_or_token_setting_is_refused(tmp_path: Path, text: str, told: str) -> None:
    [fault] = faults(tmp_path, text)
    assert told in fault


def test_a_secret_is_in_no_representation_of_the_settings(tmp_path: Path) -> None:
    secret = "a-secret-of-more-than-thirty-two-signs"
    assert secret not in repr(loaded(tmp_path, "", RELEVE_TOKENS_SECRET=secret))
