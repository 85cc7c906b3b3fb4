"""SCL: the rules of portability packages of the learning profile (section 4.16), a module per topic."""

from fairmark.validators.rules.learning import chains as chains
from fairmark.validators.rules.learning import continuums as continuums
from fairmark.validators.rules.learning import determinations as determinations
from fairmark.validators.rules.learning import judgments as judgments
from fairmark.validators.rules.learning import links as links
from fairmark.validators.rules.learning import manifest as manifest
from fairmark.validators.rules.learning import order as order
from fairmark.validators.rules.learning import records as records
