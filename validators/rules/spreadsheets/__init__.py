"""CS: the rules of CASE frameworks in spreadsheets."""
