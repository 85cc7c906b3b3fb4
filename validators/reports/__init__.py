"""Report formats. Each renders the same report, so the numbers in all of them are the same."""
