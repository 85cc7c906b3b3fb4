"""Faults of the authorization server."""

from fairmark.server.faults.oauth import consent as consent
from fairmark.server.faults.oauth import registration as registration
from fairmark.server.faults.oauth import renewal as renewal
from fairmark.server.faults.oauth import spending as spending
from fairmark.server.faults.oauth import token_answers as token_answers
