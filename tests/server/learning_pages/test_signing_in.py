"""Signing in to the pages of learning: which tokens do, what the cookie is like, and when a visit ends."""

import re

from learning_visits import Visitor, new_token
import pytest

from fairmark.server.serving.demo_district import DemoPeople
from fairmark.server.serving.looking_around import WORDS, offer
from fairmark.server.serving.tokens import revoke
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens


def test_the_cookie_is_for_these_pages_alone(store: Store, people: DemoPeople) -> None:
    visitor = Visitor(store, "", base="https://learning.example.org")
    answer = visitor.post("/learning/sign-in", token=new_token(store.engine, people.teacher))
    cookie = answer.headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/learning", "Secure"))
    assert not answer.data


def test_without_https_the_cookie_is_sent_all_the_same(store: Store, people: DemoPeople) -> None:
    answer = Visitor(store, "").post("/learning/sign-in", token=new_token(store.engine, people.teacher))
    assert "Secure" not in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("token", ["", "fairmark_guess", "urn:uuid:1"])
def test_what_is_no_token_is_refused(store: Store, token: str) -> None:
    answer = Visitor(store, "").post("/learning/sign-in", token=token)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert not token or token not in answer.text


def test_a_token_that_acts_for_nobody_or_may_not_read_is_refused(store: Store, people: DemoPeople) -> None:
    visitor = Visitor(store, "")
    answer = visitor.post("/learning/sign-in", token=new_token(store.engine, None))
    assert (answer.status_code, "acts for nobody" in answer.text) == (403, True)
    writes_only = new_token(store.engine, people.teacher, "scl.write")
    assert visitor.post("/learning/sign-in", token=writes_only).status_code == 403


def test_a_visit_ends_with_its_token(store: Store, people: DemoPeople) -> None:
    visitor = Visitor(store, people.teacher)
    assert visitor.get("/learning").status_code == 200
    tokens = Tokens(store.engine)
    newest = max((one for one in tokens.all() if one.acts_as == people.teacher), key=lambda one: one.created_at)
    revoke(tokens, newest.name)
    assert visitor.get("/learning").status_code == 303


def test_who_signs_out_is_out_even_with_the_cookie_kept(store: Store, people: DemoPeople) -> None:
    visitor = Visitor(store, people.teacher)
    kept = visitor.client.get_cookie("fairmark_learning", path="/learning")
    assert kept is not None
    assert visitor.post("/learning/sign-out", out="yes").headers["Location"] == "/learning/sign-in"
    visitor.client.set_cookie("fairmark_learning", kept.value, path="/learning")
    assert visitor.get("/learning").status_code == 303


def test_another_site_cannot_sign_anybody_in_or_out(store: Store, people: DemoPeople) -> None:
    visitor = Visitor(store, people.teacher)
    for address in ("/learning/sign-in", "/learning/sign-out"):
        answer = visitor.client.post(address, data={"as": "learner"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
    assert visitor.get("/learning").status_code == 200


def test_a_demonstration_offers_people_and_no_other_server_does(store: Store, people: DemoPeople) -> None:
    offered = offer(store.engine)
    assert [one.key for one in offered] == list(WORDS)
    visitor = Visitor(store, "", offered)
    assert re.findall(r'name="as" value="(\w+)"', visitor.get("/learning/sign-in").text) == list(WORDS)
    assert visitor.post("/learning/sign-in", **{"as": "learner"}).status_code == 303
    assert visitor.get(f"/learning/learners/{people.learner}").status_code == 200
    elsewhere = Visitor(store, "")
    assert 'name="as"' not in elsewhere.get("/learning/sign-in").text
    assert elsewhere.post("/learning/sign-in", **{"as": "learner"}).status_code == 403
