"""Packages of systems that get one thing wrong, each with the check that must name it."""

from suites.scl.wrong import judging as judging
from suites.scl.wrong import learning as learning
from suites.scl.wrong import telling as telling
from suites.scl.wrong.district import FAULTS as FAULTS
from suites.scl.wrong.district import District as District
from suites.scl.wrong.district import Wrong as Wrong
