"""SCL-PKG: frameworks that call themselves continuums are such."""

from collections.abc import Iterator

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Draft, Findings, finding, rule
from fairmark.validators.readers.learning.continuum_profile import Topic
from fairmark.validators.readers.learning.package import LearningPackage
from fairmark.validators.rules.learning.versions import ONLY


@rule(
    "SCL-PKG-17",
    severity=WARNING,
    versions=ONLY,
    basis="Learning profile, section 4.2; SCL-CON-07",
    message="{observed}",
    notes="A framework is a continuum if its frameworkType is `continuum`, in whatever case; no other one is asked.",
)
def continuums_say_their_version(package: LearningPackage) -> Findings:
    """A continuum says its `version` and its `adoptionStatus`.

    Why: When it is revised, nobody can tell by which text somebody was judged, or whether it was in force.

    Example: A CFDocument with `"frameworkType": "continuum"` and no `version`.

    Repair: Number the versions of the continuum, and say whether it is a draft, adopted or deprecated.
    """
    yield from _about(package, Topic.DOCUMENT)


@rule(
    "SCL-PKG-18",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.2; SCL-CON-02",
    message="{observed}",
    notes="Looked at are items of a continuum whose CFItemType is `Continuum Level`. Numbers that two levels share are "
    "told by SCL-PKG-08. Numbers need not follow one another: a level may be put in between.",
)
def levels_belong_to_a_competency(package: LearningPackage) -> Findings:
    """Each level of a continuum belongs to one competency, by one `hasSkillLevel` with a `sequenceNumber` from 1 on.

    Why: A level without a place stands in no progress: who has attained it has attained nothing.

    Example: A level that is only a child of its competency (`isChildOf`).

    Repair: Associate the competency with each of its levels by `hasSkillLevel`, and number them from the lowest on.
    """
    yield from _about(package, Topic.LEVELS)


@rule(
    "SCL-PKG-19",
    severity=WARNING,
    versions=ONLY,
    basis="Learning profile, section 4.2; SCL-CON-09",
    message="{observed}",
    notes="Taxonomies whose name begins with `ext:` may have any value, since nobody can tell which they have.",
)
def depths_are_of_a_taxonomy(package: LearningPackage) -> Findings:
    """What an item states as `SCL:depth` names a taxonomy, and a value that it has.

    Why: A depth of nothing in particular can be compared with no other one, and is left out.

    Example: `"SCL:depth": {"taxonomy": "webb-dok", "value": 5}`.

    Repair: State a value of the taxonomy: webb-dok has 1 to 4; bloom-revised and solo have words.
    """
    yield from _about(package, Topic.DEPTH)


@rule(
    "SCL-PKG-20",
    severity=WARNING,
    versions=ONLY,
    basis="Learning profile, section 4.2; SCL-ASM-01",
    message="{observed}",
    notes="Looked at are the rubrics of continuums. Their positions are judged by CASE-RUB-003.",
)
def rubric_levels_can_be_given(package: LearningPackage) -> Findings:
    """Each level of a rubric in a continuum has a `score`, which is a number, and a `quality`, its name.

    Why: Whoever gives such a level gives no score, and whoever is told of it cannot be told what it was.

    Example: A CFRubricCriterionLevel with a description alone.

    Repair: Give each level a score and a name.
    """
    yield from _about(package, Topic.RUBRICS)


def _about(package: LearningPackage, topic: Topic) -> Iterator[Draft]:
    for departure in package.continuums.departures:
        if departure.topic is topic:
            yield finding(at=package.at_file(departure.file), observed=f"{departure.file}: {departure.said}")
