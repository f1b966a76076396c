"""What a text means: spelling, word forms, a small encoder, a classifier over both, and follow-ups. Talks to nobody."""
