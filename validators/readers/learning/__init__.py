"""Portability packages of the learning profile: what is in one, indexed for the rules."""
