"""Two exports of one system, the last and the new one: which record is which, and what has become of it.

Arithmetic only: the rules OR-DIF judge it, and `fairmark diff` tells it. A table of the last export is read, compared
and forgotten before the next one is read, so that of two exports no more than one is in memory as a whole.
"""
