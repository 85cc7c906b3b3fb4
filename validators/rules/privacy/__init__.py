"""PV: the rules of privacy in exports."""
