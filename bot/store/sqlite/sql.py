"""The longer statements of the SQLite store."""

PEEK = (
    "SELECT i.seq, i.lane, i.key, i.body, i.at, s.body, coalesce(s.version, 0), coalesce(c.body, x'') FROM inbox i"
    " LEFT JOIN sessions s ON s.key = i.key LEFT JOIN chat_state c ON c.lane = i.lane"
    " WHERE i.lane = ? ORDER BY i.seq LIMIT 1"
)
# A session that has another version by now, or was forgotten, is not saved: the first of somebody new is another thing.
SAVE = "UPDATE sessions SET body = ?, at = ?, version = version + 1 WHERE key = ? AND version = ?"
BEGIN = "INSERT INTO sessions (body, at, key, version) VALUES (?, ?, ?, ? + 1) ON CONFLICT (key) DO NOTHING"
QUEUE = "INSERT INTO lanes (lane) VALUES (?) ON CONFLICT (lane) DO NOTHING"
SAVE_CHAT_STATE = (
    "INSERT INTO chat_state (lane, body, at) VALUES (?, ?, ?)"
    " ON CONFLICT (lane) DO UPDATE SET body = excluded.body, at = excluded.at"
)
# Whoever has just written again is not silent, and must not lose what they wrote.
SILENT = (
    "SELECT key FROM sessions WHERE at < ? AND NOT EXISTS (SELECT 1 FROM inbox WHERE inbox.key = sessions.key)"
    " LIMIT 1000"
)
MOVE = "UPDATE OR IGNORE {table} SET key = :to || substr(key, length(:lane) + 1) WHERE key GLOB :lane || ':*'"
