"""CASE frameworks in spreadsheets: the workbook of three sheets, and the dialects of CSV files."""
