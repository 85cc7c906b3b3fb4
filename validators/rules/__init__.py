"""The rules, a folder per standard, a module per topic. A rule is one small pure generator."""
