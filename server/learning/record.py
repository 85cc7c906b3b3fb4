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
from fairmark.server.learning.access.gate import guarded
from fairmark.server.learning.access.policy import READ
from fairmark.server.learning.bodies import SCHEMA
from fairmark.server.learning.credential import CredentialQuery, Issuing, works_to_show
from fairmark.server.learning.earning import Earned, all_earned
from fairmark.validators.issuing.award import Stamp
from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.framework import Framework
from fairmark.validators.issuing.record import Compilation, record
from fairmark.validators.issuing.terms import name
from fairmark.validators.rules.shape import accepts

CREDENTIAL = "Credential"
"""What the policy calls what is made of determinations."""

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
    """The record of what the learner has attained, or of some of it: of what is wanted, and may be shown."""
    learner = call.path["id"]
    with guarded(call) as gate:
        asker = gate.asker.person
        every = all_earned(gate.ledger, learner, asker) if accepts(SCHEMA, "Person", learner) else []
        open_ = [one for one in every if gate.decide(READ, CREDENTIAL, learner, one.determination.data).allowed]
        if not open_:
            gate.check(READ, CREDENTIAL, learner)
        chosen = [one for one in open_ if _is_wanted(one, call)]
        if not chosen:
            raise Refusal(404, "unknown", "There is nothing that this learner has attained.")
        for one in chosen:
            gate.check_fact(one.determination, CREDENTIAL)
        works = works_to_show(gate.ledger, chosen, asker, call)
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
