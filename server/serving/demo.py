"""The demonstration: the sample frameworks, tokens to try things with, and a text that says where to look."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import URL

from fairmark.fixtures import frameworks
from fairmark.fixtures.district import District
from fairmark.server.case.edition import EDITIONS
from fairmark.server.context import Context
from fairmark.server.credentials.demo import give
from fairmark.server.credentials.edition import EDITIONS as HOSTS
from fairmark.server.importing.importer import How, import_source
from fairmark.server.importing.outcome import Outcome, Status
from fairmark.server.oauth.demo import Learner, new_learners
from fairmark.server.serving.demo_district import holds_district, put_district
from fairmark.server.serving.tokens import ADMIN, SCOPES, issue
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.source import of_bytes
from fairmark.validators.reports.safe_text import visible

OLDER = "-1.0"
"""How the name of a sample ends that is the CASE 1.0 form of another one: the same framework, not to be taken twice."""

TOKENS = {"administrator": ADMIN, "importer": "frameworks.write", "reader": "frameworks.read"}
"""Who the demonstration makes tokens for, each with a scope."""


def make_folder(url: URL) -> None:
    """Make the folder of an SQLite database; WrongUsage when that cannot be."""
    if url.get_backend_name() == "sqlite" and url.database:
        folder = Path(url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WrongUsage(f"cannot make the folder {folder}: {error.strerror}") from None


def prepare(context: Context, say: Callable[[str], None]) -> None:
    """Import the samples, as far as they are not there, with the sample district; make new tokens, and say what a
    newcomer needs to know."""
    imported = list(import_samples(context))
    if not holds_district(context.store.engine):
        learners = context.settings.demo_learners
        say(f"Making a district of {learners:,} learners, nobody real; half a minute for 600, at the first start only.")
        put_district(context.store.engine, District(learners=learners))
    tokens = new_tokens(Tokens(context.store.engine))
    owners = new_learners(context.store.engine)
    for learner in owners:
        give(context, learner.id)
    say("\n".join(_text(context, imported, tokens, owners)))


def import_samples(context: Context) -> Iterator[Outcome]:
    """Import each sample framework that is right as it is: the demonstration passes its own suite."""
    for name, file in frameworks().items():
        if not name.endswith(OLDER):
            how = How(lenient=False, own_base=context.settings.base_url)
            yield import_source(context.store, of_bytes(f"{name}.json", file.read_bytes()), how)


def new_tokens(tokens: Tokens) -> dict[str, str]:
    """A new token for each of TOKENS; those of the last demonstration are good for nothing any more."""
    made = {}
    for who, scope in TOKENS.items():
        name = f"demo {who}"
        tokens.remove(name)
        made[who] = issue(tokens, name, frozenset({scope}))
    return made


def _text(
    context: Context, imported: Sequence[Outcome], tokens: dict[str, str], learners: Sequence[Learner]
) -> Iterator[str]:
    base = context.settings.base_url
    yield f"Fairmark demonstration at {base}/    Ctrl-C stops it."
    yield ""
    for title, path in _links(context, imported):
        yield f"  {title:17}{base}{path}"
    yield ""
    yield "Frameworks:"
    yield from (f"  {visible(outcome.title or outcome.source)}: {_became(outcome)}" for outcome in imported)
    yield ""
    yield "Tokens, new at each start; reading needs none:"
    yield from (f"  {who:15}{token}    {SCOPES[TOKENS[who]]}" for who, token in tokens.items())
    yield from (f"  {one.login:15}{one.token}    the badges and records of {one.name}" for one in learners)
    yield ""
    yield "Learners, who log in to let applications have what is theirs; passwords new at each start:"
    yield from (f"  {one.login:15}{one.password}    {one.name}, {one.id}" for one in learners)
    yield ""
    yield f'  curl -H "Authorization: Bearer {tokens["administrator"]}" {base}/admin/v1/frameworks'
    for host in HOSTS:
        yield f'  curl -H "Authorization: Bearer {learners[0].token}" {base}{host.base}/credentials'
    yield ""
    yield f"Database: {context.store.engine.url.render_as_string()}"


def _links(context: Context, imported: Sequence[Outcome]) -> Iterator[tuple[str, str]]:
    yield "Pages", "/"
    yield "Validate", "/validate"
    yield "Read a badge", "/credential"
    yield "Your badges", "/my/credentials"
    yield "Learning", "/learning/sign-in"
    yield "Check", "/check"
    yield "Access", "/oauth/access"
    yield "API docs", "/api"
    for edition in reversed(EDITIONS):
        yield f"CASE {edition.version}", f"{edition.base}/CFDocuments"
    for host in HOSTS:
        yield host.title, f"{host.base}/discovery"
    newest = EDITIONS[-1]
    yield "Discovery", f"{newest.base}{newest.discovery}"
    shown = max((one for one in imported if one.identifier), key=lambda one: one.items, default=None)
    if shown is not None:
        yield "A framework", f"{newest.base}/CFPackages/{shown.identifier}"
        for item in context.store.members(shown.identifier, "CFItem")[:1]:
            yield "An item", f"{newest.base}/CFItems/{item.identifier}"


def _became(outcome: Outcome) -> str:
    match outcome.status:
        case Status.STORED:
            repaired = sum(repair.count for repair in outcome.repairs)
            return f"{outcome.items} items" + (f", imported after {repaired} repairs" if repaired else ", imported")
        case Status.UNCHANGED:
            return f"{outcome.items} items"
        case _:
            return outcome.headline
