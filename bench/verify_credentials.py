"""Measure the verification of signed badges against other people's, in one run, in turns, and print a Markdown table.

    .venv/bin/python bench/verify_credentials.py

The peer is @digitalcredentials/verifier-core, without registries to look issuers up in. Both sides take parsed
credentials, resolve the did:key, check signature and dates, each on one core. The floor is what nobody can do without:
canonical forms and digests of ready statements by pyoxigraph, and one Ed25519 check. Nothing here asserts a time.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
import hashlib
import json
from pathlib import Path
import platform
import statistics
import subprocess
import time
from typing import IO, cast

from credential_badges import Badge, badges
import pyoxigraph

from fairmark.schemas.credentials import contexts
from fairmark.validators.proofs.data_integrity import signature_of, verify
from fairmark.validators.proofs.json_ld import JsonLd
from fairmark.validators.proofs.proof_sets import inputs_of
from fairmark.validators.proofs.rdf_canonical import Statement, canonical_n_quads
from fairmark.validators.proofs.resolution import resolve

HERE = Path(__file__).resolve().parent
PEER = HERE / "credentials_peer"
FILE = HERE.parent / "build" / "bench" / "badges.ndjson"
BADGES = 100
ROUNDS = 7
NOW = datetime.now(UTC)


class Peer:
    """The other verifier, kept warm; call it for the milliseconds that all badges take."""

    def __init__(self) -> None:
        if not (PEER / "node_modules").exists():
            subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=PEER, check=True)
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(["node", "peer.js", str(FILE)], cwd=PEER, stdin=pipe, stdout=pipe, text=True)
        self._ask = cast(IO[str], self._process.stdin)
        self._answers = cast(IO[str], self._process.stdout)

    def __call__(self) -> float:
        self._ask.write("\n")
        self._ask.flush()
        answer = json.loads(self._answers.readline())
        if answer["verified"] != BADGES:
            raise SystemExit(f"the peer verifies only {answer['verified']} of {BADGES} badges: no fair comparison")
        return float(answer["ms"])

    def close(self) -> None:
        self._process.communicate()


def verified(badge: Badge, json_ld: JsonLd) -> bool:
    """Our side: the signature holds over all of it, by a key of the issuer, and the badge is neither early nor late."""
    starts, ends = (datetime.fromisoformat(badge[name]) for name in ("validFrom", "validUntil"))
    (secured,) = inputs_of(badge)
    method = resolve(str(secured.proof["verificationMethod"]), fetch=_nothing).method
    result = verify(secured.document, secured.proof, method.key, json_ld)
    named = method.controller == badge["issuer"]["id"] and secured.proof["proofPurpose"] == "assertionMethod"
    return result.verified and result.covers_all and named and starts <= NOW < ends


def _nothing(url: str) -> bytes:
    raise SystemExit(f"a did:key needs no network: {url}")


class Stages:
    """The parts of the work, each over all badges, on what the part before it makes."""

    def __init__(self, signed: list[Badge], json_ld: JsonLd) -> None:
        self.json_ld = json_ld
        self.documents: list[Badge] = []
        for badge in signed:
            bare = {name: value for name, value in badge.items() if name != "proof"}
            options = {name: value for name, value in badge["proof"].items() if name != "proofValue"}
            self.documents += [bare, {**options, "@context": badge["@context"]}]
        self.statements = [tuple(json_ld.by_walking(document)[0]) for document in self.documents]
        self.quads = [list(_parsed(statements)) for statements in self.statements]
        key = resolve(signed[0]["proof"]["verificationMethod"], fetch=_nothing).method.key
        self.signatures = [(key, signature_of(badge["proof"], key), self._digests(badge)) for badge in signed]

    def _digests(self, badge: Badge) -> bytes:
        (secured,) = inputs_of(badge)
        key = resolve(str(secured.proof["verificationMethod"]), fetch=_nothing).method.key
        return verify(secured.document, secured.proof, key, self.json_ld).hash_data.combined

    def pyld(self) -> None:
        for document in self.documents:
            self.json_ld.by_pyld(document)

    def walk(self) -> None:
        for document in self.documents:
            self.json_ld.by_walking(document)

    def canonical(self) -> None:
        for statements in self.statements:
            hashlib.sha256(canonical_n_quads(statements).encode()).digest()

    def canonical_by_pyoxigraph(self) -> None:
        for quads in self.quads:
            hashlib.sha256(_canonical(quads)).digest()

    def signature(self) -> None:
        for key, signature, message in self.signatures:
            if not key.verifies(signature, message):
                raise SystemExit("a signature does not hold")

    def check_the_floor(self) -> None:
        for statements, quads in zip(self.statements, self.quads, strict=True):
            if _canonical(quads).decode() != canonical_n_quads(statements):
                raise SystemExit("pyoxigraph has another canonical form: no fair floor")


def _parsed(statements: tuple[Statement, ...]) -> list[pyoxigraph.Quad]:
    text = "".join(" ".join(filter(None, statement)) + " .\n" for statement in statements)
    return list(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS))


def _canonical(quads: list[pyoxigraph.Quad]) -> bytes:
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    text = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS)
    return b"".join(sorted(text.splitlines(keepends=True)))


def timed(part: Callable[[], object]) -> float:
    started = time.perf_counter()
    part()
    return (time.perf_counter() - started) * 1000


def interleaved(sides: dict[str, Callable[[], float]]) -> dict[str, float]:
    """Milliseconds a badge of each side: the median of ROUNDS warm rounds, taken in turns."""
    for side in sides.values():
        side()
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, side in sides.items():
            taken[name].append(side() / BADGES)
    return {name: statistics.median(values) for name, values in taken.items()}


def main() -> None:
    json_ld = JsonLd(contexts.documents())
    signed = badges(BADGES, json_ld)
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text("".join(json.dumps(badge) + "\n" for badge in signed), "utf-8")
    if not all(verified(badge, json_ld) for badge in signed):
        raise SystemExit("our own verdict is not that all badges verify")
    stages = Stages(signed, json_ld)
    stages.check_the_floor()
    peer = Peer()
    parts = {
        "PyLD": stages.pyld,
        "walk": stages.walk,
        "canonical": stages.canonical,
        "pyoxigraph": stages.canonical_by_pyoxigraph,
        "signature": stages.signature,
        "whole": lambda: all(verified(badge, json_ld) for badge in signed),
    }
    took = interleaved({"peer": peer, **{name: lambda part=part: timed(part) for name, part in parts.items()}})
    peer.close()
    whole, floor = took["whole"], took["pyoxigraph"] + took["signature"]
    size = sum(len(statements) for statements in stages.statements) / BADGES
    print(f"Measured {date.today()} on {platform.machine()}, Python {platform.python_version()}, {BADGES} badges,")
    print(f"{FILE.stat().st_size / BADGES / 1000:.1f} kB and {size:.0f} statements each, proof options included.\n")
    print("| Verifying one badge | Measured | Wanted |\n| --- | --- | --- |")
    peers = took["peer"]
    print(f"| verifier-core against us | {peers:.2f} ms / {whole:.3f} ms = {peers / whole:.1f} | at least 5 |")
    print(f"| We against the floor | {whole:.3f} ms / {floor:.3f} ms = {whole / floor:.2f} | at most 2 |")
    print(f"| JSON-LD to statements by PyLD | {took['PyLD']:.2f} ms | |")
    print(f"| JSON-LD to statements by our walk | {took['walk']:.3f} ms | |")
    print(f"| Canonical forms and digests, ours | {took['canonical']:.3f} ms | |")
    print(f"| Canonical forms and digests by pyoxigraph | {took['pyoxigraph']:.3f} ms | |")
    print(f"| The signature | {took['signature']:.3f} ms | |")


if __name__ == "__main__":
    main()
