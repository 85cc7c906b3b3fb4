"""The nouns of the judge: rules, findings, locations, reports, profiles. No I/O, nothing but the standard library."""
