"""CASE-API-015: sort, filter and fields. What breaks them is reported for the right argument, and what the standard
leaves open is left open."""

from collections.abc import Callable, Mapping
import json
import re
from typing import Any

import pytest
from suites.altered import LIST, Json, Listed, Query, Reply, altered, documents, outcome, paged, results
from suites.honest import honest_server

from fairmark.validators.suites.case.order import compare
from fairmark.validators.suites.transport import WsgiApplication

RULE = "CASE-API-015"
OPERATIONS = ("getAllCFDocuments sort", "getAllCFDocuments filter", "getAllCFDocuments fields")
SORT, FILTER, FIELDS = OPERATIONS
SOME = documents("Botany", "Algebra", "Drama", "Chemistry")


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> WsgiApplication:
    return honest_server(tmp_path_factory.mktemp("honest")).app


def whole(_query: Query) -> Reply:
    return Reply(200, {"CFDocuments": SOME})


def sorted_by(query: Query, records: list[Json], key: Callable[[Any], Any] = str) -> list[Json]:
    if "sort" not in query:
        return records
    return sorted(records, key=lambda one: key(one.get(query["sort"], "")), reverse=query.get("orderBy") == "desc")


def refusal(status: int, token: str = "") -> Reply:
    minor = {"imsx_codeMinorField": [{"imsx_codeMinorFieldName": "any", "imsx_codeMinorFieldValue": token}]}
    body = {"imsx_codeMajor": "failure", "imsx_severity": "error"}
    return Reply(status, {**body, "imsx_codeMinor": minor} if token else body)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_the_honest_server_does_it_all(honest: WsgiApplication, version: str) -> None:
    assert {operation: said.holds for operation, said in results(honest, RULE, version).items()} == dict.fromkeys(
        OPERATIONS, True
    )


@pytest.mark.parametrize("serve", [whole, lambda query: refusal(400) if query else whole(query)], ids=["all", "none"])
def test_all_of_it_is_optional(serve: Callable[[Query], Reply]) -> None:
    assert not any(said.applies for said in results(Listed(serve), RULE).values())
    claimed = results(Listed(serve, ("sort", "filter", "fields")), RULE)
    assert {operation: said.holds for operation, said in claimed.items()} == dict.fromkeys(OPERATIONS, False)


def test_an_empty_list_shows_nothing() -> None:
    said = results(Listed(lambda _query: Reply(200, {"CFDocuments": []}), ("sort",)), RULE)
    assert not any(result.applies for result in said.values())


# -- one thing broken ------------------------------------------------------------------------------------------------


def in_filter(pattern: str, by: str) -> Callable[[Query], Mapping[str, str]]:
    """The honest list, asked with another filter."""
    return lambda query: {**query, "filter": re.sub(pattern, by, query["filter"])} if "filter" in query else query


def without(*names: str) -> Callable[[Query], Mapping[str, str]]:
    return lambda query: {name: value for name, value in query.items() if name not in names}


@pytest.mark.parametrize(
    ("operation", "change", "words"),
    [
        (SORT, without("sort", "orderBy"), "stands in the discovery document"),
        (SORT, without("orderBy"), "orderBy=desc puts"),
        (SORT, lambda query: {**query, "sort": "creator"} if "sort" in query else query, "puts"),
        (FILTER, without("filter"), "stands in the discovery document"),
        (FILTER, in_filter("!=", "="), "!="),
        (FILTER, in_filter("~", "="), "~"),
        (FILTER, in_filter(">(?!=)", ">="), ">'"),
        (FILTER, in_filter("<(?!=)", "<="), "<'"),
        (FILTER, in_filter(">=", ">"), ">="),
        (FILTER, in_filter("<", ">"), "<"),
        (FILTER, in_filter(" OR ", " AND "), " OR "),
        (FILTER, in_filter(" AND ", " OR "), " AND "),
        (FILTER, in_filter(" (AND|OR) .*", ""), " OR "),
        (FILTER, in_filter(r"CFPackageURI\.identifier=", "publisher="), "CFPackageURI.identifier"),
        (FILTER, in_filter(r"=(?='[a-z ]+')", "='no ' AND title="), "title='"),
        (FILTER, in_filter("noSuchField='x'", "title~'a'"), "noSuchField"),
        (FILTER, in_filter("noSuchField='x'", "title='none'"), "HTTP 200"),
        (FIELDS, without("fields"), "stands in the discovery document"),
        (FIELDS, lambda query: {**query, "fields": "title"} if query.get("fields") else query, "leaves identifier out"),
        (FIELDS, lambda query: {**query, "fields": query["fields"] + ",uri"} if query.get("fields") else query, "uri"),
        (FIELDS, lambda query: without("fields")(query) if query.get("fields") == "" else query, "a blank fields"),
        (
            FIELDS,
            lambda query: {**query, "fields": "title"} if query.get("fields") == "noSuchField" else query,
            "changes the documents",
        ),
    ],
)
def test_one_thing_broken(
    honest: WsgiApplication, operation: str, change: Callable[[Query], Mapping[str, str]], words: str
) -> None:
    said = results(altered(honest, query=change), RULE)
    assert said[operation].holds is False
    assert words in said[operation].observed
    assert said[operation].answers
    assert {result.holds for name, result in said.items() if name != operation} == {True}


def test_sorting_only_the_page(honest: WsgiApplication) -> None:
    def reply(path: str, query: Query, answer: Reply) -> Reply | None:
        if path != LIST or query.get("limit") != "1" or "sort" not in query:
            return None
        return Reply(200, {"CFDocuments": [{**answer.body["CFDocuments"][0], "title": "Chemistry framework"}]})

    said = outcome(altered(honest, reply), RULE, SORT)
    assert said.holds is False
    assert "limit=1" in said.observed


def test_a_filter_that_leaks_with_its_refusal(honest: WsgiApplication) -> None:
    def reply(path: str, query: Query, answer: Reply) -> Reply | None:
        if path != LIST or answer.status != 400 or "filter" not in query:
            return None
        return Reply(400, {**answer.body, "CFDocuments": SOME}, answer.headers)

    said = outcome(altered(honest, reply), RULE, FILTER)
    assert "brings 4 documents" in said.observed


@pytest.mark.parametrize(
    ("token", "holds"),
    [("invalid_filter_field", True), ("invalid_selection_field", True), ("unknownobject", False), ("", False)],
)
def test_the_tokens_for_an_unknown_filter_field(honest: WsgiApplication, token: str, holds: bool) -> None:
    def reply(path: str, query: Query, answer: Reply) -> Reply | None:
        return refusal(400, token) if path == LIST and answer.status == 400 and "filter" in query else None

    assert outcome(altered(honest, reply), RULE, FILTER).holds is holds


# -- what is open ----------------------------------------------------------------------------------------------------


def test_an_unknown_sort_field_may_be_refused(honest: WsgiApplication) -> None:
    def refused(status: int) -> Callable[[str, Query, Reply], Reply | None]:
        return lambda _path, query, _answer: (
            refusal(status, "invalid_sort_field") if query.get("sort") == "noSuchField" else None
        )

    assert outcome(altered(honest, refused(400)), RULE, SORT).holds is True
    assert "HTTP 500" in outcome(altered(honest, refused(500)), RULE, SORT).observed


@pytest.mark.parametrize("key", [str, str.casefold, lambda text: text.casefold().replace(" ", "").replace("-", "")])
def test_any_collation_will_do(key: Callable[[str], str]) -> None:
    titles = ("algebra", "Zoology", "Élan", "co-op", "coop", "Coal", "10 years", "9 years", "Art 10", "Art 9", "ärzte")
    records = documents(*titles)
    provider = Listed(lambda query: paged(sorted_by(query, records, key), query))
    assert outcome(provider, RULE, SORT).holds is True


def test_documents_that_do_not_differ_cannot_be_sorted() -> None:
    one = Listed(lambda query: paged(sorted_by(query, SOME[:1]), query), ("sort",))
    assert not outcome(one, RULE, SORT).applies


def test_a_list_in_another_order_each_time_is_not_sorted() -> None:
    held = list(SOME)

    def serve(_query: Query) -> Reply:
        held.append(held.pop(0))
        return Reply(200, {"CFDocuments": held})

    said = outcome(Listed(serve), RULE, SORT)
    assert said.holds is None


def test_fields_may_be_given_one_by_one(honest: WsgiApplication) -> None:
    """A provider that reads `fields` as OpenAPI 3 has it takes a comma for a part of a name."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        query = environ["QUERY_STRING"].replace("fields=identifier%2Ctitle", "fields=no")
        return honest({**environ, "QUERY_STRING": query}, start_response)

    assert outcome(call, RULE, FIELDS).holds is True


def test_documents_in_any_order_are_the_same(honest: WsgiApplication) -> None:
    def reply(path: str, query: Query, answer: Reply) -> Reply | None:
        is_chosen = path == LIST and "fields" in query and answer.status == 200
        return Reply(200, {"CFDocuments": answer.body["CFDocuments"][::-1]}, answer.headers) if is_chosen else None

    assert outcome(altered(honest, reply), RULE, FIELDS).holds is True


def test_a_long_result_may_come_in_pages() -> None:
    records = documents(*(f"Framework {number}" for number in range(130)))

    def serve(query: Query) -> Reply:
        if "noSuchField" in query.get("filter", ""):
            return refusal(400, "invalid_filter_field")
        return paged([one for one in records if passes(query.get("filter", ""), one)], query)

    assert outcome(Listed(serve), RULE, FILTER).holds is True


def passes(text: str, document: Json) -> bool:
    """The grammar once more, as short as can be: enough for the filters that the suite asks."""
    for word, together in ((" OR ", any), (" AND ", all)):
        if word in text:
            return together(passes(part, document) for part in text.split(word))
    if not text:
        return True
    found = re.fullmatch(r"([\w.]+?)(!=|>=|<=|=|>|<|~)'(.*)'", text)
    assert found, text
    value: Any = document
    for step in found[1].split("."):
        value = value.get(step, {})
    held, given = str(value).casefold(), found[3].casefold()
    return {
        "=": held == given,
        "!=": held != given,
        "~": given in held,
        ">": held > given,
        ">=": held >= given,
        "<": held < given,
        "<=": held <= given,
    }[found[2]]


@pytest.mark.parametrize(
    "members",
    [
        {"title": "O'Reilly's \"Maths\" = 100%"},
        {"title": None, "lastChangeDateTime": 7, "CFPackageURI": "a text", "creator": ["x"]},
        {"title": "Ends and means AND beginnings", "lastChangeDateTime": "yesterday", "statusStartDate": "soon"},
        {"title": "", "CFPackageURI": {"identifier": None}, "statusStartDate": {"no": "date"}},
        {"notes": json.loads("[" * 400 + "]" * 400)},
    ],
)
def test_odd_documents_break_nothing(members: Json) -> None:
    records = documents("A", "B", **members)

    def serve(query: Query) -> Reply:
        if "noSuchField" in query.get("filter", ""):
            return refusal(400, "invalid_filter_field")
        return paged([one for one in records if passes(query.get("filter", ""), one)], query)

    said = results(Listed(serve), RULE)
    assert said[FILTER].holds is True
    assert not any(result.holds is False for result in said.values())


# -- order -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type", "one", "other", "order"),
    [
        ("NormalizedString", "Algebra", "Botany", -1),
        ("NormalizedString", "Reading", "Reading aloud", None),
        ("NormalizedString", "Read", "Reading", -1),
        ("NormalizedString", "algebra", "Botany", None),
        ("NormalizedString", "same", "same", 0),
        ("NormalizedString", "same", "Same", None),
        ("NormalizedString", "Year 9", "Year 10", None),
        ("NormalizedString", "Year 1a", "Year 12", None),
        ("NormalizedString", "eat", "été", None),
        ("UUID", "0a", "0A", 0),
        ("UUID", "09", "0a", -1),
        ("DateTime", "2026-09-01T08:00:00Z", "2026-09-01T09:00:00Z", -1),
        ("DateTime", "2026-09-01T08:00:00Z", "2026-09-01T09:00:00+02:00", None),
        ("DateTime", "2026-09-01T08:00:00", "2026-09-01T09:00:00Z", None),
        ("DateTime", "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00", -1),
        ("Date", "2026-09-01", "2026-10-01", -1),
        ("Date", "2026-09-01", "2026-13-01", None),
    ],
)
def test_only_what_all_readings_agree_on_is_an_order(type: str, one: str, other: str, order: int | None) -> None:
    assert compare(type, one, other) == order
    assert compare(type, other, one) == (None if order is None else -order)
