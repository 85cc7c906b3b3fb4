"""List and delete frameworks."""

import logging
from typing import Any

import orjson

from fairmark.server.admin.writing import LOG, PRIVATE, refused_while_busy
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.serving.logs import note
from fairmark.server.storage.records import Framework, Version


def all_frameworks(call: Call) -> Answer:
    listed = [_framework(framework) for framework in call.context.store.frameworks()]
    return Answer(200, orjson.dumps({"frameworks": listed}), PRIVATE)


def one_framework(call: Call) -> Answer:
    store, identifier = call.context.store, _identifier(call)
    framework = store.framework(identifier)
    if framework is None:
        raise _unknown()
    versions = [_version(version) for version in store.versions(identifier)]
    return Answer(200, orjson.dumps({**_framework(framework), "versions": versions}), PRIVATE)


def delete_framework(call: Call) -> Answer:
    identifier = _identifier(call)
    with refused_while_busy():
        if not call.context.store.remove(identifier):
            raise _unknown()
    note(LOG, logging.INFO, "framework deleted", framework=identifier)
    return Answer(204)


def _identifier(call: Call) -> str:
    identifier = call.path["identifier"]
    if "\0" in identifier:  # PostgreSQL would not even look for it
        raise _unknown()
    return identifier


def _unknown() -> Refusal:
    return Refusal(404, "unknown", "There is no framework with this identifier.")


def _framework(framework: Framework) -> dict[str, Any]:
    return {
        "identifier": framework.identifier,
        "title": framework.title,
        "creator": framework.creator,
        "language": framework.language or None,
        "adoptionStatus": framework.adoption_status or None,
        "version": framework.version,
        "importedAt": framework.imported_at,
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "version": version.number,
        "importedAt": version.imported_at,
        "source": version.source,
        "digest": version.digest,
        "items": version.items,
        "associations": version.associations,
        "repairs": orjson.Fragment(version.repairs),
        "lostIn1_0": orjson.Fragment(version.lost_in_1_0),
    }
