"""SCL-EVD of a running system: portfolios, and what learners say of their work."""

from fairmark.validators.suites.result import Results, breach, either, holds
from fairmark.validators.suites.scl.live.system import LEARNER, TEACHER, System
from fairmark.validators.suites.scl.subject import check_of_system


@check_of_system("SCL-EVD-082", "SCL-EVD-08", "{observed}")
def portfolios_refer_to_the_work(system: System) -> Results:
    """The same work in two portfolios is the same record in both, so that a later judgment shows in each.

    Why: Copies grow apart, and nobody knows which of them was judged.

    Example: A portfolio whose entry has an id of its own in place of that of the work.

    Repair: Name the work by its id and version.
    """
    target = system.target()
    work = system.work(target, 1)
    portfolios = [
        system.record("/portfolios", system.portfolio_of(work, purpose), LEARNER) for purpose in ("growth", "showcase")
    ]
    judged = system.judge(work, target, target.scores[-1])
    for portfolio in portfolios:
        read = system.read("/portfolios", portfolio["id"])
        named = [entry.get("evidence") for entry in read.object().get("entries", ()) if isinstance(entry, dict)]
        yield either("getPortfolio", "" if named == [work["id"]] else "an entry is not the work that was chosen", read)
    found = system.listed("/judgments", learner=work["learners"][0], target=target.uri)
    shown = judged["id"] in [one.get("id") for one in found]
    yield either("listJudgments", "" if shown else "the judgment does not show with the work")


@check_of_system("SCL-EVD-092", "SCL-EVD-09", "{observed}")
def submitted_portfolios_stay(system: System) -> Results:
    """A portfolio that was submitted names the version of the work that was submitted, and says that there is a newer
    one.

    Why: Reviewers would speak about something else than the learner.

    Example: An entry with `evidenceVersion` 2, of a portfolio that was submitted with version 1.

    Repair: Keep the versions from `snapshotAt` on, and mark entries of which there is a newer one.
    """
    target = system.target()
    work = system.work(target, 1)
    portfolio = system.record("/portfolios", system.portfolio_of(work, "defence", status="submitted"), LEARNER)
    system.work(target, 2, previousVersion=work["id"])
    read = system.read("/portfolios", portfolio["id"])
    entries = [entry for entry in read.object().get("entries", ()) if isinstance(entry, dict)]
    if [(entry.get("evidence"), entry.get("evidenceVersion")) for entry in entries] != [(work["id"], 1)]:
        yield breach("getPortfolio", read, observed="what was submitted has changed")
    elif not entries[0].get("newerVersion"):
        yield breach("getPortfolio", read, observed="it is not said that there is a newer version")
    else:
        yield holds("getPortfolio", read)


@check_of_system("SCL-EVD-062", "SCL-EVD-06", "{observed}")
def reflections_are_the_learners_own(system: System) -> Results:
    """What a learner says of their work is read by them and by their teacher, with author and date, and the teacher
    cannot put it otherwise.

    Why: Nobody writes honestly into what others rewrite.

    Example: A new version by the teacher, with other words of the learner.

    Repair: Refuse versions in which somebody else's reflection is missing or changed.
    """
    target = system.target()
    said = {"author": system.person(LEARNER).id, "at": system.moment(2), "text": "Next time I begin with a plan."}
    given = system.work_of(target, 1, reflection=[said])
    posted = system.ask("POST", "/evidence", LEARNER, given)
    if posted.status not in (200, 201):
        yield breach("postEvidenceRecord", posted, observed=f"refused with {posted.told()}", expected="201")
        return
    id = str(posted.object().get("id"))
    for who in (LEARNER, TEACHER):
        read = system.read("/evidence", id, who)
        yield either(who, "" if read.object().get("reflection") == [said] else "not told as it was said", read)
    other = {**given, "previousVersion": id, "reflection": [{**said, "text": "I was lazy."}]}
    tried = system.ask("POST", "/evidence", TEACHER, other)
    yield either(
        "postEvidenceRecord", "" if 400 <= tried.status < 500 else "others can rewrite it", tried, expected="403"
    )
