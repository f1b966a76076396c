"""The statements of the PostgreSQL store, each one round trip. Parameters are numbered as the store passes them."""

# Ids and lanes are locked in their own order, so that two batches at once wait for each other and never both.
# The inbox is written while the lanes are locked: within a lane, `seq` grows in the order of committing.
RECEIVE = """
WITH given AS (
    SELECT DISTINCT ON (id) id, lane, key, body, position
    FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) WITH ORDINALITY AS g (id, lane, key, body, position)
    ORDER BY id, position
), new AS (
    INSERT INTO processed (id, at) SELECT id, $5 FROM given ORDER BY id ON CONFLICT (id) DO NOTHING RETURNING id
), called AS MATERIALIZED (
    SELECT lane, nextval('lanes_position') AS position
    FROM (SELECT lane FROM given JOIN new USING (id) GROUP BY lane ORDER BY min(given.position)) AS by_arrival
), queued AS (
    INSERT INTO lanes AS l (lane, position) SELECT lane, position FROM called ORDER BY lane
    ON CONFLICT (lane) DO UPDATE SET news = l.news + 1 RETURNING lane
), kept AS (
    INSERT INTO inbox (lane, key, body, at)
    SELECT lane, key, body, $5 FROM given JOIN new USING (id) JOIN queued USING (lane) ORDER BY given.position
    RETURNING 1
)
SELECT count(*) FROM kept
"""
CLAIM = """
WITH free AS (
    SELECT lane FROM lanes
    WHERE until <= now() AND ready <= now() AND lane <> ALL ($3::text[]) AND starts_with(lane, $5)
    ORDER BY position LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE lanes SET owner = $2, until = now() + $4 * interval '1 second'
FROM free WHERE lanes.lane = free.lane RETURNING lanes.lane, lanes.position
"""
RENEW = """
UPDATE lanes SET until = now() + $3 * interval '1 second'
WHERE lane IN (SELECT lane FROM lanes WHERE lane = ANY ($2::text[]) AND owner = $1 ORDER BY lane FOR UPDATE)
"""
# Something may arrive between the look into the inbox and the deletion. `receive` then changed `news`: the row that is
# to be deleted is looked at again in its newest version, the subquery is not, so the two differ and the lane stays.
EMPTY = """
news = (SELECT news FROM lanes WHERE lane = $1)
AND NOT EXISTS (SELECT FROM inbox WHERE lane = $1) AND NOT EXISTS (SELECT FROM outbox WHERE lane = $1)
"""
RELEASE = f"""
WITH gone AS (DELETE FROM lanes WHERE lane = $1 AND owner IN ($2, '') AND {EMPTY} RETURNING 1)
UPDATE lanes SET owner = '', until = '-infinity', position = nextval('lanes_position'),
    ready = now() + $3 * interval '1 second'
WHERE lane = $1 AND owner IN ($2, '') AND NOT EXISTS (SELECT FROM gone)
"""  # noqa: S608
PEEK = """
SELECT i.seq, i.lane, i.key, i.body, i.at, s.body, coalesce(s.version, 0), coalesce(c.body, '')
FROM inbox i LEFT JOIN sessions s ON s.key = i.key LEFT JOIN chat_state c ON c.lane = i.lane
WHERE i.lane = $1 ORDER BY i.seq LIMIT 1
"""
# All of it hangs on the inbox row. Should the session have another version by now, or be forgotten, `saved` is empty
# and the turn has no time, which the table refuses: that undoes all of the statement and is how a conflict is told.
COMMIT = """
WITH job AS (
    DELETE FROM inbox WHERE seq = $1 RETURNING 1
), begun AS (
    INSERT INTO sessions (key, body, version, at) SELECT $3, $4, 1, $6 FROM job WHERE $5 = 0
    ON CONFLICT (key) DO NOTHING RETURNING at
), changed AS (
    UPDATE sessions SET body = $4, version = $5 + 1, at = $6 WHERE key = $3 AND version = $5 AND EXISTS (TABLE job)
    RETURNING at
), saved AS (
    TABLE begun UNION ALL TABLE changed
), turn AS (
    INSERT INTO turns SELECT (SELECT at FROM saved), $7, $8, $9, $10, $11 FROM job
), question AS (
    INSERT INTO unanswered (key, text, at) SELECT $3, $12, $6 FROM job WHERE $12::text <> ''
), out AS (
    INSERT INTO outbox (lane, key, body, at)
    SELECT $2, $3, body, $6 FROM job, unnest($13::bytea[]) WITH ORDINALITY AS s (body, position) ORDER BY position
    RETURNING seq
)
SELECT EXISTS (SELECT FROM job), ARRAY (SELECT seq FROM out ORDER BY seq)
"""
SENT = "DELETE FROM outbox WHERE seq = $1"
SENT_AND_SAVE_CHAT_STATE = f"""
WITH gone AS ({SENT})
INSERT INTO chat_state (lane, body, at) VALUES ($2, $3, $4)
ON CONFLICT (lane) DO UPDATE SET body = excluded.body, at = excluded.at
"""  # noqa: S608
# Whoever has just written again is not silent, and must not lose what they wrote.
SILENT = """
DELETE FROM sessions WHERE key IN (
    SELECT key FROM sessions s WHERE at < $1 AND key > $2 AND NOT EXISTS (SELECT FROM inbox i WHERE i.key = s.key)
    ORDER BY key LIMIT 1000 FOR UPDATE OF s SKIP LOCKED
) RETURNING key, tableoid::regclass::text
"""
OLDER_READERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND xact_start < $1 AND pid <> pg_backend_pid()
"""
PARTS_OF = "SELECT DISTINCT tableoid::regclass::text FROM sessions WHERE starts_with(key, $1 || ':')"
KNOWN_THERE = """
DELETE FROM sessions old USING sessions new
WHERE starts_with(old.key, $1 || ':') AND new.key = $2 || substr(old.key, length($1) + 1)
"""
MOVE = "UPDATE {table} SET key = $2 || substr(key, length($1) + 1) WHERE starts_with(key, $1 || ':')"
SAVE_CHAT_STATE = """
INSERT INTO chat_state (lane, body, at) VALUES ($1, $2, $3)
ON CONFLICT (lane) DO UPDATE SET body = excluded.body, at = excluded.at
"""
