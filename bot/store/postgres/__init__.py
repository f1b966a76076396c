"""The store for several processes: PostgreSQL through asyncpg."""
