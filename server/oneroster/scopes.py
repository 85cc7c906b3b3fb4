"""The scopes of OneRoster 1.2 by which the gradebook is read."""

CORE = "https://purl.imsglobal.org/spec/or/v1p2/scope/gradebook-core.readonly"
GRADEBOOK = "https://purl.imsglobal.org/spec/or/v1p2/scope/gradebook.readonly"
