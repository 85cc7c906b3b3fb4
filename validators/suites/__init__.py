"""Black-box suites: checks against a running system, declared like rules, with the exchanges that prove them."""
