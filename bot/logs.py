"""Logs: ids and durations, never what people write, choose or are called, and no tokens."""

import logging
from typing import Final

_FORMAT: Final = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"

# These tell requests, addresses or whole messages when they are let to.
_AT_LEAST_WARNING: Final = (
    "aiohttp",
    "aiosqlite",
    "apscheduler",
    "asyncio",
    "httpcore",
    "httpx",
    "telegram",
    "uvicorn",
    "websockets",
)


def configure_logs(level: str) -> None:
    """Log to the standard error from `level` on."""
    logging.basicConfig(level=level, format=_FORMAT, force=True)
    for name in _AT_LEAST_WARNING:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
