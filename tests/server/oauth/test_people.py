"""People: made and removed by the administrator, known by their password, and what they see of those they let in."""

from pathlib import Path
import re

from oauth_server import BASE, PASSWORD, READ, UPSERT, Host, Registered, new_verifier
import pytest

from conftest import Run
from fairmark.server.oauth import people
from fairmark.server.oauth.demo import new_learners
from fairmark.server.oauth.people import LETTERS, add, authenticated, new_password
from fairmark.server.oauth.scopes import OFFLINE
from fairmark.server.storage.database import open_database
from fairmark.server.storage.disclosures import Disclosures
from fairmark.server.storage.people import People
from fairmark.server.storage.store import Store
from fairmark.validators.core.usage import WrongUsage

VERIFIER = new_verifier()


@pytest.fixture
def known(store: Store) -> People:
    return People(store.engine)


# -- passwords -------------------------------------------------------------------------------------------------------


def test_a_person_is_known_by_login_name_and_password(known: People) -> None:
    maya = add(known, " Maya ", "Maya Ortiz", PASSWORD)
    assert authenticated(known, "MAYA", PASSWORD) == maya
    assert authenticated(known, "maya", PASSWORD + " ") is None
    assert authenticated(known, "maya", "") is None
    assert authenticated(known, "", PASSWORD) is None


def test_one_spelling_of_a_character_is_as_good_as_another(known: People) -> None:
    add(known, "tom\u00e1s", "", "contrase\u00f1a larga")
    assert authenticated(known, "toma\u0301s", "contrasen\u0303a larga")


def test_no_two_have_one_login_name(known: People) -> None:
    add(known, "maya", "", PASSWORD)
    with pytest.raises(WrongUsage, match="there is a person with this login name"):
        add(known, "MAYA", "", PASSWORD)


@pytest.mark.parametrize(
    ("login", "name", "password"),
    [
        ("", "", PASSWORD),
        ("  ", "", PASSWORD),
        ("x" * 101, "", PASSWORD),
        ("a\nb", "", PASSWORD),
        ("a\0", "", PASSWORD),
        ("maya", "x" * 201, PASSWORD),
        ("maya", "two\nlines", PASSWORD),
        ("maya", "", "x" * 9),
        ("maya", "", "x" * 201),
    ],
)
def test_what_cannot_be_a_person_is_refused_without_repeating_it(
    known: People, login: str, name: str, password: str
) -> None:
    with pytest.raises(WrongUsage) as caught:
        add(known, login, name, password)
    assert password not in str(caught.value)
    assert known.all() == []


def test_a_password_costs_whoever_guesses_it() -> None:
    """The hash of nobody's password was made when the module was loaded, before these tests made hashes cheap."""
    assert re.fullmatch(r"scrypt:32768:8:1\$[^$]{16}\$[0-9a-f]{128}", people.NOBODY)


def test_passwords_that_are_made_are_long_and_can_be_read_out() -> None:
    made = {new_password() for _ in range(20)}
    assert len(made) == 20
    assert all(re.fullmatch(rf"([{LETTERS}]{{5}}-){{3}}[{LETTERS}]{{5}}", password) for password in made)


def test_the_learners_of_the_demonstration_stay_and_their_passwords_change(store: Store) -> None:
    first, second = new_learners(store.engine), new_learners(store.engine)
    assert [one.id for one in first] == [one.id for one in second]
    known = People(store.engine)
    for old, new in zip(first, second, strict=True):
        assert authenticated(known, new.login, new.password)
        assert not authenticated(known, old.login, old.password)


# -- the command -----------------------------------------------------------------------------------------------------


def database(folder: Path) -> str:
    return f"sqlite:///{(folder / 'people.db').as_posix()}"


def test_the_command_makes_lists_and_removes(fairmark: Run, tmp_path: Path) -> None:
    url = database(tmp_path)
    made = fairmark("people", "add", "maya", "--name", "Maya Ortiz", "--database", url)
    id, password = made.stdout.strip().split("\t")
    known = People(open_database(url))
    found = authenticated(known, "maya", password)
    assert found is not None
    assert found.id == id
    assert fairmark("people", "list", "--database", url).stdout == f"{id}\tmaya\tMaya Ortiz\n"
    assert fairmark("people", "remove", "Maya", "--database", url).exit_code == 0
    assert known.all() == []
    assert fairmark("people", "remove", "maya", "--database", url).exit_code == 2


def test_a_password_comes_from_a_file_or_standard_input_and_is_not_printed(fairmark: Run, tmp_path: Path) -> None:
    url = database(tmp_path)
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\r\nnot this line", "utf-8", newline="")
    added = fairmark("people", "add", "maya", "--password-file", file, "--database", url)
    piped = fairmark("people", "add", "tom", "--password-file", "-", "--database", url, stdin=PASSWORD.encode() + b"\n")
    known = People(open_database(url))
    for done, login in ((added, "maya"), (piped, "tom")):
        assert done.exit_code == 0
        assert PASSWORD not in done.output
        assert authenticated(known, login, PASSWORD)
    assert fairmark("people", "add", "x", "--password-file", tmp_path / "none", "--database", url).exit_code == 2


def test_a_token_for_a_person(fairmark: Run, tmp_path: Path) -> None:
    url = database(tmp_path)
    fairmark("people", "add", "maya", "--database", url)
    issue = ("tokens", "issue", "--database", url, "--name", "suite", "--scope")
    assert fairmark(*issue, READ, "--person", "nobody").exit_code == 2
    assert fairmark(*issue, "admin", "--person", "maya").exit_code == 2
    assert fairmark(*issue, READ).exit_code == 2, "a scope of a person's needs a person"
    assert fairmark(*issue, READ, "--person", "Maya").stdout.startswith("fairmark_")


# -- who has access --------------------------------------------------------------------------------------------------


def test_a_person_sees_whom_they_have_let_in_and_takes_it_back(host: Host, wallet: Registered) -> None:
    other = host.client(client_name="Other <b>")
    kept = host.tokens(other, UPSERT, scope=UPSERT)
    tokens = host.tokens(wallet)
    page = host.log_in("/oauth/access")
    assert "Other &lt;b&gt;" in page.text
    assert "See all badges" in page.text
    (mine,) = re.findall(r'<bdi>Wallet</bdi></th>.*?name="grant" value="(\w+)"', page.text, re.DOTALL)
    after = host.decide("/oauth/access", page, grant=mine)
    assert after.status_code == 200
    assert "Taken back" in after.text
    assert "<bdi>Wallet</bdi>" not in after.text
    assert host.read(tokens["access_token"]).status_code == 401
    assert host.renew(wallet, tokens["refresh_token"]).json["error"] == "invalid_grant"
    assert host.read(kept["access_token"], "/protected/upsert", "POST").status_code == 200


def test_nobody_takes_back_what_others_have_allowed(host: Host, wallet: Registered) -> None:
    tokens = host.tokens(wallet)
    page = host.log_in("/oauth/access")
    (mine,) = re.findall(r'name="grant" value="(\w+)"', page.text)
    add(People(host.store.engine), "tom", "Tom", PASSWORD)
    host.tokens(wallet, login="tom")
    theirs = host.log_in("/oauth/access", "tom")
    assert mine not in theirs.text
    assert host.decide("/oauth/access", theirs, grant=mine).status_code == 200
    assert host.read(tokens["access_token"]).status_code == 200


def test_the_page_needs_a_login(host: Host) -> None:
    assert host.log_in("/oauth/access", "maya", "x" * 12).status_code == 403
    assert host.send("POST", "/oauth/access", data={"grant": "x"}, headers={"Origin": BASE}).status_code == 403
    assert host.send("POST", "/oauth/access", data={"ticket": "x", "grant": "x"}).status_code == 403


# -- disclosures -----------------------------------------------------------------------------------------------------


def test_what_was_disclosed_is_recorded_and_shown(host: Host, wallet: Registered) -> None:
    record = Disclosures(host.store.engine)
    record.disclosed(host.person.id, wallet.id, "getCredentials", ["urn:a", "urn:b"])
    record.disclosed(host.person.id, "token:suite", "getProfile", [])
    record.disclosed("person-other", wallet.id, "getCredentials", ["urn:c"])
    latest, first = record.of(host.person.id)
    assert (latest.client_name, latest.operation, latest.what) == ("token:suite", "getProfile", ())
    assert (first.client, first.client_name, first.what) == (wallet.id, "Wallet", ("urn:a", "urn:b"))
    assert record.of(host.person.id, limit=1, offset=1) == [first]
    page = host.log_in("/oauth/access").text
    assert "credentials: <code>urn:a</code>" in page
    assert "urn:c" not in page


def test_the_record_outlives_the_person(host: Host, wallet: Registered) -> None:
    record = Disclosures(host.store.engine)
    record.disclosed(host.person.id, wallet.id, "getCredentials", ["urn:a"])
    assert People(host.store.engine).remove("maya")
    assert [one.what for one in record.of(host.person.id)] == [("urn:a",)]


def test_renewed_access_is_listed_once(host: Host, wallet: Registered) -> None:
    tokens = host.tokens(wallet, READ, OFFLINE)
    host.renew(wallet, tokens["refresh_token"])
    assert host.log_in("/oauth/access").text.count('name="grant"') == 1
