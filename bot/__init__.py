"""The running program: everything that touches the world. The only room in which all parts meet."""

import os

# A question is too small to share out: on busy cores, threads that wait for each other make 12 ms into 300.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
