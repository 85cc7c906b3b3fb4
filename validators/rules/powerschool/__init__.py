"""PS: the rules of PowerSchool's standards files."""
