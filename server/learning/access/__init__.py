"""Who may see and do what with the records of learners, and what is kept of every access. Profile, section 2.14."""
