"""What a text means: spelling, word forms, a small encoder, a classifier over both, and follow-ups. Talks to nobody."""

import os

# A question is too small to share out: on busy cores, threads that wait for each other make 12 ms into 300.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
