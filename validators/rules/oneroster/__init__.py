"""OR: the rules of OneRoster CSV 1.1 and 1.2, a module per topic. They are generic over the tables in `schemas`."""

from fairmark.validators.rules.oneroster import changed_records as changed_records
from fairmark.validators.rules.oneroster import changes as changes
from fairmark.validators.rules.oneroster import classes as classes
from fairmark.validators.rules.oneroster import columns as columns
from fairmark.validators.rules.oneroster import coverage as coverage
from fairmark.validators.rules.oneroster import enrollments as enrollments
from fairmark.validators.rules.oneroster import frameworks as frameworks
from fairmark.validators.rules.oneroster import gradebook as gradebook
from fairmark.validators.rules.oneroster import manifest as manifest
from fairmark.validators.rules.oneroster import mastery as mastery
from fairmark.validators.rules.oneroster import modes as modes
from fairmark.validators.rules.oneroster import objective_rows as objective_rows
from fairmark.validators.rules.oneroster import objectives as objectives
from fairmark.validators.rules.oneroster import package as package
from fairmark.validators.rules.oneroster import people as people
from fairmark.validators.rules.oneroster import references as references
from fairmark.validators.rules.oneroster import relations as relations
from fairmark.validators.rules.oneroster import scales as scales
from fairmark.validators.rules.oneroster import sessions as sessions
from fairmark.validators.rules.oneroster import terms as terms
from fairmark.validators.rules.oneroster import text as text
from fairmark.validators.rules.oneroster import types as types
