"""RDF Dataset Canonicalization 1.0 (RDFC-1.0), with a bound on its work.

Written here because the canonicalisers at hand have no bound: a graph of ten blank nodes, each linked with each, keeps
them busy for hours. Section numbers below are those of RDFC-1.0.
"""

from collections.abc import Iterable, Iterator, Mapping
import hashlib
from typing import NamedTuple

from fairmark.validators.proofs.errors import TooComplex

MOST_STEPS = 1_000_000
"""Labels tried for blank nodes that look alike, copies of their lists included: about a second. Honest
credentials need hundreds at most, since almost every blank node differs from the others by its own statements."""
DEEPEST = 200
"""How many alike blank nodes may hang together in one chain; each takes a few frames of the interpreter."""


Statement = tuple[str, str, str, str]
"""The four terms of a statement, each in its canonical N-Quads form; the graph is "" for the default graph."""


class Quad(NamedTuple):
    """A statement with names for its terms."""

    subject: str
    predicate: str
    object: str
    graph: str

    def line(self) -> str:
        return _line(*self)


def canonical_n_quads(statements: Iterable[Statement], digest: str = "sha256") -> str:
    """The canonical N-Quads document of a dataset; `digest` names the hash, as hashlib does. TooComplex beyond
    MOST_STEPS or DEEPEST."""
    distinct = set(statements)
    labels = _Labelling(distinct, digest).labels()
    return "".join(sorted(_line(*statement) for statement in _relabelled(distinct, labels)))


def canonical_quads(statements: Iterable[Statement], digest: str = "sha256") -> frozenset[Quad]:
    """The statements of a dataset with its blank nodes named _:c14n0, _:c14n1 ..."""
    distinct = set(statements)
    return relabelled(distinct, _Labelling(distinct, digest).labels())


def relabelled(statements: Iterable[Statement], labels: Mapping[str, str]) -> frozenset[Quad]:
    """The statements with the terms that `labels` names replaced."""
    return frozenset(Quad(*statement) for statement in _relabelled(statements, labels))


def _relabelled(statements: Iterable[Statement], labels: Mapping[str, str]) -> Iterator[Statement]:
    for subject, predicate, object, graph in statements:
        yield labels.get(subject, subject), predicate, labels.get(object, object), labels.get(graph, graph)


def _line(subject: str, predicate: str, object: str, graph: str) -> str:
    """The statement in N-Quads."""
    return f"{subject} {predicate} {object} {graph} .\n" if graph else f"{subject} {predicate} {object} .\n"


class _Issuer:
    """Issues labels in the order of asking (section 4.5)."""

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = {} if issued is None else issued

    def issue(self, blank: str) -> str:
        return self.issued.setdefault(blank, f"_:{self.prefix}{len(self.issued)}")

    def copy(self) -> "_Issuer":
        return _Issuer(self.prefix, dict(self.issued))


class _Labelling:
    """The state of one run of the algorithm (section 4.3)."""

    def __init__(self, statements: Iterable[Statement], digest: str) -> None:
        self.digest = getattr(hashlib, digest)
        self.canonical = _Issuer("c14n")
        self.steps = 0
        self.statements_of: dict[str, list[Statement]] = {}
        for statement in statements:
            subject, _, object, graph = statement
            # Most statements have no blank node, so the terms are looked at one by one: a set of them costs more.
            if subject[0] == "_":
                self.statements_of.setdefault(subject, []).append(statement)
            if object[0] == "_" and object != subject:
                self.statements_of.setdefault(object, []).append(statement)
            if graph and graph[0] == "_" and graph not in (subject, object):
                self.statements_of.setdefault(graph, []).append(statement)
        self.first_degree = {blank: self._first_degree(blank) for blank in self.statements_of}

    def labels(self) -> dict[str, str]:
        """Section 4.4.3: first those that their own statements tell apart, then the rest by their surroundings."""
        alike: dict[str, list[str]] = {}
        for blank, value in self.first_degree.items():
            alike.setdefault(value, []).append(blank)
        for value in sorted(alike):
            if len(alike[value]) == 1:
                self.canonical.issue(alike[value][0])
        for value in sorted(alike):
            if len(alike[value]) > 1:
                self._label_alike(alike[value])
        return self.canonical.issued

    def _label_alike(self, blanks: list[str]) -> None:
        results = []
        for blank in blanks:
            if blank not in self.canonical.issued:
                issuer = _Issuer("b")
                issuer.issue(blank)
                results.append(self._n_degree(blank, issuer, depth=1))
        for _, issuer in sorted(results, key=lambda result: result[0]):
            for blank in issuer.issued:
                self.canonical.issue(blank)

    def _hash(self, text: str) -> str:
        value: str = self.digest(text.encode()).hexdigest()
        return value

    def _first_degree(self, blank: str) -> str:
        """Section 4.6: the statements of one blank node, with itself as _:a and every other as _:z."""

        def masked(term: str) -> str:
            return term if term[:1] != "_" else "_:a" if term == blank else "_:z"

        statements = self.statements_of[blank]
        return self._hash("".join(sorted(_line(masked(s), p, masked(o), masked(g)) for s, p, o, g in statements)))

    def _neighbours(self, blank: str, issuer: _Issuer) -> dict[str, list[str]]:
        """Section 4.8.2 steps 1 to 3: blank nodes beside this one, by what links them (section 4.7)."""
        related: dict[str, list[str]] = {}
        for subject, predicate, object, graph in self.statements_of[blank]:
            for position, term in (("s", subject), ("o", object), ("g", graph)):
                if term[:1] == "_" and term != blank:
                    link = position if position == "g" else position + predicate
                    label = self.canonical.issued.get(term) or issuer.issued.get(term) or self.first_degree[term]
                    related.setdefault(self._hash(link + label), []).append(term)
        return related

    def _n_degree(self, blank: str, issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
        """Section 4.8: the hash of a blank node's surroundings, and the labels given on the way."""
        if depth > DEEPEST:
            raise TooComplex(f"more than {DEEPEST} blank nodes that look alike hang together")
        related = self._neighbours(blank, issuer)
        data = ""
        for value in sorted(related):
            path, issuer = self._shortest_path(related[value], issuer, depth)
            data += value + path
        return self._hash(data), issuer

    def _shortest_path(self, blanks: list[str], issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
        """Section 4.8.2 step 5: the least path over every order of these blank nodes."""
        chosen, chosen_issuer = "", issuer
        for order in _orders(blanks):
            self._count(len(order) + len(issuer.issued))
            for path, trial in self._paths(order, issuer.copy(), depth):  # noqa: B007 - both are used after the loop
                if chosen and path > chosen:
                    # It can only grow, so it stays the greater. (The standard waits until it is as long.)
                    break
            else:
                if not chosen or path < chosen:
                    chosen, chosen_issuer = path, trial
        return chosen, chosen_issuer

    def _paths(self, order: tuple[str, ...], trial: _Issuer, depth: int) -> Iterator[tuple[str, _Issuer]]:
        """The path of one order as it grows, with the labels so far."""
        path, unvisited = "", []
        for blank in order:
            if blank in self.canonical.issued:
                path += self.canonical.issued[blank]
            else:
                if blank not in trial.issued:
                    unvisited.append(blank)
                path += trial.issue(blank)
            yield path, trial
        for blank in unvisited:
            value, after = self._n_degree(blank, trial, depth + 1)
            path += f"{trial.issue(blank)}<{value}>"
            trial = after
            yield path, trial

    def _count(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise TooComplex("its blank nodes look alike in more ways than an honest credential's")


def _orders(blanks: list[str]) -> Iterator[tuple[str, ...]]:
    """Every order of the blank nodes, each once. A node stands among them as often as it is linked in the same way:
    the name of a graph with nine statements about one node nine times, which are 362,880 times the same order."""
    order = sorted(blanks)
    while True:
        yield tuple(order)
        # The next order in the dictionary: raise the last element that has a greater one behind it, by the least.
        rising = next((place for place in range(len(order) - 2, -1, -1) if order[place] < order[place + 1]), None)
        if rising is None:
            return
        greater = next(place for place in range(len(order) - 1, rising, -1) if order[place] > order[rising])
        order[rising], order[greater] = order[greater], order[rising]
        order[rising + 1 :] = reversed(order[rising + 1 :])
