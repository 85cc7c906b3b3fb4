"""Tokens: issued once, known only by their digest, checked by scope and end, taken back at once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
import re

import pytest
from sqlalchemy import Engine

from fairmark.server.http import Refusal
from fairmark.server.serving.tokens import ADMIN, SCOPES, check, digest_of, issue, revoke
from fairmark.server.storage.database import open_database
from fairmark.server.storage.store import Store
from fairmark.server.storage.tables import tokens as table
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.core.usage import WrongUsage

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
WRITE = frozenset({"frameworks.write"})


@pytest.fixture
def tokens(engine: Engine) -> Tokens:
    return Tokens(engine)


def refused(tokens: Tokens, authorization: str | None, scope: str = "frameworks.write", now: datetime = NOW) -> Refusal:
    with pytest.raises(Refusal) as caught:
        check(tokens, authorization, scope, now)
    return caught.value


def test_a_token_may_do_what_its_scope_says_and_nothing_else(tokens: Tokens) -> None:
    bearer = f"Bearer {issue(tokens, 'importer', WRITE, now=NOW)}"
    assert check(tokens, bearer, "frameworks.write", NOW).name == "importer"
    refusal = refused(tokens, bearer, ADMIN)
    assert (refusal.status, refusal.reason) == (403, "forbidden")
    assert 'error="insufficient_scope"' in refusal.headers["WWW-Authenticate"]


def test_an_administrator_may_do_everything(tokens: Tokens) -> None:
    bearer = f"Bearer {issue(tokens, 'administrator', frozenset({ADMIN}), now=NOW)}"
    for scope in SCOPES:
        assert check(tokens, bearer, scope, NOW).scopes == {ADMIN}


def test_the_database_never_holds_a_token(sqlite_store: Store, tmp_path: Path) -> None:
    token = issue(Tokens(sqlite_store.engine), "importer", WRITE, now=NOW)
    sqlite_store.engine.dispose()
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert digest_of(token).encode() in stored
    assert token.encode() not in stored
    assert token.removeprefix("fairmark_").encode() not in stored


def test_no_two_tokens_are_alike_and_each_can_be_guessed_by_nobody(tokens: Tokens) -> None:
    made = {issue(tokens, f"number {number}", WRITE, now=NOW) for number in range(5)}
    assert len(made) == 5
    assert all(re.fullmatch(r"fairmark_[A-Za-z0-9_-]{43}", token) for token in made)


def test_a_token_ends_at_its_moment(tokens: Tokens) -> None:
    bearer = f"Bearer {issue(tokens, 'for a day', WRITE, timedelta(days=1), now=NOW)}"
    end = NOW + timedelta(days=1)
    assert check(tokens, bearer, "frameworks.write", end - timedelta(seconds=1))
    refusal = refused(tokens, bearer, now=end)
    assert refusal.status == 401
    assert 'error="invalid_token"' in refusal.headers["WWW-Authenticate"]


def test_a_revoked_token_is_good_for_nothing_and_its_name_is_free_again(tokens: Tokens) -> None:
    old = f"Bearer {issue(tokens, 'importer', WRITE, now=NOW)}"
    with pytest.raises(WrongUsage, match="there is a token called 'importer'"):
        issue(tokens, " importer ", WRITE, now=NOW)
    revoke(tokens, "importer")
    assert refused(tokens, old).status == 401
    new = f"Bearer {issue(tokens, 'importer', WRITE, now=NOW)}"
    assert check(tokens, new, "frameworks.write", NOW)
    assert refused(tokens, old).status == 401


def test_revoking_what_there_is_not_says_so(tokens: Tokens) -> None:
    with pytest.raises(WrongUsage, match="no token called 'nobody'"):
        revoke(tokens, "nobody")


@pytest.mark.parametrize(
    "header",
    ["Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "Bearer a b", "Bearer ünicode", "Bearer nothing-known", "Bearer x\ny"],
)
def test_what_is_no_known_token_is_refused_alike(tokens: Tokens, header: str) -> None:
    refusal = refused(tokens, header)
    assert (refusal.status, refusal.reason) == (401, "unauthorised")
    assert refusal.detail == "this token is not known, has expired or was revoked"


@pytest.mark.parametrize("header", [None, ""])
def test_without_a_token_the_answer_says_how_to_send_one(tokens: Tokens, header: str | None) -> None:
    refusal = refused(tokens, header)
    assert (refusal.status, refusal.headers) == (401, {"WWW-Authenticate": 'Bearer realm="fairmark"'})


def test_the_scheme_is_recognised_in_any_case(tokens: Tokens) -> None:
    token = issue(tokens, "importer", WRITE, now=NOW)
    assert check(tokens, f"bearer   {token} ", "frameworks.write", NOW)


@pytest.mark.parametrize("name", ["", "   ", "two\nlines", "x" * 101])
def test_a_token_needs_a_name_that_people_can_read(tokens: Tokens, name: str) -> None:
    with pytest.raises(WrongUsage, match="needs a name"):
        issue(tokens, name, WRITE, now=NOW)


def test_a_scope_that_there_is_not_is_refused(tokens: Tokens) -> None:
    with pytest.raises(WrongUsage, match=r"no scope called frameworks\.delete; there are: admin"):
        issue(tokens, "importer", frozenset({"frameworks.delete"}), now=NOW)


def test_two_processes_see_the_same_tokens(tokens: Tokens) -> None:
    token = issue(tokens, "importer", WRITE, now=NOW)
    other = Tokens(open_database(tokens.engine.url.render_as_string(hide_password=False)))
    assert check(other, f"Bearer {token}", "frameworks.write", NOW)
    revoke(other, "importer")
    assert refused(tokens, f"Bearer {token}").status == 401
    other.engine.dispose()


def test_the_table_has_no_column_for_the_token() -> None:
    assert {column.name for column in table.columns} == {
        "digest",
        "name",
        "scopes",
        "expires_at",
        "created_at",
        "person",
        "acts_as",
    }


def test_a_token_for_the_learning_api_may_act_as_somebody(tokens: Tokens) -> None:
    token = issue(tokens, "scorer", frozenset({"scl.write"}), now=NOW, acts_as="urn:uuid:scorer-1")
    assert check(tokens, f"Bearer {token}", "scl.write", NOW).acts_as == "urn:uuid:scorer-1"
    for scope, person in (("frameworks.write", "urn:uuid:scorer-1"), ("scl.write", "scorer-1@example.org")):
        with pytest.raises(WrongUsage, match="URN or DID"):
            issue(tokens, "other", frozenset({scope}), now=NOW, acts_as=person)
