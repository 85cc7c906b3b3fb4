"""CASE-ITEM: what a CFItem says about itself. Its place in the hierarchy is the business of other modules."""

from typing import Any

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Node, Package
from fairmark.validators.rules.case.grades import CEDS_LEVELS, repair
from fairmark.validators.rules.case.repeats import surplus
from fairmark.validators.rules.case.versions import BOTH


@rule(
    "CASE-ITEM-003",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: fullStatement is mandatory because it is what the item says",
    message="The statement of the item is blank",
)
def statement_is_not_blank(package: Package) -> Findings:
    """The fullStatement of an item holds more than white space.

    Why: An item without words shows as an empty line, and nobody can teach or assess it.

    Example: `"fullStatement": " "`.

    Repair: Write the statement, or delete the item and its associations.
    """
    for item in package.of("CFItem"):
        statement = item.data.get("fullStatement")
        if isinstance(statement, str) and not statement.strip():
            yield finding(at=package.at(item, "fullStatement"), observed=statement, expected="a statement")


@rule(
    "CASE-ITEM-005",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: some consumers read the label and others follow the link",
    message="{observed} stands where {expected} belongs",
    notes=(
        "The title is that of the linked CFItemType where the input holds it, else that of the link. Letter case and "
        "spaces are no difference. A blank label counts as none."
    ),
)
def item_type_label_and_link_agree(package: Package) -> Findings:
    """An item has both a CFItemType and a CFItemTypeURI, or neither, and both name the same type.

    Why: Some consumers show the label and others follow the link: they would see different kinds of items.

    Example: `"CFItemType": "Cluster"` with a CFItemTypeURI whose title is `Standard`.

    Repair: Make the label equal to the title of the CFItemType, and give both.
    """
    for item in package.of("CFItem"):
        label, link = item.data.get("CFItemType"), item.data.get("CFItemTypeURI")
        if label is None and link is None:
            continue
        if not (isinstance(label, str | None) and isinstance(link, dict | None)):
            continue
        told = bool(label and label.strip())
        if link is None:
            if told:
                yield finding(at=package.at(item, "CFItemTypeURI"), expected="a link beside the label CFItemType")
        elif not told:
            yield finding(at=package.at(item, "CFItemType"), expected="a label beside the link CFItemTypeURI")
        elif (title := _type_title(package, link)) and _folded(label or "") != _folded(title):
            yield finding(
                at=package.at(item, "CFItemType"), observed=label, expected="the title of the type that is linked"
            )


def _type_title(package: Package, link: dict[str, Any]) -> str:
    """The title of the item type that `link` leads to, "" where neither the type nor the link tells it."""
    identifier = link.get("identifier")
    target = package.by_identifier.get(identifier) if isinstance(identifier, str) else None
    if target and target.cls == "CFItemType" and (title := target.text("title")):
        return title
    told = link.get("title")
    return told if isinstance(told, str) and told.strip() else ""


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())


@rule(
    "CASE-ITEM-006",
    severity=WARNING,
    versions=BOTH,
    kinds=("case-package",),
    basis="best practice: people name a standard by its code",
    message="The code {observed} belongs to an earlier item too",
    notes="Items that state different languages may share a code, as translations do.",
)
def coding_scheme_is_unique(package: Package) -> Findings:
    """No two items of a document have the same humanCodingScheme.

    Why: Teachers and spreadsheets name a standard by its code, and then nobody can tell which of the two is meant.

    Example: Two items with `"humanCodingScheme": "N.1.a"`.

    Repair: Give each item a code of its own, or leave the code out where the item has none of its own.
    """
    for item in surplus(package.of("CFItem"), _code_in_language):
        yield finding(
            at=package.at(item, "humanCodingScheme"),
            observed=item.text("humanCodingScheme"),
            expected="a code of its own",
        )


def _code_in_language(item: Node) -> tuple[str, str] | None:
    code = item.text("humanCodingScheme").strip()
    return (code, item.text("language")) if code else None


@rule(
    "CASE-ITEM-008",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: consumers filter by the CEDS codes of grade and education levels",
    message="The education level {observed} is not {expected}",
    notes=(
        "CASE leaves the vocabulary open and recommends the codes of CEDS. A code of any CEDS option set for grade or "
        "education levels is accepted; a level that CEDS does not have, as a system outside the United States may, is "
        "reported, as consumers will not find it."
    ),
)
def education_level_is_a_code(package: Package) -> Findings:
    """Every entry of educationLevel is one code of the CEDS lists.

    Why: Consumers filter items by it, and find neither `9` nor `09,10` when somebody asks for grade 09.

    Example: `"educationLevel": ["09,10"]`.

    Repair: Write one entry for each grade, as the CEDS code: PK, KG, 01 to 12, or a code of higher education.
    """
    for item in package.of("CFItem"):
        levels = item.data.get("educationLevel")
        if not isinstance(levels, list):
            continue
        for number, level in enumerate(levels):
            if isinstance(level, str) and level not in CEDS_LEVELS:
                yield finding(
                    at=package.at(item, "educationLevel", number),
                    observed=level,
                    expected="a CEDS code" if "," not in level else "one CEDS code in each entry",
                    hint=repair(level),
                )
