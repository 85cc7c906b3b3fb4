"""A cause is as bad as the worst of what it explains."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

from conftest import ROOT

GOOD = ROOT / "fixtures" / "credentials" / "OB-PROOF-002" / "good.json"


def test_a_warning_that_explains_an_error_is_told_as_an_error(
    judged: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """A context that cannot be had is a warning; that the signature cannot be judged for it is an error."""
    credential = json.loads(GOOD.read_text("utf-8"))
    credential["@context"].append("https://nobody.example/context.json")
    path = tmp_path / "badge.json"
    path.write_text(json.dumps(credential), "utf-8")
    causes = {cause["rule"]: cause for cause in judged(path)["causes"]}
    assert "OB-PROOF-002" in causes["OB-CTX-003"]["explains"]
    assert causes["OB-CTX-003"]["severity"] == "error"
