"""`fairmark displayer-kit`."""

from pathlib import Path

import click

from fairmark.validators.cli.reporting import NEW_FOLDER


@click.command("displayer-kit")
@click.argument("folder", type=NEW_FOLDER)
@click.option("--base", required=True, metavar="URL", help="Where the kit's folder web will answer.")
def displayer_kit(folder: Path, base: str) -> None:
    """Make a kit of badges in FOLDER, good ones and others, by which a displayer of Open Badges is tested.

    Its README.md says what to do with it; `fairmark check answers.json --profile ob-3.0-displayer --kit FOLDER` judges.
    """
    from fairmark.validators.suites.displayers.kit import write

    kit = write(folder, base)
    click.echo(f"Kit: {folder}, {len(kit.badges)} badges; {folder / 'README.md'} says what to do", err=True)
