"""What a text means: sentences, a small encoder, heads fitted on its vectors, entities, follow-ups. Talks to nobody."""
