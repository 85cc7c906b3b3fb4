"""Build `case-v1p1.schema.json` from the 1.0 schema and the delta (JSON Merge Patch, RFC 7386).

Run as a script to write the file anew: `make schemas`. A test fails when the committed file differs.
"""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def merge_patch(target: Any, patch: Any) -> Any:
    """Apply an RFC 7386 patch: objects merge member by member, `null` removes, everything else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def build() -> str:
    """The text of `case-v1p1.schema.json`."""
    base = json.loads((HERE / "case-v1p0.schema.json").read_text("utf-8"))
    delta = json.loads((HERE / "case-v1p1.delta.json").read_text("utf-8"))
    return json.dumps(merge_patch(base, delta), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (HERE / "case-v1p1.schema.json").write_text(build(), "utf-8")
