"""The management reports once more, in plain Python over rows in memory, with the measures of the learning profile:
what the relational expressions are held against."""
