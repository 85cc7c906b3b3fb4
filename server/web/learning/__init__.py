"""Pages about learning, for learners, families, who teaches and who scores: each shows what the learning API's own
functions give, and to whom the same policy allows it."""

from collections.abc import Sequence

from fairmark.server.http import Api, Route
from fairmark.server.oauth.asking import LARGEST
from fairmark.server.oauth.limits import Limits
from fairmark.server.web.learning import home, learner, portfolio, scoring, snapshot, teaching
from fairmark.server.web.learning.asking import ClassQuery, WhenQuery
from fairmark.server.web.learning.snapshot import SinceQuery
from fairmark.server.web.learning.visiting import HOME, SIGN_IN, SIGN_OUT, Offered, Visiting, refuse, visited

LEARNER = HOME + "/learners/{learner}"
SESSION = scoring.SESSIONS + "/{session}"
PAGES = (
    ("home", HOME, home.show, None),
    ("learner", LEARNER, learner.show, WhenQuery),
    ("portfolio", LEARNER + "/portfolio", portfolio.show, None),
    ("work", LEARNER + "/work/{work}", portfolio.show_work, None),
    ("snapshot", LEARNER + "/snapshot", snapshot.show, SinceQuery),
    ("feedback", f"{HOME}/feedback", teaching.show_feedback, ClassQuery),
    ("support", f"{HOME}/support", teaching.show_support, ClassQuery),
    ("groups", f"{HOME}/groups", teaching.show_groups, ClassQuery),
    ("sessions", scoring.SESSIONS, scoring.list_sessions, None),
    ("session", SESSION, scoring.show_session, None),
)


def learning_pages(limits: Limits, offered: Sequence[Offered] = ()) -> Api:
    """The pages. Who may look around without a token, in a demonstration, is `offered`."""
    visiting = Visiting(limits, offered)
    routes = (
        *(
            Route(name, "GET", path, visited(page), page.__doc__ or "", {200: ""}, query=query)
            for name, path, page, query in PAGES
        ),
        Route("rate", "POST", SESSION, visited(scoring.rate), scoring.rate.__doc__ or "", {303: ""}, largest=LARGEST),
        Route("signIn", "GET", SIGN_IN, visiting.ask, visiting.ask.__doc__ or "", {200: ""}),
        Route("begin", "POST", SIGN_IN, visiting.begin, visiting.begin.__doc__ or "", {303: ""}, largest=LARGEST),
        Route("end", "POST", SIGN_OUT, visiting.end, visiting.end.__doc__ or "", {303: ""}, largest=LARGEST),
    )
    return Api("learning", "", routes, refuse, described=False)
