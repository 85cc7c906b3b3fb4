"""Supplies versus needs: what a consumer will miss at a provider, from the provider's run and the consumer's needs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from enum import StrEnum

from fairmark.schemas.needs import Feature, features
from fairmark.schemas.requirements import Requirement, requirements
from fairmark.validators.compare.written import Json
from fairmark.validators.core.headline import plural
from fairmark.validators.core.profile import LIVE_PROFILES
from fairmark.validators.core.report import NOTICE
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.reports.safe_text import visible

BREACHED = ("fail", "warn")
ANSWERED = "CASE-API-020"
"""The rule that what the provider itself names is answered with success."""


class Supply(StrEnum):
    """Whether a need is met. `NOT_SHOWN`: the run does not tell; that is no promise."""

    MISSING = "missing"
    PARTLY = "partly"
    NOT_SHOWN = "not-shown"
    SUPPLIED = "supplied"


@dataclass(frozen=True, slots=True)
class Need:
    """One need, and how it is met. `kind` is version, operation, feature or requirement; `says` a whole sentence."""

    kind: str
    name: str
    supply: Supply
    says: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A provider's report held against the needs of a consumer."""

    report: Json
    consumer: str
    needs: tuple[Need, ...]

    @property
    def is_short(self) -> bool:
        """Whether something is missing, or not shown."""
        return any(need.supply in (Supply.MISSING, Supply.NOT_SHOWN) for need in self.needs)

    def of(self, supply: Supply) -> list[Need]:
        return [need for need in self.needs if need.supply is supply]


def hold(report: Json, needs: Json) -> Held:
    """Hold the JSON report of a provider against the needs; WrongUsage where the report is of something else, or a need
    names what there is not."""
    profile = LIVE_PROFILES.get(report["profile"] or "")
    if profile is None or profile.role != "provider" or not report["checks"]:
        raise WrongUsage("--needs takes the report of a provider, made by fairmark check")
    if profile.standard != needs["standard"]:
        raise WrongUsage(f"the needs are about {needs['standard']}, and the report about {profile.standard}")
    table = {row.id: row for row in requirements(profile.standard)}
    of_operation = {row.operation: row for row in table.values() if row.operation and row.actor == profile.role}
    known = features(profile.standard)
    _check_names("operation", needs.get("operations", ()), of_operation)
    _check_names("feature", needs.get("features", ()), known)
    _check_names("requirement", needs.get("requirements", ()), table)
    if profile.version != needs["version"]:
        said = f"{needs['version']} is needed and this run is about {profile.version}: it shows nothing of the other."
        return Held(report, needs["consumer"], (Need("version", needs["version"], Supply.NOT_SHOWN, said),))
    version = Need("version", needs["version"], Supply.SUPPLIED, f"It was checked as a {profile.title}.")
    operations = (_operation(report, of_operation[name]) for name in needs.get("operations", ()))
    wanted = (_feature(report, known[name]) for name in needs.get("features", ()))
    required = (_requirement(report, table[id]) for id in needs.get("requirements", ()))
    return Held(report, needs["consumer"], (version, *operations, *wanted, *required))


def _check_names(kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    for name in names:
        if name not in (there := list(known)):
            near = ", ".join(get_close_matches(name, there, n=3, cutoff=0.4) or there)
            raise WrongUsage(f"the needs name the {kind} {name!r}, which there is not; the nearest: {near}")


def _operation(report: Json, row: Requirement) -> Need:
    """An operation is there where it answers with what the standard says; whatever else it breaks is a part."""
    checks = [check for check in report["checks"] if check["operation"] == row.operation]
    essential = [check for check in checks if check["rule"] in (*row.rules, ANSWERED)]
    broken = [check for check in checks if check["outcome"] in (*BREACHED, "blocked")]
    lost = [check for check in essential if check["outcome"] == "fail"]
    if lost:
        return _need("operation", row.operation, Supply.MISSING, f"does not work: {_reasons(lost)}", lost)
    if not any(check["outcome"] == "pass" for check in essential):
        return _need("operation", row.operation, Supply.NOT_SHOWN, f"was not tried: {_reasons(essential)}", ())
    if broken:
        how = f"works, but not as it should: {_reasons(broken)}"
        return _need("operation", row.operation, Supply.PARTLY, how, broken)
    return _need("operation", row.operation, Supply.SUPPLIED, "works.", ())


def _feature(report: Json, feature: Feature) -> Need:
    """A feature is missing where nothing of it holds, or where the provider does not offer it."""
    checks = [
        check
        for check in report["checks"]
        if check["rule"] in feature.rules and (not feature.operations or check["operation"] in feature.operations)
    ]
    broken = [check for check in checks if check["outcome"] in BREACHED]
    passed = [check for check in checks if check["outcome"] == "pass"]
    without = f"Without it the consumer {feature.without}."
    absent = [check for check in checks if feature.absent and feature.absent in check["reason"]]
    offered = [check for check in (*passed, *broken) if check["rule"] == feature.rules[0]]
    if absent and not offered:
        how = f"is not offered: {_reasons(absent)} {without}"
        return _need("feature", feature.name, Supply.MISSING, how, absent)
    if broken and passed:
        how = f"works for {len(passed)} of {len(passed) + len(broken)} checks: {_reasons(broken)}"
        return _need("feature", feature.name, Supply.PARTLY, how, broken)
    if broken:
        how = f"does not work: {_reasons(broken)} {without}"
        return _need("feature", feature.name, Supply.MISSING, how, broken)
    if passed:
        return _need("feature", feature.name, Supply.SUPPLIED, f"works: {feature.summary}.", ())
    how = f"was not shown: {_reasons(checks)} {without}"
    return _need("feature", feature.name, Supply.NOT_SHOWN, how, checks)


def _requirement(report: Json, row: Requirement) -> Need:
    came_out = next((one for one in report.get("requirements", ()) if one["id"] == row.id), None)
    asked = f"({row.summary.rstrip('.')})"
    if came_out is None:
        return _need("requirement", row.id, Supply.NOT_SHOWN, f"{asked} is not asked of this role and version.", ())
    supply = {"pass": Supply.SUPPLIED, "fail": Supply.MISSING, "warn": Supply.PARTLY}.get(came_out["outcome"])
    if supply is None:
        how = f"{asked} was not shown, {came_out['outcome']}: {came_out['reason']}"
        return _need("requirement", row.id, Supply.NOT_SHOWN, how, ())
    how = "is kept." if supply is Supply.SUPPLIED else f"is not kept: {came_out['reason']}"
    return Need("requirement", row.id, supply, _sentence(f"{row.id} {asked} {how}"), tuple(came_out["rules"]))


def _need(kind: str, name: str, supply: Supply, how: str, checks: Iterable[Json]) -> Need:
    rules = tuple(dict.fromkeys(check["rule"] for check in checks))
    return Need(kind, name, supply, _sentence(f"{name} {how}"), rules)


def _reasons(checks: Sequence[Json]) -> str:
    """Why, each reason once, the first three."""
    reasons = list(dict.fromkeys(check["reason"].rstrip(".") for check in checks if check["reason"]))
    more = f"; and {plural(len(reasons) - 3, 'other reason')}" if len(reasons) > 3 else ""
    return f"{'; '.join(reasons[:3]) or 'nothing was found to try it on'}{more}."


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


# -- telling ---------------------------------------------------------------------------------------------------------

HEADINGS = {
    Supply.MISSING: "Missing",
    Supply.PARTLY: "Supplied in part",
    Supply.NOT_SHOWN: "Not shown by this run",
    Supply.SUPPLIED: "Supplied",
}


def headline(held: Held) -> str:
    """One line: how much the consumer will miss."""
    counts = {supply: len(held.of(supply)) for supply in Supply}
    wanted = len(held.needs)
    if not held.is_short and not counts[Supply.PARTLY]:
        return f"{held.consumer} will miss nothing: all of {plural(wanted, 'need')} are supplied."
    said = [f"{counts[Supply.MISSING]:,} missing"] if counts[Supply.MISSING] else []
    said += [f"{counts[Supply.PARTLY]:,} supplied in part"] if counts[Supply.PARTLY] else []
    said += [f"{counts[Supply.NOT_SHOWN]:,} not shown"] if counts[Supply.NOT_SHOWN] else []
    return (
        f"{held.consumer} has {plural(wanted, 'need')}: {', '.join((*said, f'{counts[Supply.SUPPLIED]:,} supplied'))}."
    )


def as_text(held: Held) -> str:
    """The answer as plain text."""
    return "".join(f"{line}\n" for line in _lines(held))


def _lines(held: Held) -> Iterator[str]:
    yield visible(headline(held))
    report = held.report
    made = f", {report['at']}" if report.get("at") else ""
    yield visible(f"provider  {report['inputs'][0]['name']} as {report['profile']}{made}: {report['verdict']}")
    for supply, heading in HEADINGS.items():
        if needs := held.of(supply):
            yield from ("", f"{heading} ({len(needs)})")
            for need in needs:
                yield visible(f"  {need.says}" + (f" [{' '.join(need.rules)}]" if need.rules else ""))
    yield from ("", NOTICE)


def as_json(held: Held) -> Json:
    """The answer as the JSON object that schemas/report/supply.schema.json describes."""
    report = held.report
    return {
        "fairmark": report["fairmark"],
        "notice": NOTICE,
        "headline": headline(held),
        "consumer": held.consumer,
        "provider": {
            "name": report["inputs"][0]["name"],
            "at": report.get("at"),
            "profile": report["profile"],
            "verdict": report["verdict"],
        },
        "summary": {supply.value: len(held.of(supply)) for supply in Supply},
        "needs": [{**asdict(need), "supply": need.supply.value, "rules": list(need.rules)} for need in held.needs],
    }
