"""Hostile and damaged images: they are told of, never followed."""

import gc
from pathlib import Path

from credentials.opening import IMAGES, Judged, as_token, compact, opened, rules, spoken
from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from credential_twins.baking import ENTITIES, GOOD, GOOD_SVG, SVG_1_1, chunk, png, sealed, svg, text, token
from credential_twins.samples import badge, record
from fairmark.validators.issuing.baking import CannotBake, bake, unbake
from fairmark.validators.readers import baked_svg
from fairmark.validators.readers.baked_png import MOST_CHUNKS


@pytest.mark.parametrize("image", [GOOD, GOOD_SVG, bake(IMAGES["png"], as_token(record()))])
def test_cut_at_every_byte(image: bytes) -> None:
    for end in range(len(image) - 1):
        source = opened(image[:end])
        assert source.container == "" or rules(source), end
        assert all(member.data in (None, unwrapped_text(image)) for member in source.members), "never a part of it"


def unwrapped_text(image: bytes) -> bytes | None:
    [member] = opened(image).members
    return member.data


def test_every_changed_byte_of_a_png_is_noticed() -> None:
    for place in range(len(GOOD)):
        changed = bytearray(GOOD)
        changed[place] ^= 0x5A
        source = opened(bytes(changed))
        assert source.container == "" or rules(source), place


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (png(text(b"x" * 5_000_000, packed=True)), ["OB-BAKE-002", "FM-INPUT-015"]),
        (png(text(b"", packed=True)[:-8] + b"\0" * 8), ["FM-INPUT-039"]),
        (png(chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0no zlib")), ["OB-BAKE-002", "FM-INPUT-039"]),
        (png(chunk(b"iTXt", b"openbadgecredential\0")), ["FM-INPUT-039"]),
        (png(chunk(b"iTXt", b"openbadgecredential\0\7\0\0\0{}")), ["FM-INPUT-039"]),
        (png(*[text(b"{}")] * 10_000), ["OB-BAKE-003"]),
        (png(chunk(b"tEXt", b"x\0") * MOST_CHUNKS), ["FM-INPUT-039"]),
        (GOOD[:8] + chunk(b"IEND", b""), ["FM-INPUT-039"]),
        (GOOD[:33] + b"\xff" * 8, ["FM-INPUT-039"]),
        (GOOD[:33] + b"\x7f\xff\xff\xffIDAT", ["FM-INPUT-039"]),
        (ENTITIES + GOOD_SVG, ["FM-INPUT-040"]),
        (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + svg(sealed("&x;")), ["FM-INPUT-040"]),
        (b"<!DOCTYPE svg [<!ATTLIST openbadges:credential verify CDATA 'x'>]>" + svg(), ["FM-INPUT-040"]),
        (SVG_1_1 + svg("<openbadges:credential>&x;</openbadges:credential>"), ["FM-INPUT-039"]),
        (svg(sealed("x") * baked_svg.MOST_CREDENTIALS), ["OB-BAKE-005"]),
        (svg(sealed("x") * (baked_svg.MOST_CREDENTIALS + 1)), ["FM-INPUT-039"]),
        (svg("<a/>" * baked_svg.MOST_ELEMENTS), ["FM-INPUT-039"]),
        (svg("<g>" * 2000), ["FM-INPUT-039"]),
        (svg("<g>" * 2000 + "</g>" * 2000), ["FM-INPUT-039"]),
        (b"<?xml version='1.0' encoding='zip'?>" + svg(sealed("x")), []),
        (svg(f"<!--{'x' * baked_svg.LARGEST}-->"), ["FM-INPUT-011"]),
        (svg("<script>alert(1)</script>", sealed(token())), []),
    ],
)
def test_hostile_images_are_told_of(image: bytes, expected: list[str]) -> None:
    assert rules(opened(image)) == expected


def test_an_image_larger_than_the_limit_is_told_of(judged: Judged, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(text(compact({"name": "x" * 3000}), packed=True)))
    assert "FM-INPUT-011" in spoken(judged(tmp_path / "a.png", "--limit", "bytes=2KB"))


def test_entities_do_not_grow() -> None:
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 1000}">' for n in range(9))
    assert rules(opened(f"<!DOCTYPE svg [{nested}]>".encode() + svg(sealed("&e8;")))) == ["FM-INPUT-040"]


SPLINTERS = [
    b"",
    b"<",
    b"/>",
    b"]]>",
    b"<![CDATA[",
    b"&x;",
    b"&#0;",
    b"<openbadges:credential>",
    b"<!DOCTYPE svg [",
    b"\0",
]


@settings(deadline=None, max_examples=150)
@given(st.sampled_from([GOOD, GOOD_SVG]), st.data())
def test_any_damage_is_survived(image: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(image)))
        splinter = data.draw(st.sampled_from(SPLINTERS) | st.binary(max_size=12))
        image = image[:start] + splinter + image[start + data.draw(st.integers(0, 20)) :]
    source = opened(image)
    assert all(member.data is not None or member.problems for member in source.members)
    try:
        baked = bake(image, as_token(badge()), overwrite=True)
    except CannotBake:
        return
    assert unbake(baked) == as_token(badge())
    assert not {"OB-BAKE-001", "OB-BAKE-003", "OB-BAKE-004", "OB-BAKE-005"} & set(rules(opened(baked)))


def test_parsers_do_not_pile_up_while_cycles_are_not_collected() -> None:
    opened(GOOD_SVG)
    gc.collect()
    gc.disable()
    try:
        before = len(gc.get_objects())
        for _ in range(50):
            opened(GOOD_SVG)
            opened(ENTITIES + GOOD_SVG)
        assert len(gc.get_objects()) - before < 100
    finally:
        gc.enable()
