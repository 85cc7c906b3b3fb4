"""Twins of OB-PARSE."""

from credential_twins.baking import Images
from credential_twins.recipe import as_bytes
from credential_twins.samples import badge
from credential_twins.signing import embedded

GOOD = as_bytes(embedded(badge()))
NAME = b'  "name": "Seal of Biliteracy",\n'

TWINS = [
    Images(
        "credentials/OB-PARSE-001",
        {
            "good.json": GOOD,
            "bad.json": GOOD.replace(NAME, NAME + NAME, 1),
            "bad-array.json": b"[\n" + GOOD.rstrip() + b"\n]\n",
            "bad-cut-off.json": GOOD[: len(GOOD) // 2],
            "options.json": as_bytes({"profile": "ob-3.0"}),
        },
    )
]
