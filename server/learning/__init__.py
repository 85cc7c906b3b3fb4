"""/scl/v1: evidence, judgments, determinations and a learner's progress, on top of the continuums in the store."""
