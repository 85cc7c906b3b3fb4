"""CV: the rules of Canvas outcomes and outcome results."""
