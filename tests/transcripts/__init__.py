"""Golden transcripts: conversations that a facilitator can read and correct."""
