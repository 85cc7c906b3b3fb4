"""The list of faults, made from their declarations: docs/faults.md."""

from collections.abc import Iterator
import sys

from fairmark.server.faults.fault import FAULTS, Fault, Service

HEAD = """# Faults

Made from the declarations in `server/faults/` by `make docs`; change those, not this page.

`fairmark serve --faults NAME` runs the reference server with one of these faults: everything is right but for that one
fact. The suite must report it by the rule that stands beside it, and by no other: [trust.md](trust.md) has the score.
For the author of a client each says what a client that is not ready for it suffers.
"""


def page() -> str:
    """The page as Markdown: a chapter for each service, in it a section for each topic."""
    services: dict[str, list[Fault]] = {}
    for fault in FAULTS.values():
        services.setdefault(fault.service.name, []).append(fault)
    return HEAD + "".join(part for faults in services.values() for part in _chapter(faults[0].service, faults))


def _chapter(service: Service, faults: list[Fault]) -> Iterator[str]:
    yield f"\n## {service.title}\n\n{service.about}\n"
    topics: dict[str, list[Fault]] = {}
    for fault in faults:
        topics.setdefault(fault.topic, []).append(fault)
    for topic, of_topic in sorted(topics.items()):
        about = " ".join((sys.modules[topic].__doc__ or "").split())
        yield f"\n### {topic.rpartition('.')[2].replace('_', ' ').capitalize()}\n\n{about}\n\n"
        yield "| Fault | Breaks | What is wrong | What a consumer suffers |\n| --- | --- | --- | --- |\n"
        for fault in of_topic:
            broken = ", ".join((fault.breaks, *fault.also))
            yield f"| {_name(fault)} | {broken} | {_cell(fault.what)} | {_cell(fault.harm)} |\n"


def _name(fault: Fault) -> str:
    marks = ["guarded"] if fault.guarded else []
    if fault.profiles != fault.service.profiles:
        marks.append(f"{', '.join(fault.profiles)} only")
    return f"`{fault.name}`" + (f" ({', '.join(marks)})" if marks else "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
