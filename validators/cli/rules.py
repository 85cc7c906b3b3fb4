"""`fairmark rules`: read the catalogue."""

from dataclasses import asdict

import click

from fairmark.validators.cli.reporting import as_json


@click.group()
def rules() -> None:
    """Read the rule catalogue."""


@rules.command("list")
@click.option("--standard", metavar="S", help="Only rules whose id begins with it, such as CASE.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the list.")
def list_rules(standard: str | None, form: str) -> None:
    """List every rule: id, severity, what it checks."""
    from fairmark.validators import catalogue

    chosen = catalogue.all_rules(standard.upper() if standard else None)
    click.echo(as_json(catalogue.rows(chosen)) if form == "json" else catalogue.listing(chosen), nl=False)


@rules.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Say all about RULE: what it checks, why, an example that fails, how to repair."""
    from fairmark.validators import catalogue

    click.echo(catalogue.explanation(catalogue.rule_named(rule)), nl=False)


@rules.command()
@click.option("--standard", default="CASE", metavar="S", help="Standard, as rule ids begin with it.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the table.")
def coverage(standard: str, form: str) -> None:
    """Show every requirement of a standard, and the rules that check it or why none can."""
    from fairmark.validators import catalogue

    table, others = catalogue.coverage(standard.upper())
    if form == "json":
        rows = [asdict(requirement) for requirement in table]
        click.echo(as_json({"requirements": rows, "others": [rule.id for rule in others]}), nl=False)
        return
    for row in table:
        click.echo(f"{row.id}  {row.level:<6} {row.clause}: {row.summary}")
        click.echo(f"    {' '.join(row.rules) or 'untested: ' + row.untestable}")
    tested = sum(bool(row.rules) for row in table)
    click.echo(f"{len(table)} requirements, {tested} of them checked; {len(others)} rules beyond them:")
    click.echo(f"    {' '.join(rule.id for rule in others)}")
