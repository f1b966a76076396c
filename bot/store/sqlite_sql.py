"""The longer statements of the SQLite store."""

TAKE = (
    "SELECT i.seq, i.lane, i.key, i.body, i.at, s.body, coalesce(s.version, 0), coalesce(m.body, x'') FROM inbox i"
    " LEFT JOIN sessions s ON s.key = i.key LEFT JOIN memories m ON m.lane = i.lane"
    " WHERE i.lane = ? ORDER BY i.seq LIMIT 1"
)
SAVE = (
    "INSERT INTO sessions (key, body, version, at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (key) DO UPDATE SET body = excluded.body, version = excluded.version, at = excluded.at"
    " WHERE sessions.version = excluded.version - 1"
)
QUEUE = "INSERT INTO lanes (lane) VALUES (?) ON CONFLICT (lane) DO NOTHING"
REMEMBER = (
    "INSERT INTO memories (lane, body, at) VALUES (?, ?, ?)"
    " ON CONFLICT (lane) DO UPDATE SET body = excluded.body, at = excluded.at"
)
# Whoever has just written again is not silent, and must not lose what they wrote.
SILENT = (
    "SELECT key FROM sessions WHERE at < ? AND NOT EXISTS (SELECT 1 FROM inbox WHERE inbox.key = sessions.key)"
    " LIMIT 1000"
)
