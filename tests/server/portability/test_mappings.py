"""The table of what classes become in Ed-Fi and CEDS covers every class, and the page shows it as it is."""

from pathlib import Path

from fairmark.validators.readers.learning.package import STORED
from fairmark.validators.rules.shape import by_gate
from learning_api import Json, Learning

PAGE = Path(__file__).parents[3] / "docs" / "portability.md"


def told(members: list[Json]) -> str:
    return "; ".join(f"{one['member']}: {one['target']}" for one in members) or "none"


def test_every_class_is_mapped_and_the_page_shows_it(learning: Learning) -> None:
    found = learning.ask("GET", "mappings").get_json()
    assert by_gate("portability/portability-v1.schema.json", "MappingSet", found) == []
    mapped = [one["class"] for one in found["mappings"]]
    assert set(mapped) == {*STORED, "Continuum (CASE)"}
    page = PAGE.read_text("utf-8").splitlines()
    for one in found["mappings"]:
        cells = (one["class"], told(one["edFi"]), told(one["ceds"]), "; ".join(one["lost"]))
        assert f"| {' | '.join(cells)} |" in page
