"""An attained CASE item as an Open Badges 3.0 AchievementCredential, not yet signed.

Results stand on the subject, what they mean on the achievement, evidence on the credential (Open Badges 3.0 B.1).
"""

from collections.abc import Mapping

from fairmark.validators.issuing.award import AnyResult, Award, LevelReached, Measured, Progress, Stamp
from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.framework import Framework, achievement_id, is_addressed, label, language, score_of
from fairmark.validators.issuing.terms import EXTENSIONS, OB, VC, Json, moment, name, present
from fairmark.validators.readers.case import Node

REFRESH = "1EdTechCredentialRefresh"


def badge(award: Award, framework: Framework, issuer: Mapping[str, object], stamp: Stamp) -> Json:
    """The credential that says: this learner has attained this item. `issuer` is its Profile.

    CannotIssue where the framework does not hold what the award names.
    """
    item = framework.item(award.item)
    told = _achievement(award, framework, item, str(issuer["id"]))
    if not _is_under_way(award) and not all(_suffices(result, framework) for result in award.results):
        raise CannotIssue(
            "a result is below what it requires, so nothing is attained; a status tells what is under way"
        )
    pairs = [_result(result, framework, told["id"], number) for number, result in enumerate(award.results, 1)]
    if len({described["id"] for described, _ in pairs}) < len(pairs):
        raise CannotIssue("two results are about the same criterion")
    if pairs:
        told["resultDescription"] = [described for described, _ in pairs]
    ends = award.valid_until
    if ends and ends <= stamp.valid_from:
        raise CannotIssue("validUntil is not after the moment from which the credential is valid")
    return {
        "@context": [VC, OB, *([EXTENSIONS] if award.refresh else [])],
        "id": stamp.id,
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": told["name"],
        "issuer": dict(issuer),
        "validFrom": moment(stamp.valid_from),
        **present(validUntil=moment(ends) if ends else ""),
        "awardedDate": moment(stamp.awarded),
        "credentialSubject": {
            **award.learner.members(),
            "type": ["AchievementSubject"],
            **present(
                activityStartDate=moment(award.started) if award.started else "",
                activityEndDate=moment(award.ended) if award.ended else "",
                narrative=award.narrative,
            ),
            **({} if award.credits is None else {"creditsEarned": award.credits}),
            "achievement": told,
            **present(result=[said for _, said in pairs]),
        },
        **present(
            evidence=[each.members() for each in award.evidence],
            credentialStatus=stamp.status,
            refreshService={"id": award.refresh, "type": REFRESH} if award.refresh else None,
        ),
    }


def _achievement(award: Award, framework: Framework, item: Node, issuer: str) -> Json:
    wording, statement = award.wording, item.text("fullStatement")
    narrative = wording.criteria or ("" if wording.criteria_url else f"The learner has shown: {statement}")
    return {
        "id": wording.id or achievement_id(issuer, item),
        "type": ["Achievement"],
        "achievementType": "Competency",
        "name": wording.name or item.text("abbreviatedStatement") or statement,
        "description": wording.description or statement,
        "criteria": present(id=wording.criteria_url, narrative=narrative),
        **present(
            image={"id": wording.image, "type": "Image"} if wording.image else None,
            humanCode=item.text("humanCodingScheme"),
            inLanguage=language(item),
            tag=list(wording.tags),
        ),
        "alignment": [framework.alignment(item)],
    }


def structural(item: Node, framework: Framework, issuer: str) -> Json:
    """The achievement of an item that nobody asserts: it only has its place in a record's tree."""
    statement = item.text("fullStatement") or label(item)
    return {
        "id": achievement_id(issuer, item),
        "type": ["Achievement"],
        "name": item.text("abbreviatedStatement") or statement,
        "description": statement,
        "criteria": {"narrative": f"To show: {statement}"},
        **present(humanCode=item.text("humanCodingScheme"), inLanguage=language(item)),
        **present(alignment=[framework.alignment(item)] if is_addressed(item) else []),
    }


# -- results ---------------------------------------------------------------------------------------------------------


def _is_under_way(award: Award) -> bool:
    """Whether the credential itself says that nothing has been completed yet."""
    return any(isinstance(result, Progress) and result.status != "Completed" for result in award.results)


def _suffices(result: AnyResult, framework: Framework) -> bool:
    match result:
        case LevelReached():
            reached, required = _levels(result, framework)
            order = framework.levels_of(_criterion(reached))
            return required is None or order.index(reached) >= order.index(required)
        case Measured():
            return result.suffices
        case Progress():
            return True


def _levels(result: LevelReached, framework: Framework) -> tuple[Node, Node | None]:
    """The level reached and the one that is required, if any."""
    reached, required = framework.level(result.level), framework.level(result.required) if result.required else None
    if required is not None and required.parent is not reached.parent:
        raise CannotIssue("the level reached and the level required belong to two different criteria")
    return reached, required


def _criterion(level: Node) -> Node:
    assert level.parent is not None  # noqa: S101  # a framework gives no level without its criterion
    return level.parent


def _result(result: AnyResult, framework: Framework, achievement: str, number: int) -> tuple[Json, Json]:
    """The ResultDescription and the Result that refers to it."""
    match result:
        case LevelReached():
            described, said = _on_rubric(result, framework, achievement)
        case Measured():
            described, said = _on_scale(result, achievement, number)
        case Progress():
            identifier = name("result", achievement, "status", str(number))
            described = {"id": identifier, "type": ["ResultDescription"], "name": result.name, "resultType": "Status"}
            said = {"status": result.status}
    return described, {"type": ["Result"], "resultDescription": described["id"], **said}


def _on_rubric(result: LevelReached, framework: Framework, achievement: str) -> tuple[Json, Json]:
    """The criterion with all its levels, each aligned to its CASE object."""
    reached, required = _levels(result, framework)
    criterion = _criterion(reached)
    identifier = name("result", achievement, criterion.text("uri") or criterion.identifier)
    described = {
        "id": identifier,
        "type": ["ResultDescription"],
        "name": label(criterion),
        "resultType": "RubricCriterionLevel",
        "rubricCriterionLevel": [_level(node, framework, identifier) for node in framework.levels_of(criterion)],
        **present(
            requiredLevel=_level_id(required, identifier) if required else "",
            alignment=[framework.alignment(criterion)] if is_addressed(criterion) else [],
        ),
    }
    return described, {"achievedLevel": _level_id(reached, identifier)}


def _level(node: Node, framework: Framework, described: str) -> Json:
    position = node.data.get("position")
    return {
        "id": _level_id(node, described),
        "type": ["RubricCriterionLevel"],
        "name": node.text("quality") or label(node),
        **present(
            description=node.text("description"),
            level=str(position) if isinstance(position, int) else "",
            points=score_of(node),
            alignment=[framework.alignment(node)] if is_addressed(node) else [],
        ),
    }


def _level_id(node: Node, described: str) -> str:
    return name("level", described, node.text("uri") or node.identifier)


def _on_scale(result: Measured, achievement: str, number: int) -> tuple[Json, Json]:
    described = {
        "id": name("result", achievement, result.name, str(number)),
        "type": ["ResultDescription"],
        "name": result.name,
        "resultType": result.kind,
        **present(
            allowedValue=list(result.allowed),
            valueMin=result.minimum,
            valueMax=result.maximum,
            requiredValue=result.required,
        ),
    }
    return described, {"value": result.value}
