"""PE: the rules of PESC transcripts."""
