"""Write the pages that are made from the code: `make docs`. A test fails when a committed page differs.

docs/rules/*.md come from the rules' declarations, docs/faults.md from those of the faults, docs/commands.md from the
commands themselves.
"""

from collections.abc import Iterator
from pathlib import Path

import click

from fairmark.server.faults import listing
from fairmark.validators.catalogue import STANDARDS, page
from fairmark.validators.cli import main

HERE = Path(__file__).resolve().parent


def pages() -> dict[Path, str]:
    """Every page with its text."""
    made = {HERE / "rules" / f"{standard}.md": page(standard) for standard in STANDARDS}
    made[HERE / "commands.md"] = commands_page()
    made[HERE / "faults.md"] = listing.page()
    return made


def commands_page() -> str:
    """What `--help` says of every command, as Markdown."""
    parts = ["# Commands\n\nMade from the commands themselves by `make docs`; change those, not this page.\n"]
    for path, command in sorted(_commands(main, "fairmark")):
        context = click.Context(command, info_name=path)
        usage = " ".join((path, *command.collect_usage_pieces(context)))
        parts.append(f"\n## {path}\n\n{_text(command)}\n\n```\n{usage}\n```\n")
        options = [option for option in command.params if isinstance(option, click.Option)]
        if options:
            parts.append("\n| Option | What it does |\n| --- | --- |\n")
            parts += [f"| {_names(option, context)} | {_help(option)} |\n" for option in options]
    return "".join(parts)


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def _text(command: click.Command) -> str:
    return "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))


def _names(option: click.Option, context: click.Context) -> str:
    value = "" if option.is_flag else f" {option.make_metavar(context)}"
    return f"`{', '.join(option.opts)}{value}`".replace("|", "\\|")


def _help(option: click.Option) -> str:
    return (option.help or "").replace("|", "\\|")


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, "utf-8", newline="\n")
