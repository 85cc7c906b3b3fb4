"""Where one comes in: what there is to see for whoever has signed in."""

from fairmark.server.http import Answer, Call
from fairmark.server.learning.kind import SESSION
from fairmark.server.learning.ratings import CLOSED, seat
from fairmark.server.learning.selection import Selection
from fairmark.server.web.learning.look import Look, looking
from fairmark.server.web.learning.showing import page
from fairmark.server.web.learning.visiting import Visitor


def show(call: Call, visitor: Visitor) -> Answer:
    """What there is to see: one's own learning, that of one's children and classes, and sessions to score in."""
    with looking(call, visitor) as look:
        children = look.children()
        sessions = [one for one in look.ledger.all(Selection(SESSION)) if seat(one.data, visitor.person)]
        return page(
            "learning_home.html",
            me=visitor.person,
            name=look.name(visitor.person),
            is_learner=_is_learner(look),
            children=list(look.names(children).items()),
            classes=[(id, title, _learners(look, id)) for id, title in look.classes().items()],
            sessions=len(sessions),
            open_sessions=sum(one.status != CLOSED for one in sessions),
        )


def _is_learner(look: Look) -> bool:
    """Whether something is recorded of the visitor."""
    return bool(look.ledger.of_learner(look.visitor.person))


def _learners(look: Look, taught: str) -> list[tuple[str, str]]:
    """The learners of a class whom the visitor may see, by name."""
    found = [one for one in look.people.learners_in(taught, look.today) if look.may_see(one)]
    return sorted(look.names(found).items(), key=lambda pair: pair[1].casefold())
