"""Badges in images, and as compact JWS: what is baked is found again, by us and by others, and hostile images are told
of, never followed."""

from collections.abc import Callable
import gc
import io
import json
from pathlib import Path
import re
from typing import Any
import zipfile
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib import baking as other
import pytest

from conftest import SHARED, Run
from credential_twins.baking import ENTITIES, GOOD, GOOD_SVG, NAMESPACE, SVG_1_1, chunk, png, sealed, svg, text, token
from credential_twins.samples import badge, record
from credential_twins.signing import Json, as_jwt, embedded
from fairmark.validators.issuing.baking import AlreadyBaked, CannotBake, bake, unbake
from fairmark.validators.readers import baked_svg
from fairmark.validators.readers.baked_png import MOST_CHUNKS
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.source import Source, of_bytes
from fairmark.validators.readers.unwrapping import unwrapped

Judged = Callable[..., dict[str, Any]]

REAL = SHARED / "data" / "credentials"
IMAGES = {"png": png(), "svg": svg(namespace="")}
AWKWARD = "A ]]> and ]]]]>> and <b>&amp;</b> — é 名 \U0001f393 \ufffe"


def compact(document: Json) -> bytes:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def as_json(document: Json) -> bytes:
    return compact(embedded(document))


def as_token(document: Json) -> bytes:
    return as_jwt(document).encode()


def opened(data: bytes, name: str = "badge", limits: Limits | None = None) -> Source:
    return unwrapped(of_bytes(name, data), limits or Limits())


def rules(source: Source) -> list[str]:
    """The rules that the source and its members name."""
    return [problem.rule for each in (source, *source.members) for problem in each.problems]


def spoken(report: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in report["findings"] if finding["severity"] != "info"}


def verdicts(report: dict[str, Any]) -> dict[str, str]:
    return {entry["name"]: entry["verdict"] for entry in report["inputs"]}


# -- there and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", IMAGES)
@pytest.mark.parametrize("document", [badge, record])
@pytest.mark.parametrize("secured", [as_json, as_token])
def test_what_is_baked_is_judged_like_the_file_itself(
    kind: str, document: Callable[[], Json], secured: Callable[[Json], bytes], tmp_path: Path, judged: Judged
) -> None:
    credential = secured(document())
    image, alone = tmp_path / f"badge.{kind}", tmp_path / ("a.jws" if secured is as_token else "a.json")
    image.write_bytes(bake(IMAGES[kind], credential))
    alone.write_bytes(credential)
    assert unbake(image.read_bytes()) == credential
    of_image, of_file = judged(image), judged(alone)
    keyword = "clrcredential" if document is record else "openbadgecredential"
    assert [entry["kind"] for entry in of_image["inputs"]] == [kind, of_file["inputs"][0]["kind"]]
    assert of_image["inputs"][1]["name"] == f"{image}!{keyword}"
    assert spoken(of_image) == spoken(of_file)
    assert not of_image["partial"]


@pytest.mark.parametrize("kind", IMAGES)
def test_awkward_text_comes_back_the_same(kind: str) -> None:
    document = embedded({**badge(), "name": AWKWARD})
    assert json.loads(unbake(bake(IMAGES[kind], compact(document)))) == document


@pytest.mark.parametrize("kind", IMAGES)
@pytest.mark.parametrize("secured", [as_json, as_token])
def test_an_image_never_carries_two(kind: str, secured: Callable[[Json], bytes]) -> None:
    first, second = secured(record()), secured(badge())
    once = bake(IMAGES[kind], first)
    with pytest.raises(AlreadyBaked):
        bake(once, second)
    again = bake(once, second, overwrite=True)
    assert unbake(again) == second
    assert first not in again
    assert rules(opened(again)) == []
    assert bake(again, second, overwrite=True) == again


def test_everything_else_in_a_png_keeps_its_bytes() -> None:
    remark = chunk(b"tEXt", b"Software\0a drawing program")
    image = png(remark)
    baked = bake(image, as_json(badge()))
    assert baked.replace(text(as_json(badge())), b"") == image
    assert bake(png(remark, chunk(b"zTXt", b"openbadges\0\0x")), as_json(badge()), overwrite=True) == baked


@pytest.mark.parametrize(
    "before",
    [
        b"\xef\xbb\xbf" + IMAGES["svg"],
        SVG_1_1 + IMAGES["svg"],
        b"<?xml version='1.0' encoding='UTF-8'?><!-- <svg> --><s:svg xmlns:s='http://www.w3.org/2000/svg' d='/>'/>",
        b'<svg xmlns="http://www.w3.org/2000/svg"\n  aria-label=">"\n><title>\xc3\xa9</title></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org"><g/></svg>',
    ],
)
def test_svgs_of_every_manner_are_baked(before: bytes) -> None:
    for credential in (as_json(badge()), as_token(badge())):
        baked = bake(before, credential)
        assert unbake(baked) == credential
        assert rules(opened(baked)) == []
        assert other.has_svg(baked, element=other.SVG_ELEMENT_OB3), "under the prefix that others look for"
        without = re.sub(rb"<openbadges:credential.*(/>|</openbadges:credential>)", b"", baked.replace(b"]]>", b""))
        assert len(without) <= len(before) + len(NAMESPACE) + len(b"></s:svg>")


def test_elements_are_taken_out_whole() -> None:
    inner = "<openbadges:credential/><![CDATA[</openbadges:credential>]]>"
    crowded = svg(f'<openbadges:credential a=">">{inner}</openbadges:credential >', "<g/>", sealed("x"), "<g/>")
    assert rules(opened(crowded))[0] == "OB-BAKE-005"
    assert bake(crowded, as_token(badge()), overwrite=True) == svg(sealed(token()), "<g/>", "<g/>")


@pytest.mark.parametrize(
    ("image", "credential", "why"),
    [
        (b"GIF89a", GOOD, "neither JSON"),
        (b"GIF89a", as_json(badge()), "neither a PNG nor an SVG"),
        (IMAGES["png"][:-12], as_json(badge()), "damaged: it ends too early"),
        (ENTITIES + IMAGES["svg"], as_json(badge()), "declares entities"),
        (IMAGES["svg"].decode().encode("utf-16"), as_json(badge()), "not in UTF-8"),
        (b"<?xml version='1.0' encoding='latin1'?>" + IMAGES["svg"], as_json(badge()), "not in UTF-8"),
        (IMAGES["png"], b'{"type": "Assertion"}', "neither an OpenBadgeCredential"),
        (IMAGES["png"], b"eyJhbGciOiJub25lIn0.eyJ9.", "neither JSON"),
        (IMAGES["png"], b"[" * 9000, "neither JSON"),
    ],
)
def test_what_cannot_be_baked_is_refused_with_a_reason(image: bytes, credential: bytes, why: str) -> None:
    with pytest.raises(CannotBake, match=re.escape(why)):
        bake(image, credential)


def test_the_commands(tmp_path: Path, fairmark: Run) -> None:
    image, credential, baked = tmp_path / "a.png", tmp_path / "a.json", tmp_path / "baked.png"
    image.write_bytes(IMAGES["png"])
    credential.write_bytes(as_json(badge()))
    assert fairmark("bake", image, credential, "--output", baked).exit_code == 0
    assert fairmark("unbake", baked).stdout_bytes == credential.read_bytes()
    refused = fairmark("bake", baked, credential, "--output", baked)
    assert (refused.exit_code, "--overwrite" in refused.output) == (2, True)
    assert fairmark("bake", baked, credential, "--output", baked, "--overwrite").exit_code == 0
    assert fairmark("unbake", baked, "--output", tmp_path / "out.json").exit_code == 0
    assert (tmp_path / "out.json").read_bytes() == credential.read_bytes()
    nothing = fairmark("unbake", image)
    assert (nothing.exit_code, "carries no credential" in nothing.output) == (2, True)


# -- other people's images -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("credential", [as_json(badge()), as_token(badge())])
def test_another_baker_reads_ours_and_we_read_its(credential: bytes) -> None:
    words, is_json = credential.decode(), credential.startswith(b"{")
    names = {"element": other.SVG_ELEMENT_OB3}
    keyword = other.ITXT_KEYWORD_OB3
    assert other.extract_png(bake(IMAGES["png"], credential), keyword=keyword) == words
    assert other.extract_svg(bake(IMAGES["svg"], credential), text_fallback=True, **names) == words
    assert unbake(other.bake_png(IMAGES["png"], words, keyword=keyword)) == credential
    theirs = other.bake_svg(IMAGES["svg"], words, namespace=other.SVG_NS_OB3, as_text=is_json, **names)
    assert unbake(theirs) == credential
    assert rules(opened(theirs)) == []


ASSERTION = {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://valley.example/a/1"}


@pytest.mark.parametrize(
    "image",
    [
        png(text(compact(ASSERTION), b"openbadges")),
        png(chunk(b"tEXt", b"openbadges\0" + compact(ASSERTION))),
        png(chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(compact(ASSERTION)))),
        svg(
            f'<ob:assertion verify="https://x.example">{compact(ASSERTION).decode()}</ob:assertion>',
            namespace=' xmlns:ob="http://openbadges.org"',
        ),
    ],
)
def test_images_of_open_badges_2_keep_their_form(image: bytes) -> None:
    source = opened(image, "a")
    [member] = source.members
    assert rules(source) == []
    assert (member.name, json.loads(member.data or b"")) == ("a!openbadges", ASSERTION)


def test_the_address_of_an_assertion_is_told_and_not_fetched() -> None:
    by_address = svg('<ob:assertion verify="https://x.example/1"/>', namespace=' xmlns:ob="http://openbadges.org"')
    assert rules(opened(by_address)) == ["FM-INPUT-041"]


def test_what_stands_at_the_address_is_judged_where_it_may_be_looked_up(tmp_path: Path, judged: Judged) -> None:
    badge = tmp_path / "badge.svg"
    badge.write_bytes(
        svg('<ob:assertion verify="https://x.example/1"/>', namespace=' xmlns:ob="http://openbadges.org"')
    )
    (tmp_path / "resources.json").write_text('{"https://x.example/1": "1.json"}', "utf-8")
    (tmp_path / "1.json").write_text('{"@context": "https://w3id.org/openbadges/v1", "type": "Assertion"}', "utf-8")
    assert spoken(judged(badge)) == {"FM-INPUT-041"}
    assert spoken(judged(badge, "--resources", str(tmp_path / "resources.json"))) == {"OB-V2-001"}
    # An image at the address is not opened in turn, or two could lead to one another without end.
    (tmp_path / "1.json").write_bytes(badge.read_bytes())
    assert spoken(judged(badge, "--resources", str(tmp_path / "resources.json"))) == {"FM-INPUT-001"}


@pytest.mark.skipif(not REAL.exists(), reason="the reference data is not beside the project")
@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("mozilla__openbadges-bakery/test/baked.svg", "OB-V2-001"),  # it holds no assertion, but a part of one
        ("mozilla__openbadges-bakery/test/bad-json.svg", "FM-INPUT-001"),
        ("mozilla__openbadges-backpack/test/data/valid-baked.png", "FM-INPUT-041"),
    ],
)
def test_real_images_are_read(name: str, rule: str, judged: Judged) -> None:
    report = judged(REAL / name)
    assert spoken(report) == {rule}
    assert [entry["name"] for entry in report["inputs"]][1] == f"{REAL / name}!openbadges"


# -- in folders and archives -----------------------------------------------------------------------------------------

MIXED = {
    "a.json": as_json(badge()),
    "b.png": GOOD,
    "c.svg": GOOD_SVG,
    "c16.svg": GOOD_SVG.decode().encode("utf-16"),
    "d.jws": as_token(badge()),
    "e": as_token(badge()),
    "photo.png": IMAGES["png"],
    "logo.svg": IMAGES["svg"],
    "cut.png": IMAGES["png"][:40],
    "photo.jpg": b"\xff\xd8\xff\xe0",
}


def filled(folder: Path, members: dict[str, bytes]) -> tuple[Path, Path]:
    """A folder with these files, and an archive with them."""
    folder.mkdir()
    archive = folder.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            (folder / name).write_bytes(data)
            packed.writestr(name, data)
    return folder, archive


def test_badges_are_taken_from_among_pictures(tmp_path: Path, judged: Judged) -> None:
    for place in filled(tmp_path / "badges", MIXED):
        report = judged(place)
        inner = ["a.json", "b.png", "b.png!openbadgecredential", "c.svg", "c.svg!openbadgecredential"]
        inner += ["c16.svg", "c16.svg!openbadgecredential", "d.jws", "e"]
        assert list(verdicts(report)) == [str(place), *(f"{place}!{name}" for name in inner)]
        [left_out] = [f for f in report["findings"] if f["rule"] == "FM-INPUT-019"]
        assert left_out["samples"][0]["observed"] == "2 .png, 1 .jpg, 1 .svg"
        assert not report["partial"]


def test_a_bad_badge_in_an_image_makes_the_folder_fail(tmp_path: Path, judged: Judged) -> None:
    forged = as_json(badge()).replace(b"Valley", b"Volley")
    for place in filled(tmp_path / "badges", {"a.png": bake(IMAGES["png"], forged), "b.json": as_json(badge())}):
        report = judged(place)
        assert verdicts(report)[str(place)] == verdicts(report)[f"{place}!a.png"] == "fail"
        assert verdicts(report)[f"{place}!b.json"] == "pass"


def test_what_a_glance_into_an_archive_may_unpack_is_bounded(tmp_path: Path) -> None:
    from fairmark.validators.readers.zip_archive import open_zip

    bomb = IMAGES["png"][:33] + chunk(b"IDAT", bytes(1 << 22)) + IMAGES["png"][33:]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in ("a.png", "b.png"):
            packed.writestr(name, bomb)
    stream.seek(0)
    archive = open_zip("x.zip", stream, Limits(total=1 << 20))
    assert rules(archive) == ["FM-INPUT-015", "FM-INPUT-016"], "taken for data, since the end was not looked for"


# -- compact JWS -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.jws", "a.jwt", "a.txt", "a.1ob", "a.json"])
@pytest.mark.parametrize("shape", ["{}", "{}\n", "\ufeff{}\r\n", '"{}"\n'])
def test_a_compact_jws_is_read_as_its_payload(name: str, shape: str) -> None:
    source = opened(shape.format(token()).encode(), name)
    assert source.token == token()
    assert json.loads(source.data or b"")["id"] == badge()["id"]
    assert (source.size, source.sha256) == (
        len(shape.format(token()).encode()),
        of_bytes("", shape.format(token()).encode()).sha256,
    )


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[1]", b'"ey"', b"every.word.here", b"eye.opening", b"a,b\n1,2\n", b"null"]
)
def test_other_texts_are_left_alone(data: bytes) -> None:
    assert opened(data, "a.txt") == of_bytes("a.txt", data)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.jws", token().rpartition(".")[0], "it does not have three segments"),
        ("a.txt", token() + ".e30.e30", "it does not have three segments"),
        ("a.txt", token() + "=", "a segment is not base64url"),
        ("a.jws", "eyJhbGciOiJub25lIn0.eyJ9a.", "its payload is cut"),
        ("a.jws", "eyJhbGciOiJub25lIn0..e30", "its payload is no JSON object"),
        ("a.jwt", "no token at all", "it does not have three segments"),
        ("a.jwt", "\0\ufffd.\0.\0", "a segment is not base64url"),
    ],
)
def test_a_broken_token_is_told_of_as_one(name: str, data: str, why: str, tmp_path: Path, judged: Judged) -> None:
    (tmp_path / name).write_text(data, "utf-8")
    report = judged(tmp_path / name)
    [found] = report["findings"]
    assert (found["rule"], found["samples"][0]["observed"]) == ("OB-JWT-001", why)
    assert rules(opened(png(text(data.encode())))) == (["OB-JWT-001"] if data.startswith("ey") else [])


# -- hostile images --------------------------------------------------------------------------------------------------


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
