"""The twins of the credential rules, made and signed by recipes: `make twins` writes fixtures/credentials anew.

A recipe module declares `TWINS`, a list of `Twins`: a sample document, the edit that makes the good twin out of it, the
edit that makes the bad twin out of the good one, and how both are signed afterwards. So a twin that breaks a rule about
content is signed correctly, and only that rule speaks. Everything is made from fixed keys and dates: the same recipes
always give the same bytes, and a test holds the committed files against them.
"""
