"""What makes two reports less than comparable, in whole sentences."""

from collections.abc import Iterator

from fairmark.validators.compare.written import Json


def cautions(old: Json, new: Json) -> list[str]:
    """What to bear in mind when comparing the two."""
    return [*_different(old, new), *_left_out(old, "OLD"), *_left_out(new, "NEW"), *_coverage(old, new)]


def _different(old: Json, new: Json) -> Iterator[str]:
    for name in ("profile", "strictness"):
        if old[name] != new[name]:
            yield f"The {name} differs: {old[name]} in OLD, {new[name]} in NEW."
    if old["fairmark"]["rules"] != new["fairmark"]["rules"]:
        versions = f"{old['fairmark']['version']} and {new['fairmark']['version']}"
        yield (
            f"The rules differ (Fairmark {versions}): what is new may come from a new rule, and what is fixed from one "
            "that is no longer applied."
        )
    if new["checks"] and old["inputs"][0]["name"] != new["inputs"][0]["name"]:
        yield f"The systems differ: {old['inputs'][0]['name']} in OLD, {new['inputs'][0]['name']} in NEW."
    configured = old.get("configuration", {}), new.get("configuration", {})
    yield from _configured_otherwise(*configured)
    yield from _hidden_otherwise(*configured)


def _configured_otherwise(old: Json, new: Json) -> Iterator[str]:
    names = [name for name in ("seed", "exhaustive", "only", "authenticated", "kind") if old.get(name) != new.get(name)]
    if names:
        yield f"The runs were configured otherwise ({', '.join(names)}), so they have not looked at the same things."


def _hidden_otherwise(old: Json, new: Json) -> Iterator[str]:
    if old.get("shareKey") != new.get("shareKey"):
        yield (
            "The identifiers of records are not hidden with the same key (--share-key), so a finding that is still "
            "open may count as fixed and as new."
        )


def _left_out(report: Json, side: str) -> Iterator[str]:
    if report["partial"]:
        yield f"{side} has looked at a part only."
    if report["faults"]:
        yield f"{side} is incomplete: the tool itself failed at {report['faults'][0]['where']}."
    if report["waived"] or report["known"]:
        yield (
            f"{side} leaves out {report['waived']:,} waived findings and {report['known']:,} known from its baseline: "
            "they are not compared."
        )
    capped = [group["rule"] for group in report["findings"] if group["count"] > len(group["samples"])]
    if capped and not report["checks"]:
        rules = ", ".join(dict.fromkeys(capped))
        yield f"{side} holds only samples of {rules}: their numbers are compared, not their places."


def _coverage(old: Json, new: Json) -> Iterator[str]:
    """Checks that were seen to pass, and of which nothing is known now."""
    now = {(check["rule"], check["operation"]): check["outcome"] for check in new["checks"]}
    passed = [(check["rule"], check["operation"]) for check in old["checks"] if check["outcome"] == "pass"]
    if lost := [key for key in passed if now.get(key, "blocked") in ("blocked", "cannot-tell")]:
        named = ", ".join(f"{rule} {operation}".strip() for rule, operation in lost[:3])
        more = f" and {len(lost) - 3:,} more" if len(lost) > 3 else ""
        yield f"{len(lost):,} checks that passed in OLD were not tested in NEW: {named}{more}."
