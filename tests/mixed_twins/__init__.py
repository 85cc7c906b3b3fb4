"""The twins of rules that look at several forms together: `make twins` writes them anew.

A recipe takes tables of the clean OneRoster sample, credentials that are signed as those of the credential twins are,
and other files, and says what makes the bad twin of it. Everything is made from fixed keys and dates, and a test holds
the committed files against the recipes.
"""
