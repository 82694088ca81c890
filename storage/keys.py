"""The keys that tie a person to a ballot's slot: files beside the store, never inside it."""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

KEY_BYTES = 32


class KeyDestroyed(Exception):  # noqa: N818 - a fact about the key
    """Voting in this heading has been closed: nobody can find a person's ballot any more."""


class KeyRing:
    """One random key for each process and heading, made at the first use, destroyed at closing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._keys: dict[tuple[int, int], bytes] = {}
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def slot(self, process_no: int, heading_no: int, person: str) -> str:
        """Return the slot under which a person's ballot in a heading stands (hex, 64 digits).

        Raises:
            KeyDestroyed: the heading is closed.
        """
        key = self._key(process_no, heading_no)
        message = f"{person}|{process_no}|{heading_no}".encode()
        return hmac.new(key, message, hashlib.sha256).hexdigest()

    def destroy(self, process_no: int, heading_no: int) -> None:
        """Overwrite and remove a key for good; doing it again is no error."""
        self._keys.pop((process_no, heading_no), None)
        path = self._path(process_no, heading_no)
        tomb = path.with_suffix(".destroyed")
        tomb.touch(mode=0o600)
        with contextlib.suppress(FileNotFoundError), path.open("r+b") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink(missing_ok=True)
        self._sync_folder()

    def is_destroyed(self, process_no: int, heading_no: int) -> bool:
        """Say whether the heading's key is gone for good."""
        return self._path(process_no, heading_no).with_suffix(".destroyed").exists()

    def _key(self, process_no: int, heading_no: int) -> bytes:
        known = self._keys.get((process_no, heading_no))
        if known is not None:
            return known
        path = self._path(process_no, heading_no)
        if path.with_suffix(".destroyed").exists():
            raise KeyDestroyed(f"{process_no}-{heading_no}")
        if not path.exists():
            self._make(path)
        key = path.read_bytes()
        self._keys[process_no, heading_no] = key
        return key

    def _make(self, path: Path) -> None:
        fresh = path.with_suffix(".fresh")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(descriptor, secrets.token_bytes(KEY_BYTES))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        fresh.rename(path)
        self._sync_folder()

    def _sync_folder(self) -> None:
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _path(self, process_no: int, heading_no: int) -> Path:
        return self.folder / f"{process_no}-{heading_no}.key"
