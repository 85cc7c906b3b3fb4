"""`fairmark validate`."""

from pathlib import Path
import sys
from typing import TYPE_CHECKING, Any

import click

from fairmark.validators.cli.reporting import (
    EXPORT,
    FILE,
    FOLDER,
    MISUSED,
    THRESHOLD,
    exit_code,
    read_samples,
    read_time,
    report_options,
    write_report,
)
from fairmark.validators.core.usage import WrongUsage

if TYPE_CHECKING:
    from fairmark.validators.bulk.engine import Engine
    from fairmark.validators.core.report import Report
    from fairmark.validators.core.sharing import Sharing
    from fairmark.validators.judge import Options
    from fairmark.validators.readers.limits import Limits


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--profile", metavar="P", help="Judge as this profile, such as case-1.1, instead of what is recognised.")
@click.option("--kind", metavar="K", help="Read as this kind, such as case-item, instead of what is recognised.")
@report_options
@click.option("--shelf", type=FOLDER, help="CASE packages that inputs refer to.")
@click.option("--xsd", type=FOLDER, help="Schemas of Ed-Fi or PESC to validate XML against.")
@click.option("--previous", type=EXPORT, metavar="OLD", help="The last export or framework, to compare with.")
@click.option("--threshold", "thresholds", multiple=True, metavar="NAME=VALUE", help=THRESHOLD)
@click.option("--resources", type=FILE, help="JSON file: URLs to the files that stand in for them.")
@click.option("--online", is_flag=True, help="Fetch what documents refer to: keys, status lists, contexts.")
@click.option("--allow-private", is_flag=True, help="Follow redirects into private networks.")
@click.option("--limit", "limits", multiple=True, metavar="NAME=VALUE", help="Raise or lower a limit: bytes=2GB.")
@click.option("--recipient", "recipients", multiple=True, metavar="TYPE:VALUE", help="Whose credential it should be.")
@click.option("--recipient-file", type=FILE, help="The same from a file, one a line.")
@click.option("--compare-with", "compared", type=EXPORT, multiple=True, help="What inputs are compared with.")
@click.option("--agreement", type=FILE, help="Which personal data may be sent, as JSON or CSV.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes. All cores where there is much to do.")
@click.option("--engine", metavar="dask://HOST:PORT", help="An existing Dask cluster, instead of processes here.")
@click.option("--show-values", is_flag=True, help="Show personal values in the report. For your own eyes.")
@click.option("--share", is_flag=True, help="Make a report to be shared: hashes stand for identifiers of records.")
@click.option("--share-key", type=FILE, help="Secret of these hashes, so that you can tell whose they are. Implies it.")
def validate(fail_on: str, form: str, output: Path | None, **given: Any) -> None:
    """Judge INPUT: a file, a folder, a zip, - for standard input, or an http(s) URL."""
    report = judged(**given)
    write_report(report, form, output)
    if lacking := not_compared(report, given["previous"]):
        click.echo(f"Nothing was compared with {given['previous']}: no INPUT is {lacking}.", err=True)
        sys.exit(exit_code(report, fail_on) or MISUSED)
    sys.exit(exit_code(report, fail_on))


COMPARED = {
    "previous": (("oneroster",), "a OneRoster package"),
    "earlier": (("case-workbook", "case-csv"), "a framework in a spreadsheet"),
}
"""Options that name what is compared with, to the kinds of input that can be, and what people call these."""


def not_compared(report: "Report", previous: Path | None) -> str:
    """What an input would have to be to be compared with `previous`, where none is; else ""."""
    from fairmark.validators.readers.limits import Limits

    for option in read_previous(previous, Limits()):
        kinds, called = COMPARED[option]
        return "" if any(input.kind in kinds for input in report.inputs) else called
    return ""


def judged(*, inputs: tuple[str, ...], jobs: int | None, engine: str | None, **rest: Any) -> "Report":
    """The report on the inputs, under the options of the command."""
    from fairmark.validators.bulk.run import validate as run
    from fairmark.validators.reports.progress import shown_on

    options = read_options(**rest)
    with shown_on(sys.stderr) as watching:
        return run(inputs, options, watching, jobs=jobs, engine=open_engine(engine))


def open_engine(address: str | None) -> "Engine | None":
    """The cluster at the address; WrongUsage where there is none."""
    if address is None:
        return None
    if not address.startswith("dask://"):
        raise WrongUsage(f"--engine takes an address such as dask://127.0.0.1:8786; not {address!r}")
    from fairmark.validators.bulk.cluster import Cluster

    return Cluster(address)


def read_options(
    *,
    strictness: str,
    profile: str | None,
    kind: str | None,
    samples: str,
    shelf: Path | None,
    xsd: Path | None,
    previous: Path | None,
    thresholds: tuple[str, ...],
    waivers: Path | None,
    baseline: Path | None,
    at: str | None,
    resources: Path | None,
    online: bool,
    allow_private: bool,
    limits: tuple[str, ...],
    recipients: tuple[str, ...],
    recipient_file: Path | None,
    compared: tuple[Path, ...],
    agreement: Path | None,
    show_values: bool,
    share: bool,
    share_key: Path | None,
) -> "Options":
    """The options of the library call; WrongUsage says which value cannot be used."""
    from fairmark.validators.cli.recipients import lines_of, recipient_from
    from fairmark.validators.core.levels import Strictness
    from fairmark.validators.core.profile import profile_named
    from fairmark.validators.core.shelf import EmptyShelf
    from fairmark.validators.exports.thresholds import thresholds_from
    from fairmark.validators.judge import Options
    from fairmark.validators.readers import decisions
    from fairmark.validators.readers.agreement import load_agreement
    from fairmark.validators.readers.limits import limits_from
    from fairmark.validators.readers.shelf import FolderShelf
    from fairmark.validators.readers.sniff import kind_named
    from fairmark.validators.readers.xml_schemas import SchemaFolder

    sharing = read_sharing(share_key) if share or share_key else None
    if sharing and show_values:
        raise WrongUsage("--share and --show-values contradict each other: a report to be shared shows no values")
    stated = limits_from(limits)
    if thresholds and not previous:
        raise WrongUsage("--threshold is about what has changed since an export that --previous names")
    return Options(
        profile=profile_named(profile) if profile else None,
        kind=kind_named(kind) if kind else None,
        strictness=Strictness(strictness),
        samples=read_samples(samples),
        shelf=FolderShelf(shelf, stated) if shelf else EmptyShelf(),
        xsd=SchemaFolder(xsd) if xsd else None,
        **read_previous(previous, stated),
        thresholds=thresholds_from(thresholds),
        waivers=decisions.load_waivers(waivers) if waivers else (),
        waivers_name=str(waivers or ""),
        baseline=decisions.load_baseline(baseline) if baseline else (),
        at=read_time(at) if at else None,
        resources=decisions.load_resources(resources) if resources else {},
        online=online,
        allow_private=allow_private,
        recipients=[recipient_from(text) for text in (*recipients, *lines_of(recipient_file))],
        compared=[str(path) for path in compared],
        agreement=load_agreement(agreement) if agreement else None,
        show_values=show_values,
        sharing=sharing,
        limits=stated,
    )


def read_previous(path: Path | None, limits: "Limits") -> dict[str, Any]:
    """What is at the path that inputs are compared with, as the option that it is: an export in OneRoster CSV, or
    versions of frameworks. WrongUsage where it is neither."""
    from fairmark.validators.exports.last import Export, NoPackage
    from fairmark.validators.readers.spreadsheets.earlier import Earlier, NoFramework

    if path is None:
        return {}
    try:
        return {"previous": Export(path, limits).checked()}
    except NoPackage:
        pass
    try:
        return {"earlier": Earlier(path, limits).checked()}
    except NoFramework:
        raise WrongUsage(
            f"{path} is no export in OneRoster CSV, and no framework: workbook, CSV file or CASE package"
        ) from None


def read_sharing(path: Path | None) -> "Sharing":
    """How to hide records in a report to be shared: with the key in the file, or one that nobody keeps."""
    import secrets

    from fairmark.validators.core.sharing import SHORTEST, Sharing

    if path is None:
        return Sharing(secrets.token_bytes(32))
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise WrongUsage(f"cannot read {path}: {error.strerror}") from None
    if len(key) < SHORTEST:
        raise WrongUsage(f"{path} holds no key: it needs at least {SHORTEST} bytes that nobody can guess")
    return Sharing(key)
