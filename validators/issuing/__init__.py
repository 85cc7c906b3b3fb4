"""Making credentials: what is written, where `readers` and `proofs` read and verify."""
