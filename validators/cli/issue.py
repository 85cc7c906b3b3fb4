"""`fairmark issue`: an issuer's directory, and what is issued from it."""

from collections.abc import Callable
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fairmark.validators.cli.reporting import FILE, FOLDER, NEW_FILE, write_whole
from fairmark.validators.core.usage import WrongUsage

if TYPE_CHECKING:
    from fairmark.validators.issuing.issuer import Issued, Issuer

Function = TypeVar("Function", bound=Callable[..., Any])

KINDS = ("ed25519", "p256", "rsa")
NEW_FOLDER = click.Path(file_okay=False, path_type=Path)

locked = click.option("--passphrase-file", type=FILE, help="File whose first line is the passphrase of the keys.")
published = click.option("--publish", "out", type=NEW_FOLDER, help="Write the issuer's documents here at once.")


def making(command: Function) -> Function:
    """The options of every command that makes a credential."""
    options = (
        click.option("--form", type=click.Choice(["embedded", "jwt"]), help="Embedded proof (the default) or VC-JWT."),
        click.option("--key", default="", metavar="NAME", help="Sign with this key, not with the newest one."),
        click.option("--output", type=NEW_FILE, help="Write the credential here."),
        click.option(
            "--bake",
            "image",
            type=FILE,
            help="PNG or SVG to bake it into, instead of what it carries; the output is the baked image.",
        ),
        locked,
    )
    for option in reversed(options):
        command = option(command)
    return command


class Files(click.Group):
    """A group of commands for which a file that cannot be read or written is the user's business, not a fault."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except OSError as error:
            raise WrongUsage(f"cannot read or write {error.filename}: {error.strerror}") from None


@click.group(cls=Files)
def issue() -> None:
    """Issue Open Badges 3.0 and CLR 2.0 credentials from an issuer's directory, revoke them and issue them anew."""


# -- the directory ---------------------------------------------------------------------------------------------------


@issue.command()
@click.argument("directory", type=NEW_FOLDER, metavar="DIR")
@click.option("--issuer-id", "identifier", required=True, metavar="ID", help="https address, did:web:..., or did:key.")
@click.option("--name", required=True, help="What the issuer is called.")
@click.option("--url", default="", help="The issuer's page for people.")
@click.option("--email", default="", help="Where the issuer can be reached.")
@click.option("--description", default="", help="What the issuer is.")
@click.option("--base", default="", metavar="URL", help="What the addresses of status lists and keys begin with.")
@click.option(
    "--key", "kinds", type=click.Choice(KINDS), multiple=True, default=("ed25519", "rsa"), help="Kinds of key to make."
)
@locked
def init(directory: Path, kinds: tuple[str, ...], base: str, passphrase_file: Path | None, **profile: str) -> None:
    """Make the issuer's directory DIR, with keys.

    It holds private keys and the register of what was issued: keep it where nobody else can read it, and back it up.
    """
    from fairmark.validators.issuing.issuer import create

    profile = {"id": profile.pop("identifier"), **profile}
    issuer = create(directory, profile, kinds, base=base, passphrase=_passphrase(passphrase_file))
    click.echo(f"Issuer {issuer.profile()['id']} in {directory}", err=True)
    document = issuer.places().document
    if document:
        click.echo(f"Its keys are to answer at {document}: `fairmark issue publish {directory} OUT`", err=True)


@issue.command()
@click.argument("directory", type=FOLDER, metavar="DIR")
@click.argument("out", type=NEW_FOLDER, metavar="OUT")
@locked
def publish(directory: Path, out: Path, passphrase_file: Path | None) -> None:
    """Write into OUT what must stand on the issuer's web site: its keys and its status lists.

    OUT stands for the root of the site; each file is told with its address. OUT/resources.json is for
    `fairmark validate --resources`, to check with what is not on the web yet.
    """
    _publish(_issuer(directory, passphrase_file), out)


@issue.command(name="list")
@click.argument("directory", type=FOLDER, metavar="DIR")
def list_(directory: Path) -> None:
    """List what was issued: id, kind, form, standing, validFrom and key, separated by tabs."""
    with _issuer(directory, None).register() as register:
        for entry in register.entries():
            row = (entry.id, entry.kind, entry.form, entry.standing.value, entry.valid_from, entry.key)
            click.echo("\t".join(row))


# -- issuing ---------------------------------------------------------------------------------------------------------


@issue.command()
@click.argument("directory", type=FOLDER, metavar="DIR")
@click.argument("request", type=FILE, metavar="REQUEST")
@making
def badge(directory: Path, request: Path, passphrase_file: Path | None, form: str | None, key: str, **out: Any) -> None:
    """Issue the badge that the JSON file REQUEST asks for: a competency of a CASE package, attained by somebody."""
    from fairmark.validators.issuing.request import read_badge

    wanted, issuer = read_badge(request), _issuer(directory, passphrase_file)
    done = issuer.badge(
        wanted.award,
        wanted.framework,
        form=form or "embedded",
        key=key,
        purpose=wanted.purpose,
        awarded=wanted.awarded,
        finish=_finish(**out),
    )
    _hand_over(done, **out)


@issue.command()
@click.argument("directory", type=FOLDER, metavar="DIR")
@click.argument("request", type=FILE, metavar="REQUEST")
@making
def record(
    directory: Path, request: Path, passphrase_file: Path | None, form: str | None, key: str, **out: Any
) -> None:
    """Issue the record (CLR) that the JSON file REQUEST asks for: signed credentials, and the tree they stand in."""
    from fairmark.validators.issuing.request import read_record

    wanted, issuer = read_record(request), _issuer(directory, passphrase_file)
    done = issuer.record(
        wanted.compilation,
        form=form or "embedded",
        key=key,
        purpose=wanted.purpose,
        awarded=wanted.awarded,
        finish=_finish(**out),
    )
    _hand_over(done, **out)


@issue.command()
@click.argument("directory", type=FOLDER, metavar="DIR")
@click.argument("identifier", metavar="ID")
@click.argument("request", type=FILE, metavar="[REQUEST]", required=False)
@making
def reissue(
    directory: Path,
    identifier: str,
    request: Path | None,
    passphrase_file: Path | None,
    form: str | None,
    key: str,
    **out: Any,
) -> None:
    """Issue a newer version of the credential ID: a later validFrom, the same id, status and awardedDate.

    With REQUEST its content is made anew, as when a learner has come further; without, it is only signed anew.
    """
    issuer = _issuer(directory, passphrase_file)
    draft = _draft(issuer, identifier, request) if request else None
    done = issuer.reissue(identifier, draft, form=form or "", key=key, finish=_finish(**out))
    _hand_over(done, **out)


def _draft(issuer: "Issuer", identifier: str, request: Path) -> Any:
    from fairmark.validators.issuing import badge, record
    from fairmark.validators.issuing.request import read_badge, read_record

    with issuer.register() as register:
        kind = register.entry(identifier).kind
    if kind == "badge":
        asked = read_badge(request)
        return lambda profile, stamp: badge.badge(asked.award, asked.framework, profile, stamp)
    compiled = read_record(request)
    return lambda profile, stamp: record.record(compiled.compilation, profile, stamp)


# -- standing --------------------------------------------------------------------------------------------------------


@issue.command()
@click.argument("directory", type=FOLDER, metavar="DIR")
@click.argument("identifier", metavar="ID")
@published
@locked
def revoke(directory: Path, identifier: str, out: Path | None, passphrase_file: Path | None) -> None:
    """Revoke the credential ID for ever."""
    issuer = _issuer(directory, passphrase_file)
    issuer.revoke(identifier)
    _tell_standing(issuer, f"Revoked {identifier}", directory, out)


@issue.command()
@click.argument("directory", type=FOLDER, metavar="DIR")
@click.argument("identifier", metavar="ID")
@published
@locked
def suspend(directory: Path, identifier: str, out: Path | None, passphrase_file: Path | None) -> None:
    """Suspend the credential ID until it is reinstated; its request must have had "status": "suspension"."""
    issuer = _issuer(directory, passphrase_file)
    issuer.suspend(identifier)
    _tell_standing(issuer, f"Suspended {identifier}", directory, out)


@issue.command()
@click.argument("directory", type=FOLDER, metavar="DIR")
@click.argument("identifier", metavar="ID")
@published
@locked
def reinstate(directory: Path, identifier: str, out: Path | None, passphrase_file: Path | None) -> None:
    """End the suspension of the credential ID."""
    issuer = _issuer(directory, passphrase_file)
    issuer.reinstate(identifier)
    _tell_standing(issuer, f"Reinstated {identifier}", directory, out)


def _tell_standing(issuer: "Issuer", done: str, directory: Path, out: Path | None) -> None:
    click.echo(done, err=True)
    if out:
        _publish(issuer, out)
    else:
        click.echo(f"Verifiers learn of it by the status list: `fairmark issue publish {directory} OUT`", err=True)


# -- keys ------------------------------------------------------------------------------------------------------------


@issue.group()
def keys() -> None:
    """The issuer's keys: make new ones, and take old ones out of use."""


@keys.command(name="new")
@click.argument("directory", type=FOLDER, metavar="DIR")
@click.option("--kind", type=click.Choice(KINDS), default="ed25519", help="Kind of key.")
@locked
def new(directory: Path, kind: str, passphrase_file: Path | None) -> None:
    """Make a key, which signs from now on. Publish before you issue with it, or nobody can verify what it signs."""
    made = _issuer(directory, passphrase_file).new_key(kind)
    click.echo(made.name)
    click.echo(f"`fairmark issue publish {directory} OUT` makes it known.", err=True)


@keys.command(name="list")
@click.argument("directory", type=FOLDER, metavar="DIR")
def list_keys(directory: Path) -> None:
    """List the keys: name, kind, state, time of making and verification method, separated by tabs."""
    issuer = _issuer(directory, None)
    places = issuer.places()
    with issuer.register() as register:
        for key in register.issuer_keys():
            click.echo("\t".join((key.name, key.public.kind.jose, key.state.value, key.made, places.method(key))))


@keys.command()
@click.argument("directory", type=FOLDER, metavar="DIR")
@click.argument("name")
def retire(directory: Path, name: str) -> None:
    """Sign no more with the key NAME. What it has signed stays verifiable: its public part stays published."""
    issuer = _issuer(directory, None)
    issuer.retire(name)
    click.echo(f"Retired {name}; its private part, {issuer.private_file(name)}, may be destroyed.", err=True)


@keys.command()
@click.argument("directory", type=FOLDER, metavar="DIR")
@click.argument("name")
def compromised(directory: Path, name: str) -> None:
    """Say that somebody else may have the key NAME: once published, nothing that it has signed verifies any more."""
    signed = _issuer(directory, None).compromise(name)
    click.echo(f"{name} is published no more; {signed} credentials were signed with it last.", err=True)
    click.echo(f"Publish now, and issue those anew: `fairmark issue list {directory}` names them.", err=True)


# -- what the commands share -----------------------------------------------------------------------------------------


def _passphrase(path: Path | None) -> bytes | None:
    from fairmark.validators.issuing.keyring import read_passphrase

    return read_passphrase(path) if path else None


def _issuer(directory: Path, passphrase_file: Path | None) -> "Issuer":
    from fairmark.validators.issuing.issuer import Issuer

    return Issuer(directory, _passphrase(passphrase_file))


def _publish(issuer: "Issuer", out: Path) -> None:
    from fairmark.validators.issuing.publishing import publish as run

    for one in run(issuer, out):
        click.echo(f"{one.path}\t{one.url}")


def _finish(image: Path | None, **_: Any) -> Callable[[bytes], bytes] | None:
    """What is done with a credential before it counts as issued: baking, which may refuse an image."""
    if image is None:
        return None
    from fairmark.validators.issuing.baking import bake

    picture = image.read_bytes()
    return lambda credential: bake(picture, credential, overwrite=True)


def _hand_over(done: "Issued", output: Path | None, **_: Any) -> None:
    """Write what was issued to the file or to standard output."""
    if output:
        try:
            write_whole(output, done.content)
        except WrongUsage as error:
            raise WrongUsage(
                f"{error}; the credential {done.id} is issued all the same: `fairmark issue reissue`"
            ) from None
        click.echo(f"Issued {done.id}: {output}", err=True)
    else:
        sys.stdout.buffer.write(done.content)
        click.echo(f"Issued {done.id}", err=True)
