"""`fairmark watch`."""

from pathlib import Path
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from fairmark.validators.cli.reporting import FOLDER, NEW_FOLDER, exit_code, write_whole
from fairmark.validators.cli.validate import judged, validate
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.source import MissingInput
from fairmark.validators.reports import FORMATS, render

if TYPE_CHECKING:
    from fairmark.validators.inbox import Export, Inbox

USUAL = ("html", "json")
"""Forms of the reports where nobody asks for others."""


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("inbox", type=FOLDER, metavar="FOLDER")
@click.argument("choices", nargs=-1, type=click.UNPROCESSED, metavar="[-- OPTIONS OF VALIDATE]")
@click.option("--reports", required=True, type=NEW_FOLDER, help="Folder for the reports. It must not lie in FOLDER.")
@click.option("--report", "forms", multiple=True, type=click.Choice(list(FORMATS)), help="Form of the reports.")
@click.option("--accepted", type=NEW_FOLDER, help="Folder that exports are moved to which can be sent.")
@click.option("--rejected", type=NEW_FOLDER, help="Folder that the others are moved to.")
@click.option("--every", type=click.FloatRange(0.1), default=10.0, metavar="SECONDS", help="How often to look.")
@click.option("--settle", type=click.FloatRange(0), default=5.0, metavar="SECONDS", help="How long it must not change.")
@click.option("--once", is_flag=True, help="Judge what is there and exit, as for a scheduled task.")
def watch(
    inbox: Path,
    choices: tuple[str, ...],
    reports: Path,
    forms: tuple[str, ...],
    accepted: Path | None,
    rejected: Path | None,
    every: float,
    settle: float,
    once: bool,
) -> None:
    """Judge every export that is put into FOLDER, and again when it has changed.

    Behind -- stand options of `fairmark validate`. One line on standard output for each export says its verdict; the
    exit status with --once is the worst of them.
    """
    from fairmark.validators.inbox import Inbox

    folders = [folder for folder in (reports, accepted, rejected) if folder]
    _check(inbox, folders, choices)
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    box = Inbox(inbox, reports, 0 if once else settle)
    goals = {True: accepted, False: rejected}
    worst = 0
    while True:
        for export in box.whole():
            worst = max(worst, _judge(box, export, choices, forms or USUAL, goals))
        if once:
            sys.exit(worst)
        time.sleep(every)


def _check(inbox: Path, folders: list[Path], choices: tuple[str, ...]) -> None:
    """WrongUsage where a folder would feed the inbox with what comes out of it, or an option is none of validate."""
    for folder in folders:
        if folder.resolve().is_relative_to(inbox.resolve()):
            raise WrongUsage(f"{folder} lies in the folder that is watched")
    _choices(choices, inbox)


def _choices(choices: tuple[str, ...], path: Path) -> dict[str, Any]:
    """The choices of `fairmark validate` with these options for that input."""
    with validate.make_context("validate", [*choices, "--", str(path)]) as context:
        given = context.params
    if len(given["inputs"]) > 1:
        raise WrongUsage(f"behind -- stand options only, not {given['inputs'][0]!r}")
    return given


def _judge(
    box: "Inbox", export: "Export", choices: tuple[str, ...], forms: tuple[str, ...], goals: dict[bool, Path | None]
) -> int:
    """Judge one export, write its reports, and put it where it belongs. The exit status that validate would have."""
    given = _choices(choices, export.path)
    fail_on, _, _ = (given.pop(name) for name in ("fail_on", "form", "output"))
    try:
        report = judged(**given)
    except MissingInput:  # somebody has taken it away
        return 0
    code = exit_code(report, fail_on)
    for form in forms:
        write_whole(box.reports / f"{export.name}.report{FORMATS[form].suffix}", render(report, form))
    click.echo(report.headline)
    box.note(export)
    goal = goals[code == 0]
    if goal and not box.move(export, goal):
        click.echo(f"{export.name} has changed meanwhile, and stays.", err=True)
    return code
