"""OB-V2: the rules on Open Badges 2.0, and the one on badges that are older still."""

from fairmark.validators.rules.credentials.open_badges_2 import contents as contents
from fairmark.validators.rules.credentials.open_badges_2 import dates as dates
from fairmark.validators.rules.credentials.open_badges_2 import endorsements as endorsements
from fairmark.validators.rules.credentials.open_badges_2 import extensions as extensions
from fairmark.validators.rules.credentials.open_badges_2 import images as images
from fairmark.validators.rules.credentials.open_badges_2 import kinds as kinds
from fairmark.validators.rules.credentials.open_badges_2 import links as links
from fairmark.validators.rules.credentials.open_badges_2 import recipients as recipients
from fairmark.validators.rules.credentials.open_badges_2 import shape as shape
from fairmark.validators.rules.credentials.open_badges_2 import values as values
from fairmark.validators.rules.credentials.open_badges_2 import verification as verification
