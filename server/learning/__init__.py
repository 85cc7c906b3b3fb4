"""/scl/v1: what learners do, plan and attain, as facts on top of the continuums in the store; and what follows."""
