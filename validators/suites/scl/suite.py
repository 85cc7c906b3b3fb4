"""One run of the suite of learning systems: on a package that a system has exported, or against its API."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from fairmark.validators.core.events import Checked, Subscriber
from fairmark.validators.core.profile import Profile
from fairmark.validators.core.rule import Rule
from fairmark.validators.families import load_rules
from fairmark.validators.suites.recording import Recorder
from fairmark.validators.suites.requirements import Seen
from fairmark.validators.suites.result import Result, cannot_tell
from fairmark.validators.suites.run import Obstacle, SuiteOptions, live_rules
from fairmark.validators.suites.scl.documents import Judging
from fairmark.validators.suites.scl.exported import Exported
from fairmark.validators.suites.scl.live.gathering import gathered
from fairmark.validators.suites.scl.live.system import TEACHER, Lacking, System
from fairmark.validators.suites.scl.subject import OF_PACKAGES, Export

LEAST = ("EvidenceRecord", "Judgment", "Determination")
"""Classes of which a package must hold something: without any, nothing can be said of learning."""

EXPORT, LIVE = "X", "L"
"""Modes of the profile's requirements, section 0.3."""
ASKS_A_SYSTEM = "Only a running system can show it, and this is a package: give the address of the system."
OF_WHOLE_PACKAGES = ("SCL-CON-011", "SCL-CRD-011", "SCL-PRT-041", "SCL-PRT-061")
"""Checks of files beside the records, which an API does not lay out."""
ASKS_A_PACKAGE = "This is read from a package: export one, and check it as `fairmark check PACKAGE --profile scl`."


class ExportSuite:
    """The suite for one package. See `fairmark.validators.suites.run.Suite`."""

    seen = Seen(frozenset({EXPORT}), ASKS_A_SYSTEM)

    def __init__(self, profile: Profile, exported: Exported | None, options: SuiteOptions, obstacle: str = "") -> None:
        load_rules()
        self.rules: Sequence[Rule] = live_rules(profile)
        self._options = options
        self._obstacle = obstacle
        self._export = Export(exported) if exported is not None else None

    def preflight(self) -> None:
        if self._export is None:
            raise Obstacle(self._obstacle)
        if not any(self._export.exported.learning.records.get(cls) for cls in LEAST):
            raise Obstacle("There is no evidence, judgments or determinations.")

    def results(self, rule: Rule) -> Iterable[Result]:
        if OF_PACKAGES in rule.kinds and self._export is not None:
            results: Iterable[Result] = rule.check(self._export)
            return results
        return (cannot_tell("", ASKS_A_SYSTEM),)

    def notes(self) -> Iterator[tuple[str, str]]:
        if self._export is not None:
            learning = self._export.exported.learning
            counts = (f"{len(records):,} {cls}" for cls, records in learning.records.items() if records)
            yield "package", f"{', '.join(counts)}; {len(self._export.exported.frameworks):,} frameworks"

    def documents(self, emit: Subscriber) -> Iterable[Checked]:
        if self._export is None:
            return
        judging = Judging(self._export.exported, self._options, emit)
        yield from judging.judge()
        self._export.broken.update(judging.broken)


class LiveSuite:
    """The suite for one run against a running system. See `fairmark.validators.suites.run.Suite`."""

    seen = Seen(frozenset({LIVE}), ASKS_A_PACKAGE)

    def __init__(self, profile: Profile, recorder: Recorder, options: SuiteOptions) -> None:
        load_rules()
        # What is recorded first is looked at afterwards.
        self.rules: Sequence[Rule] = sorted(live_rules(profile), key=lambda rule: OF_PACKAGES in rule.kinds)
        self._seed = options.seed
        self._system = System(recorder, options.identities, options.identifiers, options.seed)

    def preflight(self) -> None:
        """See that there is such an API, and that it knows who asks."""
        base = self._system.recorder.base
        nobody = self._system.recorder.send("GET", "/judgments", anonymous=True)
        if nobody.response is None:
            raise Obstacle(f"The system at {base} cannot be reached: {nobody.error}.", nobody)
        if nobody.status == 404:
            raise Obstacle(f"There are no judgments at {base} (HTTP 404): the base path is likely wrong.", nobody)
        try:
            answer = self._system.ask("GET", "/judgments")
        except Lacking:
            return  # what takes somebody to act as says so itself
        if answer.status in (401, 403):
            raise Obstacle(f"The token of {TEACHER} is not taken ({answer.told()}).", answer)

    def results(self, rule: Rule) -> Iterable[Result]:
        if rule.id in OF_WHOLE_PACKAGES:
            yield cannot_tell("", ASKS_A_PACKAGE)
            return
        try:
            yield from rule.check(self._export if OF_PACKAGES in rule.kinds else self._system)
        except Lacking as why:
            yield cannot_tell("", str(why), *why.answers)

    @cached_property
    def _export(self) -> Export:
        return Export(gathered(self._system))

    def notes(self) -> Iterator[tuple[str, str]]:
        yield "chance", f"Scores, times and items were drawn with the seed {self._seed}."

    def documents(self, emit: Subscriber) -> Iterable[Checked]:
        """What a system answers is looked at by the checks alone."""
        return ()
