"""Benchmarks: each figure is a ratio to something measured in the same run."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as in bot: figures are of one core
