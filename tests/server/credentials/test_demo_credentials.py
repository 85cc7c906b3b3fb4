"""What the learners of the demonstration keep: it is right, it is theirs, and a second start changes nothing."""

from credential_server import BASE, CredentialServer
import orjson
import pytest

from fairmark.fixtures import frameworks
from fairmark.server.context import Context
from fairmark.server.credentials.demo import give
from fairmark.server.credentials.edition import CLR
from fairmark.server.importing.importer import How, import_source
from fairmark.server.settings import Settings
from fairmark.validators.judge import Options, validate_sources
from fairmark.validators.readers.source import of_bytes


@pytest.fixture
def context(sqlite_host: CredentialServer) -> Context:
    return Context(Settings(public_url="http://127.0.0.1:8080"), sqlite_host.store)


def test_a_learner_has_badges_and_a_record_and_nothing_is_wrong_with_them(
    sqlite_host: CredentialServer, context: Context
) -> None:
    sample = frameworks()["reading-continuum-1.1"].read_bytes()
    import_source(context.store, of_bytes("sample.json", sample), How(lenient=False, own_base=BASE))
    assert give(context, sqlite_host.learner.id) == 4
    badges, records = sqlite_host.credentials(), sqlite_host.credentials(edition=CLR)
    assert {name: len(found) for name, found in badges.items()} == {"credential": 2, "compactJwsString": 1}
    (record,) = records["credential"]
    assert record["credentialSubject"]["verifiableCredential"] == badges["credential"]
    embedded = [orjson.dumps(one) for one in (*badges["credential"], record)]
    report = validate_sources([of_bytes(f"{number}.json", one) for number, one in enumerate(embedded)], Options())
    assert not report.findings and not report.faults
    assert sqlite_host.upsert(badges["compactJwsString"][0], "text/plain").status_code == 200
    before = sqlite_host.ask("/credentials").data
    give(context, sqlite_host.learner.id)
    assert sqlite_host.ask("/credentials").data == before


def test_without_the_sample_there_is_nothing(sqlite_host: CredentialServer, context: Context) -> None:
    assert give(context, sqlite_host.learner.id) == 0
    assert sqlite_host.credentials() == {}
