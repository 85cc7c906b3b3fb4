"""One form to another, always with a loss report."""
