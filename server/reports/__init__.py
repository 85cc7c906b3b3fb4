"""The management reports R-01 … R-23: relational expressions over one model, run by whatever engine holds the tables.

`rows` is the model, `loading` fills it, `engines` keeps it, `measures` has the expressions of the profile's section 3,
`catalogue` declares the reports, `asking` answers a question with a result, `forms` writes it.
"""
