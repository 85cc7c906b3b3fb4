"""Validate inputs. This is the door: what it opens stands in `run`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from fairmark.validators.core.events import Subscriber
from fairmark.validators.core.report import Report
from fairmark.validators.families import load_rules as load_rules
from fairmark.validators.fetching import fetcher
from fairmark.validators.options import USUAL
from fairmark.validators.options import Options as Options
from fairmark.validators.readers.source import Source, open_sources
from fairmark.validators.run import Run


def validate(inputs: Sequence[str], options: Options = USUAL, subscribers: Iterable[Subscriber] = ()) -> Report:
    """Judge `inputs` (files, folders, zips, URLs, - for standard input) and return the report.

    Raises MissingInput when a path does not exist. What is wrong with an input is never an exception but a finding.
    """
    if options.sharing:
        options = replace(options, sharing=options.sharing.of_inputs(inputs))
    fetch = fetcher(options.resources, options.limits, allow_private=options.allow_private)
    return validate_sources(open_sources(inputs, options.limits, fetch), options, subscribers)


def validate_sources(
    sources: Iterable[Source], options: Options = USUAL, subscribers: Iterable[Subscriber] = ()
) -> Report:
    """Judge inputs that are open already, as an upload is, and return the report."""
    run = Run(options, subscribers)
    for source in sources:
        run.judge_source(source)
    return run.report()
