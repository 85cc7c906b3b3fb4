"""What one sees as which person: a learner and their family their record, who teaches them their class, others nothing;
and that all of it is noted."""

import re

from learning_visits import Visitor
import pytest

from fairmark.server.roster.people import People
from fairmark.server.serving.demo_district import DemoPeople
from fairmark.server.storage.database import reading
from fairmark.server.storage.store import Store

PARTS = ("", "/portfolio", "/snapshot")
OF_CLASSES = ("feedback", "support", "groups")


def name_of(store: Store, person: str) -> str:
    with reading(store.engine) as connection:
        return People(connection).names([person])[person]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("who", ["learner", "guardian", "teacher", "leader"])
def test_whose_business_it_is_sees_the_learner(store: Store, people: DemoPeople, who: str, part: str) -> None:
    visitor = Visitor(store, getattr(people, who))
    answer = visitor.get(f"/learning/learners/{people.learner}{part}")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert name_of(store, people.learner) in answer.text or "Your" in answer.text


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("who", ["other_teacher", "district"])
def test_others_see_nothing_of_the_learner(store: Store, people: DemoPeople, who: str, part: str) -> None:
    answer = Visitor(store, getattr(people, who)).get(f"/learning/learners/{people.learner}{part}")
    assert answer.status_code == 403
    assert name_of(store, people.learner) not in answer.text


@pytest.mark.parametrize("unknown", ["urn:uuid:00000000-0000-4000-8000-000000000000", "did:example:nobody"])
def test_whom_there_is_not_is_refused_like_whom_one_may_not_see(store: Store, people: DemoPeople, unknown: str) -> None:
    visitor = Visitor(store, people.other_teacher)
    known = visitor.get(f"/learning/learners/{people.learner}")
    other = visitor.get(f"/learning/learners/{unknown}")
    assert (known.status_code, known.text) == (other.status_code, other.text)


def test_who_has_not_signed_in_is_asked_to(store: Store, people: DemoPeople) -> None:
    visitor = Visitor(store, "")
    for address in ("/learning", f"/learning/learners/{people.learner}", "/learning/feedback", "/learning/sessions"):
        answer = visitor.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/learning/sign-in")


def test_a_guardian_is_led_to_their_child_and_sees_who_looked(store: Store, people: DemoPeople) -> None:
    child = name_of(store, people.learner)
    Visitor(store, people.teacher).text(f"/learning/learners/{people.learner}")
    Visitor(store, people.other_teacher).get(f"/learning/learners/{people.learner}")
    family = Visitor(store, people.guardian)
    assert child in family.text("/learning")
    snapshot = family.text(f"/learning/learners/{people.learner}/snapshot")
    log = snapshot[snapshot.index("Who looked at this record") :]
    assert f"{name_of(store, people.teacher)} teacher looked" in log
    assert re.search(f"{name_of(store, people.other_teacher)} teacher was refused", log)


def test_the_log_is_not_shown_to_who_teaches(store: Store, people: DemoPeople) -> None:
    snapshot = Visitor(store, people.teacher).text(f"/learning/learners/{people.learner}/snapshot")
    assert "Who looked" not in snapshot


@pytest.mark.parametrize("page", OF_CLASSES)
def test_classes_are_those_that_one_teaches(store: Store, people: DemoPeople, page: str) -> None:
    teacher = Visitor(store, people.teacher)
    answer = teacher.get(f"/learning/{page}")
    own = re.findall(r'<option value="(urn:[^"]+)"', answer.text)
    assert own
    assert all(teacher.get(f"/learning/{page}?class={one}").status_code == 200 for one in own)
    other = Visitor(store, people.other_teacher)
    theirs = set(re.findall(r'<option value="(urn:[^"]+)"', other.get(f"/learning/{page}").text))
    assert theirs.isdisjoint(own)
    assert other.get(f"/learning/{page}?class={own[0]}").status_code == 404
    assert "You teach no class now" in Visitor(store, people.guardian).text(f"/learning/{page}")


def test_addresses_and_forms_hold_no_name(store: Store, people: DemoPeople) -> None:
    """Ids are opaque: nothing that a proxy or a history keeps says who somebody is."""
    teacher = Visitor(store, people.teacher)
    for address in ("/learning", "/learning/support", f"/learning/learners/{people.learner}"):
        answer = teacher.get(address)
        links = " ".join(re.findall(r'(?:href|action|value|name)="([^"]*)"', answer.text))
        assert not any(part in links for part in name_of(store, people.learner).split())


def test_the_learner_page_tells_what_was_known_then(store: Store, people: DemoPeople) -> None:
    learner = Visitor(store, people.learner)
    now = learner.get(f"/learning/learners/{people.learner}")
    then = learner.get(f"/learning/learners/{people.learner}?asOf=2025-12-01&knownAt=2025-12-01")
    assert "learning up to 1 December 2025" in " ".join(re.sub("<[^>]+>", "", then.text).split())
    assert "as it was known on" not in re.sub("<[^>]+>", "", now.text)
    assert "2026" not in "".join(re.findall(r"Level \d since <time[^>]*>[^<]*", then.text))
    assert "2026" in "".join(re.findall(r"Level \d since <time[^>]*>[^<]*", now.text))
    empty = learner.get(f"/learning/learners/{people.learner}?asOf=&knownAt=")
    assert empty.status_code == 200
    assert learner.get(f"/learning/learners/{people.learner}?asOf=soon").status_code == 400


def test_every_chart_has_a_name_and_a_table(store: Store, people: DemoPeople) -> None:
    page = Visitor(store, people.learner).get(f"/learning/learners/{people.learner}").text
    charts = re.findall(r'<svg class="growth"[^>]*role="img"[^>]*aria-label="([^"]+)"', page)
    assert charts
    assert page.count('<svg class="growth"') == len(charts)
    assert all("the table below says the same" in name for name in charts)
    assert page.count("levels over time</caption>") == 2
    assert not re.search(r"\sstyle=|<style|\son\w+=", page)
