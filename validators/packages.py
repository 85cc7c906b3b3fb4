"""Packages: a OneRoster export, or a portability package of the learning profile, judged as one input of which its
files are members."""

from collections.abc import Callable
from itertools import chain

from fairmark.validators.core.engine import rules_for
from fairmark.validators.core.events import Counted, InputClosed, InputOpened, Progress
from fairmark.validators.exports.comparing import compared, is_cheap
from fairmark.validators.families import retold
from fairmark.validators.options import folder_of_tables
from fairmark.validators.pace import Pace
from fairmark.validators.readers.learning.package import is_judged_itself
from fairmark.validators.readers.learning.reading import read_package, roster_in
from fairmark.validators.readers.oneroster import Roster
from fairmark.validators.readers.oneroster_files import read_roster, size_of_tables
from fairmark.validators.readers.source import LEFT_OUT, Files, Source
from fairmark.validators.readers.tables.work import HERE
from fairmark.validators.telling import Telling, collection_paused, nowhere

JudgeSource = Callable[[Source, str], bool]
"""Judges a member of the input of that name, whatever it is; whether it was known."""


class Packages:
    """Judges packages in a run. What lies in them and is judged by rules of its own goes back to the run."""

    def __init__(self, run: Telling, judge_source: JudgeSource) -> None:
        self._run = run
        self._judge_source = judge_source

    def judge_learning(self, source: Source, files: Files, outer: str) -> None:
        """Judge a portability package as one input, of which its files are members; frameworks, credentials and the
        OneRoster tables in it are judged by their own rules too."""
        run, options, name = self._run, self._run.options, source.name
        package = read_package(name, files, options.limits, shelf=options.shelf, show_values=options.show_values)
        run.profiles.add("scl")
        run.emit(InputOpened(name, package.kind, "1", source.sha256, outer))
        run.note(name, [problem for problem in source.problems if problem.rule != LEFT_OUT])
        own = [path for path in package.paths if not is_judged_itself(path)]
        for path in own:
            sha256 = package.files[path].sha256.removeprefix("sha256-") if path in package.files else ""
            run.emit(InputOpened(f"{name}!{path}", "scl-file", None, sha256, name))
            run.note(f"{name}!{path}", package.problems.get(f"{name}!{path}", ()))
        run.apply_each(name, package, rules_for(package), source.size)
        run.tell_judged(name, package)
        for path in own:
            run.emit(InputClosed(f"{name}!{path}", nowhere))
        # The roster first: the files of an archive can be opened until its members have been gone through.
        for member in chain((roster_in(name, files),), source.members):
            if member is not None and is_judged_itself(member.name.removeprefix(f"{name}!")):
                self._judge_source(member, name)
        run.emit(InputClosed(name, nowhere, partial=not package.is_whole or name in run.cut_short))

    def roster_in_tables(self, source: Source) -> Roster | None:
        """The OneRoster package that a folder or archive holds, None where it holds none."""
        run, options, profile = self._run, self._run.options, self._run.options.profile
        folder = folder_of_tables(source, options)
        if folder is None or source.files is None:
            return None
        hands = run.hands_for(size_of_tables(source.files))
        run.pace = Pace(lambda done, total: run.emit(Progress(done, total, source.name)))
        with collection_paused():
            return read_roster(
                source.files,
                folder,
                version=profile.version if profile else None,
                shelf=options.shelf,
                show_values=options.show_values,
                now=run.clock,
                tell=run.pace.read,
                agreement=options.agreement,
                workers=hands.workers if hands else HERE,
                keep=hands.keep if hands else None,
            )

    def judge_roster(self, source: Source, roster: Roster, outer: str) -> None:
        """Judge a package of tables as one input, of which its files are members, and what else lies beside them."""
        run = self._run
        run.profiles.add(f"oneroster-{roster.version}")
        run.emit(InputOpened(source.name, roster.kind, roster.version, source.sha256, outer))
        run.note(source.name, retold([problem for problem in source.problems if problem.rule != LEFT_OUT], "OR"))
        run.open_package(source.name)
        for file, table in roster.files.items():
            run.open_file(file, table.text.sha256)
        for sort in roster.tables.values():
            run.emit(Counted(run.open_file(sort.file), sort.records, sort.name, sort.file))
        previous = run.options.previous
        run.marking.begin(listens=previous is not None and is_cheap(previous, roster))
        with collection_paused():
            size = sum(table.text.size for table in roster.files.values())
            run.apply_each(source.name, roster, rules_for(roster), size)
            self._judge_changes(source.name, roster)
        run.tell_judged(source.name, roster)
        if run.hands:
            run.hands.let_go()
        for name in run.close_package():
            run.emit(InputClosed(name, nowhere))
        for member in source.members:
            if member.data is not None or member.container:  # of what cannot be read the package's own rules speak
                self._judge_source(member, source.name)
        whole = roster.is_whole and source.name not in run.cut_short
        run.emit(InputClosed(source.name, nowhere, partial=not whole))

    def _judge_changes(self, input: str, roster: Roster) -> None:
        """Judge what has changed since the last export, if the user has named one."""
        run, options = self._run, self._run.options
        if (previous := options.previous) is None:
            return
        marks = None if input in run.cut_short else run.marking.marks

        def tell(done: int, total: int) -> None:
            run.emit(Progress(done, total, f"{previous.name}: comparing"))

        changes = compared(previous, roster, options.thresholds, marks, options.limits.findings, tell)
        rules = [rule for rule in rules_for(changes) if changes.kind in rule.kinds]
        run.apply_each(input, changes, rules, 0)
