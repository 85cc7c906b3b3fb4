"""Goals and pathways: what is to be learned, who proposed it and who agreed. Profile, sections 4.7 and 4.8."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from fairmark.server.learning.bodies import day_at, days_in_order, past_moment_at, wrong
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.desk import STRANGE, Desk
from fairmark.server.learning.kind import CALENDAR, GOAL, PATHWAY, Draft, Kind, Link, Rest
from fairmark.server.learning.times import beginning
from fairmark.validators.core.cycles import cycles

ITEMS = "/CFItems/"
"""What the address of a CFItem has in it."""

SUBSTANCE = ("statement", "kind", "targets", "successCriteria", "startDate", "dueDate")
"""What is agreed to in a goal."""


def since(desk: Desk, draft: Draft, begins: date | None) -> datetime | None:
    """From when on a plan is effective: a later version from now on, the first one from the day on which it begins, if
    that is past."""
    return beginning(begins) if begins and not draft.before and beginning(begins) < desk.ledger.moment else None


# -- goals -----------------------------------------------------------------------------------------------------------


def _complete_goal(desk: Desk, draft: Draft) -> Rest:
    body, before = draft.body, draft.before
    begins, _ = days_in_order(body, "startDate", "dueDate")
    changed = before is not None and any(body.get(name) != before.data.get(name) for name in SUBSTANCE)
    _check_agreements("/agreedBy", body, before.data if before and changed else {})
    for index, reflection in enumerate(body.get("reflection", ())):
        past_moment_at(f"/reflection/{index}/at", reflection["at"])
    return Rest({"status": _status(body)}, since(desk, draft, begins))


def _status(body: Json) -> str:
    """The status that the goal has, or that follows: active only once somebody beside the proposer agreed.
    SCL-LRN-08."""
    agreed = any(agreement["by"] != body["proposedBy"] for agreement in body.get("agreedBy", ()))
    follows = "active" if agreed else "proposed"
    given: str = body.get("status", follows)
    if given in ("active", "proposed") and given != follows:
        who = "Somebody beside the proposer has agreed" if agreed else "Nobody beside the proposer has agreed"
        raise wrong("/status", f"{who}: the goal is {follows}.")
    return given


def _check_agreements(field: str, to: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Refuse agreements to come, and those to what was otherwise in the version before: they were no agreements to
    this."""
    for index, agreement in enumerate(to.get("agreedBy", ())):
        past_moment_at(f"{field}/{index}/at", agreement["at"])
        if agreement in before.get("agreedBy", ()):
            raise wrong(f"{field}/{index}", "What was agreed to has changed since; it is to be agreed to anew.")


GOALS = Kind(
    cls=GOAL,
    segment="goals",
    member="goals",
    words="a goal of a learner, or a version of one",
    learner="learner",
    items=("targets/*",),
    complete=_complete_goal,
)


# -- pathways --------------------------------------------------------------------------------------------------------


def _complete_pathway(desk: Desk, draft: Draft) -> Rest:
    body = draft.body
    begins, ends = days_in_order(body, "startDate", "endDate")
    if "/basedOn" in draft.linked and "learner" in draft.linked["/basedOn"].data:
        raise wrong("/basedOn", "This is no template: it is a learner's own.")
    _check_steps(desk, body)
    _check_groups(body)
    before = {step["id"]: step for step in draft.before.data["steps"]} if draft.before else {}
    for index, step in enumerate(body["steps"]):
        _check_target_date(f"/steps/{index}/targetDate", step, begins, ends)
        was = before.get(step["id"], {})
        changed = any(step.get(name) != was.get(name) for name in ("target", "targetDate"))
        _check_agreements(f"/steps/{index}/agreedBy", step, was if changed else {})
    _check_pauses(body.get("pauses", ()))
    return Rest(effective_at=since(desk, draft, begins))


def _check_steps(desk: Desk, body: Json) -> None:
    steps: Sequence[Json] = body["steps"]
    names = [step["id"] for step in steps]
    groups = {group["id"] for group in body.get("groups", ())}
    for index, step in enumerate(steps):
        if step["id"] in names[:index]:
            raise wrong(f"/steps/{index}/id", "Another step has this id.")
        if ITEMS in step["target"] and desk.continuums.item(step["target"]) is None:
            raise wrong(f"/steps/{index}/target", STRANGE)
        if step.get("group", "") not in {"", *groups}:
            raise wrong(f"/steps/{index}/group", "There is no such group.")
        for number, name in enumerate(step.get("after", ())):
            if name not in names:
                raise wrong(f"/steps/{index}/after/{number}", "There is no such step.")
    waits = {step["id"]: dict.fromkeys(step.get("after", ()), index) for index, step in enumerate(steps)}
    for cycle in cycles(waits):
        raise wrong(f"/steps/{cycle.closing}/after", "These steps wait for one another, so that nobody could begin.")


def _check_groups(body: Json) -> None:
    groups: Sequence[Json] = body.get("groups", ())
    for index, group in enumerate(groups):
        if group["id"] in [other["id"] for other in groups[:index]]:
            raise wrong(f"/groups/{index}/id", "Another group has this id.")
        members = sum(step.get("group") == group["id"] for step in body["steps"])
        if group.get("atLeast", 1) > members:
            raise wrong(f"/groups/{index}/atLeast", "The group has fewer steps.")


def _check_target_date(field: str, step: Json, begins: date | None, ends: date | None) -> None:
    if "targetDate" not in step:
        return
    due = day_at(field, step["targetDate"])
    if (begins and due < begins) or (ends and due > ends):
        raise wrong(field, "This lies outside of the days of the pathway.")


def _check_pauses(pauses: Sequence[Json]) -> None:
    for index, (begins, ends) in enumerate(_spans(pauses)):
        if ends <= begins:
            raise wrong(f"/pauses/{index}/until", "This is not after its first day.")
        if any(begins < other_ends and other_begins < ends for other_begins, other_ends in _spans(pauses[:index])):
            raise wrong(f"/pauses/{index}", "This overlaps with another pause.")


def _spans(pauses: Sequence[Json]) -> Iterator[tuple[date, date]]:
    for index, pause in enumerate(pauses):
        yield day_at(f"/pauses/{index}/from", pause["from"]), day_at(f"/pauses/{index}/until", pause["until"])


PATHWAYS = Kind(
    cls=PATHWAY,
    segment="pathways",
    member="pathways",
    words="a pathway: a template, a learner's own, or a version of either",
    learner="learner",
    links=(Link("basedOn", PATHWAY), Link("calendar", CALENDAR)),
    complete=_complete_pathway,
)
