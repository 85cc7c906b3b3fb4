"""JSON Schemas of extensions, which credentials name in `credentialSchema`: applied within bounds.

They come from strangers. No schema is fetched because another one refers to it, patterns are matched in linear time,
and the work is counted, so that no schema can keep the judge busy.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
import re
from typing import Any

import jsonschema
import jsonschema_rs
from referencing import Registry, Resource
from referencing.exceptions import NoSuchResource, Unresolvable
from referencing.jsonschema import DRAFT202012

from fairmark.schemas import PREFIX, load
from fairmark.schemas.credentials import ACCEPTED
from fairmark.validators.core.location import Path
from fairmark.validators.credentials.published_schemas import published_class
from fairmark.validators.proofs.errors import Malformed
from fairmark.validators.proofs.json_object import json_object

MOST_WORK = 1_000_000
"""Keywords that are applied, with the members that each looks at: some seconds' work at the worst. A badge against the
published schema takes a few thousand."""
MOST_BREACHES = 100


class Unusable(Exception):
    """The schema cannot be applied; the message says why, and holds nothing of the input."""


def refused(content: bytes, credential: Mapping[str, Any], model: str) -> list[Path]:
    """The places of `credential` that the schema with these bytes refuses, each once. Raises Unusable.

    What it refers to by the address of a published schema is the bundled one for the version `model` of the W3C data
    model.
    """
    try:
        schema = json_object(content)
    except Malformed as error:
        raise Unusable(f"the schema is {error}") from error
    try:
        validator = _validator(schema, credential, model)
        errors = islice(validator.iter_errors(credential), MOST_BREACHES)
        return list(dict.fromkeys(tuple(error.absolute_path) for error in errors))
    except Unusable:
        raise
    except Unresolvable as error:
        raise Unusable("it refers to a schema that is not in it") from error
    except RecursionError as error:
        raise Unusable("it has no end") from error
    except Exception as error:
        # The engine meets malformed schemas with errors of the interpreter (TypeError, AttributeError, KeyError).
        raise Unusable("it is no valid JSON Schema") from error


def _validator(schema: Mapping[str, Any], credential: Mapping[str, Any], model: str) -> Any:
    cls = jsonschema.validators.validator_for(schema, default=jsonschema.Draft201909Validator)
    keywords = {**cls.VALIDATORS, "pattern": _by_fast_engine("pattern"), "uniqueItems": _by_fast_engine("uniqueItems")}
    bounded = jsonschema.validators.extend(cls, _counted(keywords))  # type: ignore[no-untyped-call]  # it has no types
    registry: Registry[Any] = Registry(retrieve=_bundled(model))  # type: ignore[call-arg]  # attrs hides it from mypy
    return bounded(_with_plain_patterns(schema, _names(credential)), registry=registry)


def _bundled(model: str) -> Callable[[str], Resource[Any]]:
    """What the schema may refer to beyond itself."""

    def retrieve(url: str) -> Resource[Any]:
        cls = published_class(url)
        if not cls:
            raise NoSuchResource(ref=url)  # type: ignore[call-arg]  # as above
        return DRAFT202012.create_resource({**load(ACCEPTED[model]), "$ref": PREFIX + cls})

    return retrieve


Keyword = Callable[..., Iterator[jsonschema.ValidationError] | None]


def _counted(keywords: Mapping[str, Keyword]) -> dict[str, Keyword]:
    """The keywords, which together do no more than MOST_WORK."""
    done = 0

    def bounded(keyword: Keyword) -> Keyword:
        def apply(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[jsonschema.ValidationError]:
            nonlocal done
            done += 1 + sum(len(each) for each in (value, instance) if isinstance(each, list | dict))
            if done > MOST_WORK:
                raise Unusable("it takes more work than any honest schema")
            yield from keyword(validator, value, instance, schema) or ()

        return apply

    return {name: bounded(keyword) for name, keyword in keywords.items()}


def _by_fast_engine(keyword: str) -> Keyword:
    """A keyword as the fast engine applies it, which needs linear time where Python does not."""

    def apply(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[jsonschema.ValidationError]:
        if not _accepting({keyword: value})(instance):
            yield jsonschema.ValidationError(keyword)

    return apply


def _accepting(schema: dict[str, Any]) -> Callable[[Any], bool]:
    try:
        engine = jsonschema_rs.Draft202012Validator(schema, pattern_options=jsonschema_rs.RegexOptions())
    except (ValueError, jsonschema_rs.ValidationError) as error:
        raise Unusable("it has a pattern that cannot be matched in linear time") from error
    return engine.is_valid


def _names(value: Any) -> list[str]:
    """The names of all members in a JSON value."""
    found: dict[str, None] = {}
    pending = [value]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            found.update(dict.fromkeys(value))
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    return list(found)


def _with_plain_patterns(schema: Any, names: list[str]) -> Any:
    """`schema` with each pattern for names in the form of the names that it matches, as Python's expressions take
    exponential time on some patterns."""
    if isinstance(schema, list):
        return [_with_plain_patterns(each, names) for each in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {name: _with_plain_patterns(value, names) for name, value in schema.items()}
    patterns = changed.get("patternProperties")
    if isinstance(patterns, dict):
        plain = {_plain(pattern, number, names): value for number, (pattern, value) in enumerate(patterns.items())}
        changed["patternProperties"] = plain
    return changed


def _plain(pattern: str, number: int, names: list[str]) -> str:
    """The names as a pattern; the comment with the `number` keeps apart two that match the same."""
    accepts = _accepting({"pattern": pattern})
    matched = "|".join(re.escape(name) for name in names if accepts(name))
    return rf"(?#{number})\A(?:{matched})\Z" if matched else rf"(?#{number})(?!)"
