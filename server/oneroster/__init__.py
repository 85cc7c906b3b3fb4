"""The gradebook service of OneRoster 1.2, read part: work as line items, judgments as results with CASE objectives.

The mapping is that of `fairmark convert --to oneroster`, so that what is served and what is exported say the same.
"""
