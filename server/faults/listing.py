"""The list of faults, made from their declarations: docs/faults.md."""

from collections.abc import Iterator
import sys

from fairmark.server.faults.fault import BOTH, FAULTS, Fault
from fairmark.server.faults.security import TOKEN

HEAD = f"""# Faults

Made from the declarations in `server/faults/` by `make docs`; change those, not this page.

`fairmark serve --faults NAME` runs the reference server with one of these faults: everything is right but for that one
fact. The suite must report it by the rule that stands beside it, and by no other: [trust.md](trust.md) has the score.
For the author of a client each says what a client that is not ready for it suffers.

A fault of a server that asks for a token is marked *guarded*; it takes the token `{TOKEN}`. Rules are
explained in [rules/CASE.md](rules/CASE.md).
"""


def page() -> str:
    """The page as Markdown, a section for each topic."""
    return HEAD + "".join(_sections())


def _sections() -> Iterator[str]:
    topics: dict[str, list[Fault]] = {}
    for fault in FAULTS.values():
        topics.setdefault(fault.topic, []).append(fault)
    for topic, faults in sorted(topics.items()):
        about = " ".join((sys.modules[f"{__package__}.{topic}"].__doc__ or "").split())
        yield f"\n## {topic.capitalize()}\n\n{about}\n\n"
        yield "| Fault | Breaks | What is wrong | What a consumer suffers |\n| --- | --- | --- | --- |\n"
        for fault in faults:
            yield f"| {_name(fault)} | {fault.breaks} | {_cell(fault.what)} | {_cell(fault.harm)} |\n"


def _name(fault: Fault) -> str:
    marks = ["guarded"] if fault.guarded else []
    if fault.versions != BOTH:
        marks.append(f"{fault.versions[0]} only")
    return f"`{fault.name}`" + (f" ({', '.join(marks)})" if marks else "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
