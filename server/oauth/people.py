"""Who may log in: people are made by the administrator, and known by their password.

A password is hashed with scrypt (RFC 7914), which costs a guesser 32 MB and a tenth of a second for each guess: unlike
tokens, passwords may be such that people can remember them.
"""

from datetime import UTC, datetime
import secrets
import unicodedata

from werkzeug.security import check_password_hash, generate_password_hash

from fairmark.server.storage.people import LoginTaken, People, Person
from fairmark.validators.core.usage import WrongUsage

COST = "scrypt:32768:8:1"
SHORTEST, LONGEST = 10, 200
"""Characters of a password."""

LONGEST_LOGIN, LONGEST_NAME = 100, 200

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that looks like another one."""

NOBODY = generate_password_hash("", COST)
"""What the password is held against where there is no such person, so that this takes as long."""


def new_password() -> str:
    """A password that nobody guesses (99 bits), in groups that can be read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


def add(people: People, login: str, name: str, password: str) -> Person:
    """A new person, who logs in by that name and password; WrongUsage for what cannot be one."""
    called = login_of(login)
    if not called.isprintable() or not 0 < len(called) <= LONGEST_LOGIN:
        raise WrongUsage(f"a person needs a login name of at most {LONGEST_LOGIN} characters")
    shown = name.strip() or login.strip()
    if not shown.isprintable() or len(shown) > LONGEST_NAME:
        raise WrongUsage(f"a name has at most {LONGEST_NAME} characters, on one line")
    person = Person(f"person-{secrets.token_hex(12)}", called, shown, hash_of(password), datetime.now(UTC))
    try:
        people.add(person)
    except LoginTaken:
        raise WrongUsage("there is a person with this login name already") from None
    return person


def hash_of(password: str) -> str:
    """What is kept of a password; WrongUsage for one that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WrongUsage(f"a password has {SHORTEST} to {LONGEST} characters")
    return generate_password_hash(_normal(password), COST)


def authenticated(people: People, login: str, password: str) -> Person | None:
    """The person with that login name and password. It takes the same time whether there is such a person or not."""
    person = people.with_login(login_of(login))
    is_theirs = check_password_hash(person.password if person else NOBODY, _normal(password))
    return person if is_theirs and person else None


def login_of(typed: str) -> str:
    """A login name as it is kept: without regard to case and to spaces around it."""
    return _normal(typed).strip().casefold()


def _normal(text: str) -> str:
    """One spelling of each character, however a keyboard makes it (NIST SP 800-63B section 3.1.1.2)."""
    return unicodedata.normalize("NFKC", text)
