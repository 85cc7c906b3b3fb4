"""Import, export and mirroring of frameworks."""
