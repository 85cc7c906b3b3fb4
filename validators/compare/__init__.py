"""What is done with reports that are already written: compare two, hold one against a consumer's needs, seal one.

All of it works on the JSON report, as its published schema describes it, so it does not matter when, where and by which
version of Fairmark the report was made. Two exports can be compared too (`exports`), without judging them.
"""
