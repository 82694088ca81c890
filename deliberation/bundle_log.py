"""Comparing a verified bundle with the public log as it is handed out, or as somebody kept it."""

from __future__ import annotations

import json
from dataclasses import fields

from deliberation.bundle_reading import BundleDiffers, VerifiedBundle
from deliberation.log_chain import LogEntry, first_break

STORED = "bundle-stored"
_KEYS = [one.name for one in fields(LogEntry)]


def check_against_log(found: VerifiedBundle, text: str) -> int:
    """Return the number of the entry that names the bundle's hash.

    The log's chain must hold, the bundle's own log must be its beginning, and an entry must name
    the bundle (BundleDiffers for the first that is not so).
    """
    try:
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        log = [LogEntry(**{key: row[key] for key in _KEYS}) for row in rows]
        named = [json.loads(one.body) if one.kind == STORED else {} for one in log]
    except (ValueError, KeyError, TypeError) as error:
        raise BundleDiffers("log_unreadable", reason=str(error)) from error
    broken = first_break(log)
    if broken is not None:
        raise BundleDiffers("log_broken", entry=broken)
    if found.log_entries > len(log):
        raise BundleDiffers("log_too_short", entry=found.log_entries)
    if found.log_entries and log[found.log_entries - 1].sha256 != found.checkpoint_sha256:
        raise BundleDiffers("log_is_another", entry=found.log_entries)
    for entry, body in zip(log, named, strict=True):
        if body.get("sha256") == found.sha256:
            return entry.seq
    raise BundleDiffers("bundle_not_logged", found=found.sha256)
