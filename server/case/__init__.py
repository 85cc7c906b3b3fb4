"""The CASE provider: twelve operations and discovery, in version 1.0 and 1.1, from one store."""
