"""The versions of CASE that a rule may apply to, and how the path of a service names them."""

import re

V1_0 = ("1.0",)
V1_1 = ("1.1",)
BOTH = ("1.0", "1.1")

SERVED = re.compile(r"/ims/case/v1p([01])(?=/|$)")


def served_version(path: str) -> str:
    """The version that the `path` of a URL names, "" where it names none. CASE 1.1 RB 2.2."""
    found = SERVED.search(path)
    return f"1.{found[1]}" if found else ""
