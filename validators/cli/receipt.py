"""`fairmark receipt`: seal a JSON report, and verify such a seal."""

from pathlib import Path
import sys

import click

from fairmark.validators.cli.reporting import FILE, FOUND, NEW_FILE, as_json, write_whole
from fairmark.validators.core.usage import WrongUsage

MAKE = "make"


class Receipts(click.Group):
    """A group whose first command may be left out: `fairmark receipt REPORT.json` makes a receipt."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asks_for_help = args[:1] in (["-h"], ["--help"])
        if args and args[0] not in self.commands and not asks_for_help:
            args = [MAKE, *args]
        return super().parse_args(ctx, args)


@click.group(cls=Receipts)
def receipt() -> None:
    """Seal a JSON report, or verify a seal: `fairmark receipt REPORT.json` is short for `receipt make`."""


@receipt.command(MAKE)
@click.argument("report", type=FILE)
@click.option("--key", type=FILE, help="Private key to sign with, as made by `fairmark receipt key`.")
@click.option("--output", type=NEW_FILE, help="Write the receipt here.")
def make(report: Path, key: Path | None, output: Path | None) -> None:
    """Make a receipt of the JSON report REPORT: digests of target, rules, configuration and result, and a signature."""
    from datetime import UTC, datetime

    from fairmark.validators.compare import receipt as receipts
    from fairmark.validators.compare.written import read_report

    text = as_json(receipts.make(read_report(report), datetime.now(UTC), key))
    if output:
        write_whole(output, text.encode())
        click.echo(f"Receipt: {output}", err=True)
    else:
        click.echo(text, nl=False)


@receipt.command()
@click.argument("receipt", type=FILE)
@click.argument("report", type=FILE, required=False)
@click.option("--public-key", type=FILE, help="Public key that the receipt must be signed with.")
def verify(receipt: Path, report: Path | None, public_key: Path | None) -> None:
    """Verify RECEIPT: that its signature fits, that it was made with --public-key, and that it is of REPORT.

    Exits with 1 when one of them is not so.
    """
    from fairmark.validators.compare import receipt as receipts
    from fairmark.validators.compare.written import read_receipt, read_report
    from fairmark.validators.reports.safe_text import visible

    found = receipts.verify(read_receipt(receipt), read_report(report) if report else None, public_key)
    for checkpoint in found:
        click.echo(visible(checkpoint.says))
    sys.exit(FOUND if any(checkpoint.good is False for checkpoint in found) else 0)


@receipt.command()
@click.option("--output", type=NEW_FILE, required=True, help="Write the private key here, the public one to FILE.pub.")
def key(output: Path) -> None:
    """Make a new Ed25519 key: the private one, to be kept, and beside it the public one, to be handed out."""
    from fairmark.validators.compare.signing import new_key

    public_path = output.with_name(output.name + ".pub")
    for path in (output, public_path):
        if path.exists():
            raise WrongUsage(f"{path} is there already: a key is never overwritten")
    private, public = new_key()
    _write_private(output, private)
    write_whole(public_path, public)
    click.echo(f"Private key: {output}\nPublic key: {public_path}", err=True)


def _write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, where the system has such rights."""
    import os

    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except OSError as error:
        raise WrongUsage(f"cannot write {path}: {error.strerror}") from None
