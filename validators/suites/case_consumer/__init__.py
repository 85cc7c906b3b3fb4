"""What a CASE consumer showed of itself while it read from a provider that keeps a log: versions 1.0 and 1.1.

The provider is `fairmark serve --observe`; this package judges its log and knows nothing of how it was made.
"""

from fairmark.validators.core.profile import Profile
from fairmark.validators.suites.case_consumer import going_on as going_on
from fairmark.validators.suites.case_consumer import reading as reading
from fairmark.validators.suites.case_consumer import requests as requests
from fairmark.validators.suites.case_consumer import waiting as waiting
from fairmark.validators.suites.case_consumer.suite import observed as observed

CONSUMERS = {
    version: Profile(f"case-{version}-consumer", "CASE", version, f"CASE {version} consumer", "consumer")
    for version in ("1.0", "1.1")
}
"""Version of CASE to what a consumer of it is judged as. `fairmark check`, which calls systems, has no such profile."""
