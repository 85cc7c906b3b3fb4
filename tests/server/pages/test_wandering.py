"""From the list of frameworks to a tree, an item, a search and back."""

import re

from flask.testing import FlaskClient
from stored_frameworks import large_framework, put

from fairmark.server.storage.store import Store
from page_frameworks import AT_HERE, AT_READING, HERE, IDS, get


def test_the_list_names_every_framework_with_its_size(client: FlaskClient) -> None:
    text = get(client, "/frameworks")
    assert "4 frameworks on this server" in text
    assert "33 items, 74 associations" in text


def test_an_item_shows_its_associations_in_both_directions(client: FlaskClient) -> None:
    text = get(client, f"{AT_HERE}/items/{IDS['C']}")
    inside, crosswalks = text.split("Crosswalks to other frameworks")
    assert "Is preceded by" in inside
    assert "Only after a while." in inside
    assert "Is a child of" in inside
    assert "The statement of x." in crosswalks
    assert "in <bdi>There</bdi>" in crosswalks
    assert "Has the part" in crosswalks  # what the other framework says of it
    assert "not held here" in crosswalks
    assert crosswalks.count("The statement of x.") == 1  # both frameworks state it


def test_an_item_shows_the_criteria_that_judge_it_and_the_rubric_shows_all(client: FlaskClient) -> None:
    of_item = get(client, f"{AT_HERE}/items/{IDS['C']}")
    assert "Accuracy" in of_item
    assert "Neatness" not in of_item
    assert "It is poor." in of_item
    assert of_item.index(">poor<") < of_item.index(">good<")  # by position, not as listed
    whole = get(client, f"{AT_HERE}/rubrics/{HERE['CFRubrics'][0]['identifier']}")
    assert whole.index("Neatness") < whole.index("Accuracy")
    assert f"{AT_HERE}/items/{IDS['C']}" in whole


def test_an_item_has_the_path_to_the_root(client: FlaskClient) -> None:
    crumbs = get(client, f"{AT_HERE}/items/{IDS['C']}").split("</nav>")[1]
    assert re.findall(r"<bdi>([^<]+)</bdi>", crumbs) == ["Here", "A", "B", "C"]


def test_a_search_shows_results_in_their_place(client: FlaskClient) -> None:
    text = get(client, f"{AT_READING}/search?q=WORD+sounds")
    assert "<mark>word</mark>" in text
    assert "Blends the sounds of written letters" in re.sub("</?mark>", "", text)
    assert "<bdi>DE Reading words</bdi></a>" in text  # what it lies below
    assert "No item has all of these words" in get(client, f"{AT_READING}/search?q=zebra")
    assert "15 items" in get(client, f"{AT_READING}/search?q=word")
    assert 'value="&lt;script&gt;"' in get(client, f"{AT_READING}/search?q=%3Cscript%3E")


def test_lists_come_in_pages_of_a_hundred(client: FlaskClient, store: Store) -> None:
    package = large_framework(250, width=230)
    at = f"/frameworks/{put(store, package)}"
    try:
        first, last = get(client, at), get(client, f"{at}?offset=200")
        assert (first.count('class="node"'), last.count('class="node"')) == (100, 30)
        assert 'data-more="' in first
        assert 'data-more="' not in last
        assert f'href="{at}?offset=100#below"' in first  # without a script too
        hits = get(client, f"{at}/search?q=idea")
        assert hits.count("<li>\n") >= 100
        assert 'href="?q=idea&amp;offset=100"' in hits or 'href="?q=idea&offset=100"' in hits
    finally:
        store.remove(package["CFDocument"]["identifier"])


def test_rows_of_the_tree_are_rows_alone(client: FlaskClient) -> None:
    text = get(client, f"{AT_HERE}/below/{IDS['A']}")
    assert text.strip().startswith("<li")
    assert "The statement of b." in text
