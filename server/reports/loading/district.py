"""The rows of the sample district."""

from collections.abc import Iterator
import json

from fairmark.fixtures import frameworks
from fairmark.fixtures.district import District
from fairmark.fixtures.district.calendar import YEARS
from fairmark.fixtures.district.continuums import USED
from fairmark.fixtures.district.learning import Learning, learning
from fairmark.fixtures.district.learning.plans import CALENDAR
from fairmark.fixtures.district.learning.roster import Belonging, Stay, Taught
from fairmark.fixtures.district.learning.times import LATER_YEARS, ZONE, school_days
from fairmark.server.reports.loading.facts import Reading
from fairmark.server.reports.loading.frameworks import read_framework
from fairmark.server.reports.loading.history import History
from fairmark.server.reports.loading.times import start_of
from fairmark.server.reports.noted import TaskSet
from fairmark.server.reports.rows import (
    Credential,
    Enrolment,
    Learner,
    Membership,
    School,
    SchoolClass,
    SchoolYear,
    Seat,
)


def district_rows(district: District) -> Iterator[object]:
    """Everything that reports read about the sample district."""
    known = learning(district)
    read = [read_framework(json.loads(frameworks()[name].read_bytes())) for name in USED]
    scores = {uri: score for framework in read for uri, score in framework.scores.items()}
    for framework in read:
        yield from framework.rows
    set_to: dict[str, TaskSet] = {}
    for row in roster_rows(known):
        if isinstance(row, TaskSet):
            set_to[row.task] = row
        else:
            yield row
    yield from Reading(History.of(known.facts), ZONE, scores, set_to).rows(known.facts)


def roster_rows(known: Learning) -> Iterator[object]:
    """What is known besides frameworks and facts."""
    yield from _roster(known)
    yield from _school_years()
    yield from (TaskSet(task, each.id, each.school, day) for each in known.classes for task, day in each.tasks)


def _roster(known: Learning) -> Iterator[object]:
    yield from (School(*school) for school in known.schools)
    yield from (Learner(id, name) for id, name in known.people)
    for stay in known.stays:
        yield from _enrolments(stay)
    for belonging in known.belongings:
        yield from _memberships(belonging)
    for taught in known.classes:
        yield from _class(taught)
    for award in known.awards:
        issued = start_of(award.issued, ZONE)
        if award.revoked:
            revoked = start_of(award.revoked, ZONE)
            yield Credential(award.id, award.learner, award.target, award.issued, None, issued, revoked)
            yield Credential(award.id, award.learner, award.target, award.issued, award.revoked, revoked, None)
        else:
            yield Credential(award.id, award.learner, award.target, award.issued, None, issued, None)


def _enrolments(stay: Stay) -> Iterator[Enrolment]:
    """Who leaves before the year ends was thought to stay until then."""
    year = next(year for year in YEARS.values() if year.session.begins <= stay.begins < year.session.ends)
    known, expected = start_of(stay.begins, ZONE), year.session.ends
    if stay.ends < expected:
        left = start_of(stay.ends, ZONE)
        yield Enrolment(stay.learner, stay.school, stay.grade, stay.begins, expected, known, left)
        yield Enrolment(stay.learner, stay.school, stay.grade, stay.begins, stay.ends, left, None)
    else:
        yield Enrolment(stay.learner, stay.school, stay.grade, stay.begins, stay.ends, known, None)


def _memberships(one: Belonging) -> Iterator[Membership]:
    """That a learner leaves a group is known from that day on."""
    known = start_of(one.begins, ZONE)
    changed = start_of(one.ends, ZONE) if one.ends else None
    yield Membership(one.learner, one.dimension, one.value, one.begins, None, known, changed)
    if changed:
        yield Membership(one.learner, one.dimension, one.value, one.begins, one.ends, changed, None)


def _class(taught: Taught) -> Iterator[SchoolClass | Seat]:
    yield SchoolClass(taught.id, taught.title, taught.school, taught.teacher, taught.is_advisory)
    known = start_of(taught.begins, ZONE)
    for learner in taught.learners:
        yield Seat(taught.id, learner, taught.begins, taught.ends, known, None)


def _school_years() -> Iterator[SchoolYear]:
    spans = {year: (dates.session.begins, dates.session.ends) for year, dates in YEARS.items()}
    spans |= {year: (begins, ends) for year, (begins, _, _, ends) in LATER_YEARS.items()}
    for year, (begins, ends) in spans.items():
        yield SchoolYear(year, begins, ends, CALENDAR, sum(begins <= day < ends for day in school_days()))
