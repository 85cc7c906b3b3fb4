"""CASE-DEF-003 and CASE-DEF-004: concepts, subjects and item types come as sets."""

from collections.abc import Callable

import pytest
from suites.altered import Json, altered, outcome, results, saying
from suites.honest import honest_server

from fairmark.validators.suites.case.operations import SETS
from fairmark.validators.suites.transport import WsgiApplication

ELSEWHERE = "5bd3c6a9-0f5e-4c1f-9d0e-3a6f7f1f0c11"


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> WsgiApplication:
    return honest_server(tmp_path_factory.mktemp("honest")).app


def members(operation: str, change: Callable[[list[Json]], list[Json]]) -> Callable[[WsgiApplication], WsgiApplication]:
    """The set of that operation with other members."""
    member = SETS[operation]
    return lambda application: altered(
        application, saying(f"/{member}/", lambda body: {**body, member: change(body[member])})
    )


def coded(*codes: str) -> Callable[[list[Json]], list[Json]]:
    """The set with more members, of these hierarchyCodes."""
    return lambda held: [*held, *({**held[0], "identifier": ELSEWHERE, "hierarchyCode": code} for code in codes)]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("rule", ["CASE-DEF-003", "CASE-DEF-004"])
def test_the_honest_sets(honest: WsgiApplication, rule: str, version: str) -> None:
    said = {operation: result.holds for operation, result in results(honest, rule, version).items()}
    assert said == dict.fromkeys(SETS, True)


@pytest.mark.parametrize("operation", SETS)
@pytest.mark.parametrize(
    "change",
    [
        lambda held: [{**held[0], "identifier": ELSEWHERE}, *held],
        lambda held: [{"title": "no identifier"}, *held],
        lambda held: held[1:],
        lambda _held: [],
    ],
    ids=["another first", "a nameless one first", "left out", "empty"],
)
def test_what_was_asked_for_is_not_first(
    honest: WsgiApplication, operation: str, change: Callable[[list[Json]], list[Json]]
) -> None:
    said = results(members(operation, change)(honest), "CASE-DEF-003")
    assert said.pop(operation).holds is False
    assert all(result.holds for result in said.values())


@pytest.mark.parametrize("operation", SETS)
def test_a_stranger_in_the_set(honest: WsgiApplication, operation: str) -> None:
    said = results(members(operation, coded("999"))(honest), "CASE-DEF-004")
    broken = said.pop(operation)
    assert (broken.holds, broken.observed.partition(" ")[0]) == (False, "999")
    assert all(result.holds for result in said.values())


@pytest.mark.parametrize(
    "change",
    [
        lambda held: [*held, {**held[0], "identifier": ELSEWHERE, "hierarchyCode": held[0]["hierarchyCode"] + "0"}],
        lambda held: [*held, {**held[0], "identifier": ELSEWHERE}],
        lambda held: [*held, {"identifier": ELSEWHERE}],
        lambda held: [{**held[0], "hierarchyCode": None}, *held[1:]],
        lambda held: [*held, "a text"],
    ],
    ids=["no dot", "the same code", "no code", "none asked for", "no object"],
)
def test_what_may_be_in_a_set(honest: WsgiApplication, change: Callable[[list[Json]], list[Json]]) -> None:
    said = outcome(members("getCFConcept", change)(honest), "CASE-DEF-004", "getCFConcept")
    assert said.holds is not False


def test_codes_that_do_not_nest_tell_nothing(honest: WsgiApplication) -> None:
    def renamed(body: Json) -> Json:
        concepts = body["CFDefinitions"].get("CFConcepts", [])
        flat = [{**one, "hierarchyCode": f"K{number:02}"} for number, one in enumerate(concepts)]
        return {**body, "CFDefinitions": {**body["CFDefinitions"], "CFConcepts": flat}}

    flat = altered(honest, saying("/CFPackages/", renamed))
    said = outcome(members("getCFConcept", coded("999"))(flat), "CASE-DEF-004", "getCFConcept")
    assert said.holds is True or said.holds is None
    assert said.holds is not False
    strangers = members("getCFConcept", lambda held: [held[0], *coded("999")(held)[-1:]])(flat)
    assert outcome(strangers, "CASE-DEF-004", "getCFConcept").holds is None


def test_a_bare_object_is_no_set(honest: WsgiApplication) -> None:
    """CASE-API-001 says so."""
    bare = altered(honest, saying("/CFConcepts/", lambda body: body["CFConcepts"][0]))
    for rule in ("CASE-DEF-003", "CASE-DEF-004"):
        assert outcome(bare, rule, "getCFConcept").holds is None


def test_nothing_to_ask_for(honest: WsgiApplication) -> None:
    none = altered(honest, saying("/CFPackages/", lambda body: {**body, "CFDefinitions": {}}))
    for rule in ("CASE-DEF-003", "CASE-DEF-004"):
        assert not any(result.applies for result in results(none, rule).values())
