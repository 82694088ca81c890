"""Assemble, schedule, deliver, run; the command line."""

import os

# The library's waits are timedeltas; without this each 429 would also warn of the change.
os.environ.setdefault("PTB_TIMEDELTA", "true")
