"""Recipes of the twins in fixtures/spreadsheets: workbooks and CSV files, one fact apart.

`python -P -m spreadsheet_twins` writes them anew; a test holds the committed files against the recipes.
"""
