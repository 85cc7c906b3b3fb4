"""The roster of the small district as OneRoster 1.2 tables."""

from collections.abc import Mapping, Sequence
import csv
import io

from suites.scl.frameworks import named

from fairmark.schemas.oneroster import tables

LEARNERS: Mapping[str, tuple[str, str, str, str]] = {
    "ada": ("Ada", "Quarshie", "09", "north"),
    "ben": ("Ben", "Castellanos", "06", "north"),
    "cleo": ("Cleo", "Vantongeren", "06", "south"),
    "dan": ("Dan", "Okonjo", "05", "south"),
}
"""Learner to given name, family name, grade and school."""
STAFF = {
    "teacher": ("Tove", "Lindqvist", "north"),
    "other": ("Omar", "Haddadi", "south"),
    "moderator": ("Mina", "Sorokina", "north"),
}

Table = list[dict[str, str]]


def person(seed: int, name: str) -> str:
    return f"urn:uuid:{named(seed, name)}"


def roster(seed: int) -> dict[str, Table]:
    """Table to rows; columns that are not named are empty."""
    users, roles = [], []
    people = [(name, *LEARNERS[name], "student") for name in LEARNERS]
    people += [(name, given, family, "", school, "teacher") for name, (given, family, school) in STAFF.items()]
    for number, (name, given, family, grade, school, role) in enumerate(people, 1):
        users.append(
            {
                "sourcedId": named(seed, name),
                "enabledUser": "true",
                "username": f"{given}.{family}".lower(),
                "givenName": given,
                "familyName": family,
                "email": f"{given}.{family}@district.example".lower(),
                "identifier": f"9{number:06}",
                "grades": grade,
                "userMasterIdentifier": named(seed, f"master {name}"),
                "primaryOrgSourcedId": named(seed, school),
            }
        )
        roles.append(
            {
                "sourcedId": named(seed, f"role {name}"),
                "userSourcedId": named(seed, name),
                "roleType": "primary",
                "role": role,
                "orgSourcedId": named(seed, school),
            }
        )
    district = named(seed, "district")
    schools = [
        {"sourcedId": named(seed, each), "name": each.title(), "type": "school", "parentSourcedId": district}
        for each in ("north", "south")
    ]
    return {
        "manifest": [
            {"propertyName": "manifest.version", "value": "1.0"},
            {"propertyName": "oneroster.version", "value": "1.2"},
            *(
                {"propertyName": f"file.{table}", "value": "bulk" if table in ("orgs", "users", "roles") else "absent"}
                for table in tables("1.2")
            ),
        ],
        "orgs": [{"sourcedId": district, "name": "Example District", "type": "district"}, *schools],
        "users": users,
        "roles": roles,
    }


COLUMNS: Mapping[str, Sequence[str]] = {
    "manifest": ("propertyName", "value"),
    "orgs": ("sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"),
    "users": (
        *("sourcedId", "status", "dateLastModified", "enabledUser", "username", "userIds", "givenName", "familyName"),
        *("middleName", "identifier", "email", "sms", "phone", "agentSourcedIds", "grades", "password"),
        *("userMasterIdentifier", "resourceSourcedIds", "preferredGivenName", "preferredMiddleName"),
        *("preferredFamilyName", "primaryOrgSourcedId", "pronouns"),
    ),
    "roles": (
        *("sourcedId", "status", "dateLastModified", "userSourcedId", "roleType", "role", "beginDate", "endDate"),
        *("orgSourcedId", "userProfileSourcedId"),
    ),
}


def written(table: str, rows: Table) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS[table], restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
