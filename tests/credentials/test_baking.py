"""Badges in images: what is baked is found again, by us and by others, alone and among other files."""

from collections.abc import Callable
import io
import json
from pathlib import Path
import re
from typing import Any
import zipfile
import zlib

from credentials.opening import IMAGES, Judged, as_json, as_token, compact, opened, rules, spoken
from openbadgeslib import baking as other
import pytest

from conftest import SHARED, Run
from credential_twins.baking import ENTITIES, GOOD, GOOD_SVG, NAMESPACE, SVG_1_1, chunk, png, sealed, svg, text, token
from credential_twins.samples import badge, record
from credential_twins.signing import Json, embedded
from fairmark.validators.issuing.baking import AlreadyBaked, CannotBake, bake, unbake
from fairmark.validators.readers.limits import Limits

REAL = SHARED / "data" / "credentials"
AWKWARD = "A ]]> and ]]]]>> and <b>&amp;</b> — é 名 \U0001f393 \ufffe"


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
