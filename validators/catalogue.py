"""The catalogue as people and tools read it: made from the rules' declarations, never written by hand.

`fairmark rules`, the pages in docs/rules and the explanations in reports all come from here.
"""

from collections.abc import Iterable
import difflib
from importlib import import_module

from fairmark.schemas.requirements import Requirement, requirements
from fairmark.validators.core.collector import catalogue_row
from fairmark.validators.core.rule import REGISTRY, Rule
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.families import load_rules
from fairmark.validators.suites.run import SUITES

OBSERVED = ("fairmark.validators.suites.case_consumer",)
"""Packages of rules about clients that are observed. Nothing is called, so `fairmark check` does not know them."""

SCOPES = {"live": "a running system", "observed": "a client, by what it asks for"}
"""What a rule that is not about a document is about."""

STANDARDS = {
    "API": "Services of Open Badges 3.0 and CLR 2.0",
    "CASE": "CASE 1.0 and 1.1",
    "CLR": "Comprehensive Learner Record 2.0",
    "CS": "CASE as a spreadsheet",
    "CV": "Canvas outcomes and outcome results",
    "EF": "Ed-Fi interchange XML",
    "FM": "Reading an input, and Fairmark's own files",
    "OB": "Open Badges 2.0 and 3.0",
    "OR": "OneRoster CSV 1.1 and 1.2",
    "PE": "PESC transcripts",
    "PS": "PowerSchool standards",
    "PV": "Privacy of exports",
    "SCL": "Learning profile",
    "X": "Several forms of the same facts",
}


class UnknownRule(WrongUsage):
    """No rule of that id; the message names the nearest ones."""

    def __init__(self, id: str) -> None:
        near = difflib.get_close_matches(id.upper(), REGISTRY, n=3, cutoff=0.5)
        super().__init__(f"no rule is called {id!r}" + (f"; the nearest: {', '.join(near)}" if near else ""))


def load_all_rules() -> None:
    """Import every family and every suite, so that the registry holds the live and the observed rules too."""
    load_rules()
    for module in (*SUITES.values(), *OBSERVED):
        import_module(module)


def all_rules(standard: str | None = None) -> list[Rule]:
    """Every declared rule in the order of ids, of one standard (the first part of its ids) where that is given."""
    load_all_rules()
    return [REGISTRY[id] for id in sorted(REGISTRY) if standard is None or REGISTRY[id].standard == standard]


def rule_named(id: str) -> Rule:
    """The rule of that id, in whatever case; UnknownRule when there is none."""
    load_all_rules()
    try:
        return REGISTRY[id.upper()]
    except KeyError:
        raise UnknownRule(id) from None


def rows(rules: Iterable[Rule]) -> list[dict[str, object]]:
    """The rules as `fairmark rules list --format json` prints them."""
    return [catalogue_row(rule) for rule in rules]


def listing(rules: Iterable[Rule]) -> str:
    """A line per rule: id, severity, title."""
    return "".join(f"{rule.id:<18} {rule.severity:<8} {rule.title}\n" for rule in rules)


def explanation(rule: Rule) -> str:
    """All that the declaration says, as plain text."""
    return "\n".join(
        (
            f"{rule.id}  {rule.severity}",
            "",
            rule.text.what,
            "",
            f"Why:     {rule.text.why}",
            f"Example: {rule.text.example}",
            f"Repair:  {rule.text.repair}",
            "",
            *(f"{name}: {value}" for name, value in _facts(rule)),
            "",
        )
    )


def page(standard: str) -> str:
    """The documentation page of a standard's rules, as Markdown."""
    rules = all_rules(standard)
    parts = [
        f"# Rules: {STANDARDS[standard]}\n\n"
        "Made from the rules' declarations by `make docs`; change those, not this page.\n\n"
        "| Rule | Severity | What it checks |\n| --- | --- | --- |\n"
    ]
    parts += [f"| [{rule.id}](#{rule.id.lower()}) | {rule.severity} | {_cell(rule.title)} |\n" for rule in rules]
    for rule in rules:
        facts = "\n".join(f"- {name}: {value}" for name, value in _facts(rule))
        parts.append(
            f"\n## {rule.id}\n\n**{rule.severity}** · {rule.text.what}\n\n{rule.text.why}\n\n"
            f"*Example that fails.* {rule.text.example}\n\n*How to repair.* {rule.text.repair}\n\n{facts}\n"
        )
    return "".join(parts)


def coverage(standard: str) -> tuple[tuple[Requirement, ...], list[Rule]]:
    """The requirements of a standard, each with the rules that check it, and the rules that check none of them: best
    practice, mostly."""
    table = requirements(standard)
    named = {id for requirement in table for id in requirement.rules}
    return table, [rule for rule in all_rules(standard) if rule.id not in named]


def _facts(rule: Rule) -> list[tuple[str, str]]:
    facts = [("Basis", rule.basis)]
    if rule.standard != "FM":
        facts.append(("Versions", ", ".join(rule.versions)))
    if rule.scope != "document":
        facts.append(("Scope", SCOPES[rule.scope]))
    if rule.may_be:
        facts.append(("May also be", ", ".join(rule.may_be)))
    if rule.lenient is not None:
        facts.append(("With --strictness lenient", rule.lenient))
    if rule.strict is not None:
        facts.append(("With --strictness strict", rule.strict))
    if rule.follows:
        facts.append(("Explained by", ", ".join(rule.follows)))
    if rule.notes:
        facts.append(("Where the standard is open", rule.notes))
    return facts


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
