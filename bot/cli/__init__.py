"""The command line: the composition root, the only place where all parts meet."""
