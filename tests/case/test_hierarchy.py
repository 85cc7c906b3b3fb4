"""The isChildOf hierarchy: what is cut off, what goes round, and who says so."""

from typing import Any

from framework import framework, tree
from hypothesis import given
from hypothesis import strategies as st
from one_rule import findings
import pytest

from fairmark.validators.core.cycles import cycles
from fairmark.validators.core.engine import judge
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.readers.case import Package
from fairmark.validators.readers.case_graph import backward, reach

EXPLAIN = ("CASE-PKG-002", "CASE-ITEM-004", "CASE-ASSOC-003", "CASE-ASSOC-004", "CASE-ASSOC-006", "CASE-ASSOC-008")
"""The rules that between them explain whatever is not below the document."""


def places(rule: str, package: dict[str, Any], kind: str = "case-package") -> list[str]:
    return [one.location.pointer for one in findings(rule, package, kind)]


def observed(rule: str, package: dict[str, Any]) -> list[str]:
    return [one.observed for one in findings(rule, package)]


# -- cycles ----------------------------------------------------------------------------------------------------------


def test_the_association_that_closes_the_cycle_is_the_one_from_the_ancestor_down() -> None:
    package = framework("abc", *tree("a c", "c b", "b a", "a doc"))
    assert places("CASE-ASSOC-003", package) == ["/CFAssociations/0"]
    assert observed("CASE-ASSOC-003", package) == ["a → b → c"]


def test_every_cycle_is_named_once_however_the_file_is_ordered() -> None:
    statements = tree("a doc", "b a", "a b", "c doc", "d c", "e d", "c e")
    assert len(places("CASE-ASSOC-003", framework("abcde", *statements))) == 2
    assert len(places("CASE-ASSOC-003", framework("edcba", *reversed(statements)))) == 2


def test_a_long_cycle_is_named_shortly() -> None:
    names = [f"i{number}" for number in range(50)]
    package = framework(names, *tree("i0 i49", *(f"i{n} i{n - 1}" for n in range(1, 50))))
    (one,) = observed("CASE-ASSOC-003", package)
    assert one.endswith("→ 47 more")


def test_a_cycle_stated_twice_is_one_cycle() -> None:
    assert len(places("CASE-ASSOC-003", framework("ab", *tree("a doc", "b a", "a b", "a b")))) == 1


def test_self_loops_and_an_upside_down_root_are_no_cycles() -> None:
    assert not places("CASE-ASSOC-003", framework("a", *tree("a a", "a doc", "doc a")))


def test_a_cycle_shows_in_the_associations_of_one_item_too() -> None:
    data = {"CFItem": {"identifier": "a"}, "CFAssociations": framework("", *tree("a b", "b a"))["CFAssociations"]}
    assert places("CASE-ASSOC-003", data, "case-association-set") == ["/CFAssociations/1"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_without_the_closing_associations_nothing_goes_round(pairs: list[tuple[int, int]]) -> None:
    package = Package(framework("", *tree(*(f"i{a} i{b}" for a, b in pairs))), "case-package", "1.1")
    closing = {(c.closing.origin.identifier, c.closing.destination.identifier) for c in package.hierarchy.cycles}
    rest = [e for e in package.edges if (e.origin.identifier, e.destination.identifier) not in closing]
    assert not list(cycles(backward(rest)))
    assert bool(closing) == any(_comes_back(package, start) for start in package.hierarchy.children)


def _comes_back(package: Package, start: str) -> bool:
    """The plain way to tell a cycle, to hold the clever one against."""
    children = package.hierarchy.children
    return any(start in _below(children, child) for child in children[start])


def _below(children: Any, start: str) -> set[str]:
    seen: set[str] = set()
    reach(children, start, seen)
    return seen


# -- what is cut off -------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["a", "b", "c", "d", "e", "f", "x", "doc"]))))
def test_an_item_that_is_not_below_the_document_is_explained_and_nothing_else_is(pairs: list[tuple[str, str]]) -> None:
    package = framework("abcdef", *tree(*(f"{child} {parent}" for child, parent in pairs)))
    index = Package(package, "case-package", "1.1")
    lost = index.hierarchy.items - _below(index.hierarchy.children, "doc")
    told = [rule for rule in EXPLAIN if findings(rule, package)]
    if lost:
        assert told
    else:
        assert "CASE-ITEM-004" not in told
        assert "CASE-PKG-002" not in told


def test_only_the_top_of_what_is_cut_off_is_named_and_counted() -> None:
    package = framework("abcde", *tree("a doc", "c b", "d c", "e b", "e a"))
    assert places("CASE-ITEM-004", package) == ["/CFItems/1"]
    assert observed("CASE-ITEM-004", package) == ["b and 2 below it"]


@pytest.mark.parametrize(
    ("statements", "speaker"),
    [
        (tree("a doc"), "CASE-ITEM-004"),
        (tree("a doc", "b b"), "CASE-ASSOC-004"),
        (tree("a doc", "b x"), "CASE-ASSOC-006"),
        (tree("a doc", "doc b"), "CASE-ASSOC-008"),
        (tree("b a"), "CASE-PKG-002"),
        ([], "CASE-PKG-002"),
    ],
)
def test_one_rule_alone_explains_why_an_item_is_not_below_the_document(statements: Any, speaker: str) -> None:
    assert [rule for rule in EXPLAIN if findings(rule, framework("ab", *statements))] == [speaker]


def test_without_an_identified_document_nobody_guesses_at_its_children() -> None:
    package = framework("ab", *tree("a doc", "b a"), CFDocument={"title": "No identifier"})
    assert not any(findings(rule, package) for rule in ("CASE-PKG-002", "CASE-ITEM-004", "CASE-ASSOC-006"))


def test_a_root_under_another_identifier_is_one_cause() -> None:
    assert "CASE-ASSOC-006" in REGISTRY["CASE-PKG-002"].follows
    package = framework("ab", *tree("a other", "b a"))
    assert [rule for rule in EXPLAIN if findings(rule, package)] == ["CASE-PKG-002", "CASE-ASSOC-006"]


def test_ends_outside_the_package_are_errors_at_both_ends() -> None:
    package = framework("a", *tree("a doc", "x y"))
    assert places("CASE-ASSOC-005", package) == ["/CFAssociations/1/originNodeURI/identifier"]
    assert places("CASE-ASSOC-006", package) == ["/CFAssociations/1/destinationNodeURI/identifier"]
    assert not places("CASE-ASSOC-012", package)


def test_another_letter_case_is_the_business_of_the_rule_on_spelling() -> None:
    package = framework("ab", *tree("A doc", "b A", "b doc"))
    assert not any(findings(f"CASE-ASSOC-{number}", package) for number in ("005", "006", "012"))


def test_a_definition_has_no_place_in_the_hierarchy() -> None:
    subjects = {"CFSubjects": [{"identifier": "s"}]}
    package = framework("a", *tree("a doc", "s a", "a s"), CFDefinitions=subjects)
    assert places("CASE-ASSOC-005", package) == ["/CFAssociations/1/originNodeURI/identifier"]
    assert places("CASE-ASSOC-006", package) == ["/CFAssociations/2/destinationNodeURI/identifier"]


# -- parents ---------------------------------------------------------------------------------------------------------


def test_each_surplus_parent_is_one_finding() -> None:
    package = framework("abcd", *tree("a doc", "b doc", "c doc", "d a", "d b", "d b", "d c"))
    assert places("CASE-ASSOC-007", package) == [
        "/CFAssociations/4/destinationNodeURI",
        "/CFAssociations/6/destinationNodeURI",
    ]


def test_parents_outside_the_package_on_a_cycle_or_in_another_view_are_not_counted() -> None:
    assert not places("CASE-ASSOC-007", framework("ab", *tree("a doc", "b a", "a b", "b x", "a a")))
    package = framework("ab", *tree("a doc", "b a", "b doc"))
    package["CFAssociations"][2]["CFAssociationGroupingURI"] = {"identifier": "view"}
    assert not places("CASE-ASSOC-007", package)


# -- size ------------------------------------------------------------------------------------------------------------


def spoken(package: dict[str, Any]) -> list[str]:
    """The ids of the findings of all rules that walk the hierarchy, over one index."""
    walkers = ("CASE-ASSOC-005", "CASE-ASSOC-007", "CASE-ASSOC-010", "CASE-ITEM-007", *EXPLAIN)
    results = judge(Package(package, "case-package", "1.1"), [REGISTRY[rule] for rule in walkers])
    return [result.rule.id for result in results]


def test_a_chain_deeper_than_the_stack_is_walked() -> None:
    names = [f"i{number}" for number in range(5000)]
    chain = tree("i0 doc", *(f"i{n} i{n - 1}" for n in range(1, 5000)))
    assert spoken(framework(names, *chain)) == []
    assert spoken(framework(names, *chain, *tree("i0 i4999"))) == ["CASE-ASSOC-003"]
    cut_off = framework([*names, "top"], *tree("top doc"), *chain[1:])
    assert observed("CASE-ITEM-004", cut_off) == ["i0 and 4999 below it"]


def test_a_hundred_thousand_items_are_walked() -> None:
    names = [f"i{number}" for number in range(100_000)]
    wide = tree("i0 doc", *(f"i{n} i{(n - 1) // 10}" for n in range(1, 100_000)))
    assert spoken(framework(names, *wide, *tree("i0 i99999"))) == ["CASE-ASSOC-003"]


def test_each_association_that_leads_back_is_told_where_everything_is_below_everything() -> None:
    names = [f"i{number}" for number in range(100)]
    every = tree("i0 doc", *(f"i{n} i{m}" for n in range(100) for m in range(100) if n != m))
    assert len(places("CASE-ASSOC-003", framework(names, *every))) == 100 * 99 // 2
