"""Build the other three credential schemas from `vcdm-2.0.schema.json` and two deltas (JSON Merge Patch, RFC 7386).

`strict.delta.json` takes away what the published schemas let pass and the standards do not describe;
`vcdm-1.1.delta.json` takes the classes back to the older data model of the W3C. Each stands alone, so they combine.

Run as a script to write the files anew: `make schemas`. A test fails when a committed file differs.
"""

import json
from pathlib import Path

from fairmark.schemas.case.build import merge_patch

HERE = Path(__file__).resolve().parent
BASE = "vcdm-2.0"
MADE = {
    "vcdm-2.0-strict": ("strict",),
    "vcdm-1.1": ("vcdm-1.1",),
    "vcdm-1.1-strict": ("vcdm-1.1", "strict"),
}
"""Each schema that is made, and the deltas that make it, in order."""


def build() -> dict[str, str]:
    """The text of every file that this module writes, by its name."""
    base = json.loads((HERE / f"{BASE}.schema.json").read_text("utf-8"))
    written = {}
    for name, deltas in MADE.items():
        made = base
        for delta in deltas:
            made = merge_patch(made, json.loads((HERE / f"{delta}.delta.json").read_text("utf-8")))
        for member in ("$id", "title"):
            made[member] = base[member].replace(BASE, name)
        written[f"{name}.schema.json"] = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    return written


if __name__ == "__main__":
    for file, text in build().items():
        (HERE / file).write_text(text, "utf-8", newline="\n")
