"""The OAuth 2.0 authorization server: clients register themselves, learners decide, tokens are given, renewed and taken
back."""
