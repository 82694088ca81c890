"""Dialogues that remember an answer between messages."""
