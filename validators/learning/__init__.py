"""What the learning profile computes: pure functions over numbers and dates, a module per family of measures.

Sections are those of docs/learning-profile.md. No rounding inside a computation; what is undefined is None and has a
reason, never 0 and never NaN. Times are instructional days unless something else is said.
"""
