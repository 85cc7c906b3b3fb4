"""Who is who: people, schools and classes as the district's student information system has exported them."""
