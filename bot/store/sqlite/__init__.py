"""The default store: one SQLite file, one process."""
