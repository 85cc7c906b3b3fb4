"""Proof sets and chains: which proofs a document carries, and over what each was made (VC Data Integrity 1.0 section
4.3, Add Proof Set/Chain, and 4.5, Verify Proof Sets and Chains)."""

from collections.abc import Mapping
from dataclasses import dataclass

from fairmark.validators.proofs.errors import MalformedProof

MOST_PROOFS = 20


@dataclass(frozen=True, slots=True)
class ProofInput:
    """One proof, its place among the document's proofs, and the document that it secures: without any proof, or in a
    chain with the proofs that it builds on. `builds_on` are their places."""

    place: int
    proof: Mapping[str, object]
    document: Mapping[str, object]
    builds_on: tuple[int, ...]


def proofs_of(document: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    """The proofs of a document in order, none if there are none; MalformedProof if one is no object."""
    value = document.get("proof", [])
    proofs = value if isinstance(value, list) else [value]
    if len(proofs) > MOST_PROOFS:
        raise MalformedProof(f"there are more than {MOST_PROOFS} proofs")
    if not all(isinstance(proof, Mapping) for proof in proofs):
        raise MalformedProof("a proof is no JSON object")
    return tuple(proofs)


def inputs_of(document: Mapping[str, object]) -> tuple[ProofInput, ...]:
    """What to verify, proof by proof; MalformedProof for a `previousProof` that leads nowhere or in a circle."""
    proofs = proofs_of(document)
    bare = {name: value for name, value in document.items() if name != "proof"}
    places = _places(proofs)
    chains = tuple(_previous(proof, places) for proof in proofs)
    _refuse_circles(chains)
    return tuple(
        ProofInput(place, proof, {**bare, "proof": [proofs[before] for before in chain]} if chain else bare, chain)
        for place, (proof, chain) in enumerate(zip(proofs, chains, strict=True))
    )


def holding(results: Mapping[int, bool], inputs: tuple[ProofInput, ...]) -> frozenset[int]:
    """The places of the proofs that hold: verified themselves (`results`), and so are all that they build on."""
    held: set[int] = set()
    for _ in inputs:
        held |= {each.place for each in inputs if results.get(each.place, False) and held.issuperset(each.builds_on)}
    return frozenset(held)


def _places(proofs: tuple[Mapping[str, object], ...]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, proof in enumerate(proofs):
        identifier = proof.get("id")
        if isinstance(identifier, str):
            if identifier in places:
                raise MalformedProof("two proofs have the same id")
            places[identifier] = place
    return places


def _previous(proof: Mapping[str, object], places: Mapping[str, int]) -> tuple[int, ...]:
    value = proof.get("previousProof", [])
    names = value if isinstance(value, list) else [value]
    found = []
    for name in names:
        if not isinstance(name, str) or name not in places:
            raise MalformedProof("previousProof names no proof of this document")
        found.append(places[name])
    return tuple(sorted(set(found)))


def _refuse_circles(chains: tuple[tuple[int, ...], ...]) -> None:
    settled: set[int] = set()
    for _ in chains:
        settled |= {place for place, chain in enumerate(chains) if settled.issuperset(chain)}
    if len(settled) < len(chains):
        raise MalformedProof("previousProof leads in a circle")
