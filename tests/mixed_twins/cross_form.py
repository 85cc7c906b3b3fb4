"""Twins of X-MAP."""

from mixed_twins.recipe import Twins

TWINS: list[Twins] = []
