"""All that a learner has attained, as a CLR 2.0 record: the badges, each of which verifies by itself, in the tree of
their frameworks. SCL-CRD-02 and -05: it stands without grades, averages and credit hours.
"""

from collections.abc import Sequence

from marshmallow import fields as ma
from marshmallow import validate
import orjson

from fairmark.server.admin.writing import PRIVATE
from fairmark.server.case.query import LONGEST
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.learning.answers import open_ledger
from fairmark.server.learning.asking import asker_of
from fairmark.server.learning.bodies import SCHEMA
from fairmark.server.learning.credential import CredentialQuery, Issuing, works_to_show
from fairmark.server.learning.earning import Earned, all_earned
from fairmark.validators.issuing.award import Stamp
from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.framework import Framework
from fairmark.validators.issuing.record import Compilation, record
from fairmark.validators.issuing.terms import name
from fairmark.validators.rules.shape import accepts

CALLED = "Record of what was learned"


class RecordQuery(CredentialQuery):
    """Which record."""

    targets = ma.List(
        ma.Str(validate=validate.Length(max=LONGEST)),
        data_key="target",
        metadata={"description": "Only these CFItems, by their URIs; the record then says that it is partial."},
    )
    continuum = ma.Str(
        validate=validate.Length(max=LONGEST),
        metadata={"description": "Only this CFDocument, by its URI; the record then says that it is partial."},
    )


def get_record(call: Call) -> Answer:
    """The record of what the learner has attained, or of some of it."""
    learner, asker = call.path["id"], asker_of(call)
    with open_ledger(call) as ledger:
        every = all_earned(ledger, learner, asker) if accepts(SCHEMA, "Person", learner) else []
        chosen = [one for one in every if _is_wanted(one, call)]
        works = works_to_show(ledger, chosen, asker, call.query)
    if not chosen:
        raise Refusal(404, "unknown", "There is nothing that this learner has attained.")
    issuing = Issuing(call, works)
    ends = chosen[-1].determination.recorded_at
    compilation = Compilation(
        name=CALLED,
        learner=issuing.learner(learner),
        credentials=[issuing.signed(one) for one in chosen],
        frameworks=_frameworks(call, chosen),
        partial=len(chosen) < len(every),
    )
    told = sorted(str(badge["id"]) for badge in compilation.credentials)
    stamp = Stamp(id=name(issuing.issuer.places.issuer, "record", *told), valid_from=ends, awarded=ends)
    try:
        made = issuing.issuer.signed(record(compilation, issuing.issuer.profile, stamp), ends)
    except CannotIssue as error:
        raise Refusal(409, "bad_query", f"There can be no record of this: {error}.") from error
    return Answer(200, orjson.dumps(made), PRIVATE)


def _is_wanted(one: Earned, call: Call) -> bool:
    data, query = one.determination.data, call.query
    if "targets" in query and data["target"] not in query["targets"]:
        return False
    return "continuum" not in query or bool(data["framework"] == query["continuum"])


def _frameworks(call: Call, chosen: Sequence[Earned]) -> list[Framework]:
    """The frameworks of what was earned, each once, in the newest version that was judged by."""
    newest: dict[str, Earned] = {}
    for one in sorted(chosen, key=lambda one: int(one.telling.data["frameworkVersion"])):
        newest[one.determination.framework] = one
    return [one.framework(call.context.store) for one in newest.values()]
