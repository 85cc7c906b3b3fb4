"""What is right, worked out plainly from the profile's section 3, by the standard library alone.

It shares no code with what it is held against: neither with the judge's own metrics nor with the reference server.
"""
