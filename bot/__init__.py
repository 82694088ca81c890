"""Assemble, schedule, deliver, run; the command line."""
