"""Rows of the model out of what there is: frameworks, facts about learning, and a roster."""
