"""All classes of facts that the API records."""

from fairmark.server.learning.access.amendments import AMENDMENTS
from fairmark.server.learning.access.grants import GRANTS
from fairmark.server.learning.access.retention import RETENTIONS
from fairmark.server.learning.determinations import DETERMINATIONS, RULES
from fairmark.server.learning.evidence import EVIDENCES
from fairmark.server.learning.judgments import JUDGMENTS
from fairmark.server.learning.kind import Kind
from fairmark.server.learning.plans import GOALS, PATHWAYS
from fairmark.server.learning.portfolios import PORTFOLIOS
from fairmark.server.learning.school import CALENDARS, REPORTS, TASKS
from fairmark.server.learning.sessions import SESSIONS
from fairmark.server.learning.supports import SUPPORTS

KINDS: tuple[Kind, ...] = (
    EVIDENCES,
    JUDGMENTS,
    RULES,
    DETERMINATIONS,
    PATHWAYS,
    GOALS,
    PORTFOLIOS,
    SUPPORTS,
    CALENDARS,
    TASKS,
    SESSIONS,
    REPORTS,
    GRANTS,
    AMENDMENTS,
    RETENTIONS,
)
