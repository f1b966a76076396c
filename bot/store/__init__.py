"""The durable state: an inbox of events, sessions, and an outbox of messages."""
