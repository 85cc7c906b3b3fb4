"""Status lists: an index that tells nothing, statuses that others see, versions of one credential, two processes."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
import json
from multiprocessing import get_context
from pathlib import Path

import pytest

from fairmark.validators.issuing import register
from fairmark.validators.issuing.award import Progress
from fairmark.validators.issuing.badge import badge as unsigned
from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.issuer import Issuer
from fairmark.validators.issuing.publishing import publish
from fairmark.validators.issuing.terms import Json
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.status import SHORTEST, decode_bitstring
from issuers import FRAMEWORK, HTTPS, award, badge, issue_and_revoke, issuer, resources, stop_half_way

LIST = "status/revocation-1.json"


def findings(judged: Callable[..., Json], credential: Json, by: Issuer, folder: Path) -> list[str]:
    """The rules that speak about a credential, strictly, with what its issuer publishes now."""
    folder.mkdir(exist_ok=True)
    path = folder / "credential.json"
    path.write_text(json.dumps(credential), "utf-8")
    report = judged(path, "--strictness", "strict", "--resources", resources(by, folder / "web"))
    return sorted(finding["rule"] for finding in report["findings"])


def places(by: Issuer) -> list[int]:
    with by.register() as held:
        return [entry.place for entry in held.entries()]


def set_in(path: Path) -> list[int]:
    """The indexes that a published list has set."""
    octets = decode_bitstring(json.loads(path.read_bytes())["credentialSubject"]["encodedList"])
    return [index for index in range(octets.entries()) if octets.status(index)]


# -- statuses --------------------------------------------------------------------------------------------------------


def test_revoking_is_seen_and_is_for_ever(judged: Callable[..., Json], tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    one, other = badge(by), badge(by)
    by.revoke(one["id"])
    assert findings(judged, one, by, tmp_path / "a") == ["OB-STATUS-001"]
    assert findings(judged, other, by, tmp_path / "a") == []
    for change in (by.revoke, by.reinstate, by.suspend, by.reissue):
        with pytest.raises(CannotIssue, match="revoked, which is for ever"):
            change(one["id"])


def test_a_suspension_ends(judged: Callable[..., Json], tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    one = badge(by, purpose="suspension")
    by.suspend(one["id"])
    assert findings(judged, one, by, tmp_path / "a") == ["OB-STATUS-004"]
    by.reinstate(one["id"])
    assert findings(judged, one, by, tmp_path / "a") == []
    by.revoke(one["id"])
    assert findings(judged, one, by, tmp_path / "a") == ["OB-STATUS-004"]
    with pytest.raises(CannotIssue, match="for ever"):
        by.reinstate(one["id"])


def test_what_a_credential_does_not_provide_for_is_refused(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    with pytest.raises(CannotIssue, match="can only be revoked"):
        by.suspend(badge(by)["id"])
    with pytest.raises(CannotIssue, match="without status"):
        by.revoke(badge(by, purpose="")["id"])
    with pytest.raises(CannotIssue, match="no credential with that id"):
        by.revoke("urn:uuid:nobody")


def test_the_list_has_the_revoked_index_and_no_other(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    ids = [badge(by)["id"] for _ in range(3)]
    by.revoke(ids[1])
    publish(by, tmp_path / "out")
    assert set_in(tmp_path / "out" / LIST) == [places(by)[1]]


# -- indexes ---------------------------------------------------------------------------------------------------------


def test_an_index_is_never_anothers(tmp_path: Path) -> None:
    drawn = iter([5, 5, 5, 7, 7, 5, 9])
    by = Issuer(issuer(tmp_path / "issuer").folder, choose=lambda below: next(drawn))
    for _ in range(3):
        badge(by)
    assert places(by) == [5, 7, 9]


def test_indexes_are_drawn_from_the_whole_list(tmp_path: Path) -> None:
    asked = []
    by = Issuer(issuer(tmp_path / "issuer").folder, choose=lambda below: asked.append(below) or 0)
    badge(by)
    assert asked == [SHORTEST]


def test_a_list_that_is_half_full_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "FULL", 2)
    by = issuer(tmp_path / "issuer")
    lists = [badge(by)["credentialStatus"]["statusListCredential"] for _ in range(5)]
    assert [url.rpartition("-")[2] for url in lists] == ["1.json", "1.json", "2.json", "2.json", "3.json"]
    badge(by, purpose="suspension")
    assert len([one for one in publish(by, tmp_path / "out") if "/status/" in one.url]) == 4


# -- versions --------------------------------------------------------------------------------------------------------


def test_a_newer_version_keeps_id_status_and_award(judged: Callable[..., Json], tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    awarded = datetime(2026, 5, 1, 9, tzinfo=UTC)
    old = badge(by, award=award(results=(Progress(status="InProgress"),)), awarded=awarded)
    further = award(results=(Progress(status="Completed"),))
    done = by.reissue(old["id"], lambda profile, stamp: unsigned(further, FRAMEWORK, profile, stamp))
    new = json.loads(done.content)
    assert (new["id"], new["awardedDate"]) == (old["id"], "2026-05-01T09:00:00Z")
    assert new["credentialStatus"] == old["credentialStatus"]
    assert datetime.fromisoformat(new["validFrom"]) > datetime.fromisoformat(old["validFrom"])
    assert new["credentialSubject"]["result"][0]["status"] == "Completed"
    assert findings(judged, new, by, tmp_path / "a") == []
    by.revoke(old["id"])
    assert findings(judged, new, by, tmp_path / "a") == ["OB-STATUS-001"]
    assert findings(judged, old, by, tmp_path / "a") == ["OB-STATUS-001"]
    assert len(places(by)) == 1


def test_a_newer_version_may_take_the_other_form(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    old = badge(by)
    claims = jws.decode(by.reissue(old["id"], form="jwt").content.decode()).claims
    assert (claims["jti"], claims["iss"]) == (old["id"], HTTPS)
    assert "proof" not in claims


def test_a_version_is_never_as_old_as_the_one_it_replaces(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    first = datetime(2026, 6, 1, 12, 0, 0, 250_000, tzinfo=UTC)
    times = iter([first, first, first + timedelta(seconds=0.75)])
    waited: list[float] = []
    hasty = Issuer(by.folder, now=lambda: next(times), wait=waited.append)
    old = badge(hasty)
    new = json.loads(hasty.reissue(old["id"]).content)
    assert (old["validFrom"], new["validFrom"]) == ("2026-06-01T12:00:00Z", "2026-06-01T12:00:01Z")
    assert waited == [0.75]
    stopped = Issuer(by.folder, now=lambda: first)
    with pytest.raises(CannotIssue, match="clock"):
        stopped.reissue(old["id"])


def test_what_has_expired_is_not_signed_anew_as_it_was(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    short = award(valid_until=datetime(2026, 6, 1, 14, tzinfo=UTC))
    old = badge(by, award=short)
    with pytest.raises(CannotIssue, match="expired"):
        by.reissue(old["id"])
    assert by.reissue(old["id"], lambda profile, stamp: unsigned(award(), FRAMEWORK, profile, stamp))


def test_nobody_is_awarded_tomorrow(tmp_path: Path) -> None:
    with pytest.raises(CannotIssue, match="future"):
        badge(issuer(tmp_path / "issuer"), awarded=datetime(2027, 1, 1, tzinfo=UTC))


def test_what_cannot_be_finished_is_not_issued(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")

    def refuse(content: bytes) -> bytes:
        raise CannotIssue("the image is damaged")

    with pytest.raises(CannotIssue, match="damaged"):
        badge(by, finish=refuse)
    assert places(by) == []


# -- two processes at once, and one that is killed -------------------------------------------------------------------


def test_processes_take_turns(tmp_path: Path) -> None:
    """They draw from eight indexes, so that they would collide if they did not wait for each other; the list that is
    published last has everything."""
    folder = issuer(tmp_path / "issuer").folder
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        ids = [one for found in pool.map(issue_and_revoke, [folder] * 2) for one in found]
    by = Issuer(folder)
    assert len(set(ids)) == len(set(places(by))) == 6
    assert set_in(tmp_path / "out" / LIST) == sorted(places(by))


def test_a_process_that_is_killed_half_way_leaves_nothing(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    badge(by)
    spawned = get_context("spawn")
    signed = spawned.Event()
    process = spawned.Process(target=stop_half_way, args=(by.folder, signed))
    process.start()
    assert signed.wait(60)
    process.kill()
    process.join()
    assert len(places(by)) == 1
    assert badge(by)
    assert len(places(by)) == 2


def test_a_register_that_is_damaged_or_missing_is_said(tmp_path: Path) -> None:
    by = issuer(tmp_path / "issuer")
    path = by.folder / register.FILE
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(CannotIssue, match="damaged"):
        badge(by)
    path.unlink()
    with pytest.raises(CannotIssue, match="no issuer's directory"):
        badge(by)
