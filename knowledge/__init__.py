"""What the advisor knows: topics, tracks, tables and figures, and the search over them. Never talks, never runs."""
