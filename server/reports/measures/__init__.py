"""Relational expressions of the profile's section 3, a module per family. Each takes the times that it is asked for and
gives a table; none of them knows a report."""
