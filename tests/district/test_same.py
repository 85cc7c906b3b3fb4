"""The same options write the same bytes, wherever and whenever they are run."""

from collections.abc import Callable
from hashlib import sha256
import os
from pathlib import Path
import subprocess
import sys

import pytest

from fairmark.fixtures.district import District
from fairmark.fixtures.district.chance import Chance
from fairmark.fixtures.district.writing import Wanted, write

Written = Callable[..., Path]

DIGESTS = {
    "export": "9d05e18851b4b14f2ee630a17e4dcd615ea10a02faf7b0a900dbca48e506dc6d",
    "next-month": "d51a94e7d8477d4da4c46c6ddbaacbeb169e86ddf238e16232710983dacaad1a",
    "broken": "30c061dab7016bbfa92943f6877c69ac74c47d610521722a58afdf033f329fc0",
    "gone-wrong": "6566199c2ed06593273b74193b6e644f916ad7f714cfd253cabeb5bc48d952fd",
    "records": "508e129a15f24738a76ae5c8676a1da35ecfa316ae1ac780174b38b4f073a091",
    "canvas": "06bcd4cf8799c8848af373fc366ed08d8086acb82cecc344bfdfb5496e68c154",
}
"""Of the files of the district that everybody means, by folder. They change with what is written, and never else."""

AGAIN = """
import sys
from pathlib import Path
from fairmark.fixtures.district import District
from fairmark.fixtures.district.writing import Wanted, write
list(write(District(seed=5, learners=150), Path(sys.argv[1]), Wanted("1.2", broken=True, later=True, zipped=True)))
"""


def digest(folder: Path) -> str:
    whole = sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", DIGESTS)
def test_every_machine_writes_these_bytes(written: Written, name: str) -> None:
    assert digest(written() / name) == DIGESTS[name]


def test_hashes_of_texts_do_not_matter(tmp_path: Path) -> None:
    """Sets and dicts come in another order in another process: nothing may depend on it."""
    for name, hashes in (("one", "1"), ("two", "2")):
        environment = {**os.environ, "PYTHONHASHSEED": hashes}
        subprocess.run([sys.executable, "-P", "-c", AGAIN, str(tmp_path / name)], check=True, env=environment)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_seed_is_another_district(tmp_path: Path) -> None:
    for seed in (1, 2):
        list(write(District(seed, 100), tmp_path / str(seed), Wanted("1.2")))
    assert digest(tmp_path / "1" / "export") != digest(tmp_path / "2" / "export")


def test_chance_is_a_stream_of_its_own_for_each_purpose() -> None:
    """The first numbers are pinned: they are Python's, seeded by SHA-256."""
    assert [Chance(1, "people", 0).below(1000) for _ in range(2)] == [Chance(1, "people", 0).below(1000)] * 2
    chance = Chance("pinned")
    assert [chance.below(100) for _ in range(5)] == [95, 31, 38, 73, 33]
    assert sorted(Chance("x").shuffled(range(9))) == list(range(9))
