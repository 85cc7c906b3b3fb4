"""The JSON report: its published schema."""
