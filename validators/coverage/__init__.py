"""Which schools, courses and standards have evidence in a gradebook, and which have none: the arithmetic."""
