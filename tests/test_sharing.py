"""What a report to be shared calls records and inputs."""

import pytest

from fairmark.validators.core.privacy import Privacy, redact
from fairmark.validators.core.sharing import Sharing, bare

SHARING = Sharing(b"a key that nobody guesses")


def test_a_hash_tells_identifiers_apart_and_nothing_of_them() -> None:
    hashes = {SHARING.pseudonym(f"s-{number}") for number in range(10_000)}
    assert len(hashes) == 10_000
    assert SHARING.pseudonym("s-1") == SHARING.pseudonym("s-1") != Sharing(b"another key, no less").pseudonym("s-1")
    assert SHARING.pseudonym("") == ""
    assert SHARING.pseudonym("\ud800")
    assert "key" not in repr(SHARING)


@pytest.mark.parametrize("privacy", Privacy)
def test_only_record_keys_look_otherwise(privacy: Privacy) -> None:
    plain, shared = redact("s-1", privacy), redact("s-1", privacy, SHARING)
    assert (plain == shared) == (privacy is not Privacy.RECORD_KEY)
    assert "s-1" not in shared or privacy is Privacy.PUBLIC


def test_of_a_list_each_member_has_its_own_hash() -> None:
    first, second = redact(["s-1", "s-2"], Privacy.RECORD_KEY, SHARING).split(", ")
    assert (first, second) == (SHARING.pseudonym("s-1"), SHARING.pseudonym("s-2"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("/home/rosa.ames/export.zip", "export.zip"),
        (r"C:\Users\Rosa Ames\export.zip", "export.zip"),
        ("export/", "export"),
        ("https://sis.example/ames/export.zip?token=secret#x", "export.zip"),
        ("https://sis.example/", "sis.example"),
        ("-", "-"),
        ("/", "input"),
    ],
)
def test_an_input_is_called_by_its_last_name(name: str, shown: str) -> None:
    assert bare(name) == shown
    assert SHARING.of_inputs([name]).shown(name) == shown


def test_inputs_of_one_name_are_numbered_and_members_keep_their_path() -> None:
    sharing = SHARING.of_inputs(["a/x.zip", "b/x.zip", "c/x.zip", "a/x (2).zip", "we!rd/y", "a/x.zip"])
    assert [sharing.shown(name) for name in ("a/x.zip", "b/x.zip", "c/x.zip")] == ["x.zip", "x (2).zip", "x (3).zip"]
    assert sharing.shown("a/x (2).zip") == "x (2) (2).zip"
    assert sharing.shown("b/x.zip!inner/users.csv") == "x (2).zip!inner/users.csv"
    assert sharing.shown("we!rd/y!z.json") == "y!z.json"
    assert sharing.shown("elsewhere/waivers.toml") == "waivers.toml"
