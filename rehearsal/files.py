"""Files that people and the bot have sent, with Telegram's ids and sizes."""

import base64
import struct
from dataclasses import dataclass, field
from typing import Any

from rehearsal.limits import (
    DOWNLOAD_MAX_BYTES,
    PHOTO_MAX_BYTES,
    PHOTO_RATIO_MAX,
    PHOTO_SIDES_MAX,
    UPLOAD_MAX_BYTES,
)
from rehearsal.refusals import Refusal, bad_request

Json = dict[str, Any]

_FOLDERS = {
    "photo": "photos",
    "document": "documents",
    "voice": "voice",
    "sticker": "stickers",
    "video": "videos",
    "audio": "music",
    "animation": "animations",
}
_PREFIXES = {"photo": "AgAC", "document": "BQAC", "voice": "AwAC", "sticker": "CAAC"}
_ENDINGS = {"photo": "jpg", "voice": "oga", "sticker": "webp", "video": "mp4", "audio": "mp3"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in: its bytes, its name, its media type."""

    data: bytes
    name: str = ""
    mime_type: str = ""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that the box keeps."""

    file_id: str
    unique_id: str
    kind: str
    path: str
    data: bytes
    name: str
    mime_type: str
    width: int = 0
    height: int = 0

    def as_json(self) -> Json:
        """What every file's description begins with."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
        }


@dataclass
class FileStore:
    """All files of the box, by id and by path."""

    by_id: dict[str, StoredFile] = field(default_factory=dict)
    by_path: dict[str, StoredFile] = field(default_factory=dict)
    count: int = 0

    def keep(self, kind: str, upload: Upload) -> StoredFile:
        """Store an upload, or refuse it as Telegram would."""
        data = upload.data
        if not data:
            raise bad_request("file must be non-empty")
        if len(data) > UPLOAD_MAX_BYTES:
            raise Refusal(413, "Request Entity Too Large")
        width, height = (0, 0)
        if kind == "photo":
            width, height = _checked_photo(data)
        number = self.count
        self.count += 1
        ending = upload.name.rpartition(".")[2] if "." in upload.name else ""
        ending = _ENDINGS.get(kind, ending if ending.isalnum() else "bin")
        token = base64.urlsafe_b64encode(struct.pack(">QI", number, len(data))).decode()
        stored = StoredFile(
            file_id=f"{_PREFIXES.get(kind, 'BAAC')}AgUAAxkBAAI{token.rstrip('=')}",
            unique_id=f"AQAD{token.rstrip('=')[:12]}",
            kind=kind,
            path=f"{_FOLDERS.get(kind, 'documents')}/file_{number}.{ending}",
            data=data,
            name=upload.name,
            mime_type=upload.mime_type or "application/octet-stream",
            width=width,
            height=height,
        )
        self.add(stored)
        return stored

    def add(self, stored: StoredFile) -> None:
        """Take in a file that has its ids already."""
        self.by_id[stored.file_id] = stored
        self.by_path[stored.path] = stored

    def found(self, file_id: str) -> StoredFile:
        """The file behind an id."""
        stored = self.by_id.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored

    def for_download(self, file_id: str) -> Json:
        """The Bot API's File, with the path to fetch it from."""
        stored = self.by_id.get(file_id)
        if stored is None:
            raise bad_request("invalid file_id")
        if len(stored.data) > DOWNLOAD_MAX_BYTES:
            raise bad_request("file is too big")
        return stored.as_json() | {"file_path": stored.path}


def described(stored: StoredFile) -> Json:
    """The part of a Message that shows a file: {"photo": [...]}, {"document": {...}}, ..."""
    shape = stored.as_json()
    if stored.kind == "photo":
        return {"photo": [shape | {"width": stored.width, "height": stored.height}]}
    if stored.kind == "voice":
        return {"voice": shape | {"duration": 3, "mime_type": "audio/ogg"}}
    if stored.kind == "sticker":
        extra = {"type": "regular", "is_animated": False, "is_video": False}
        return {"sticker": shape | extra | {"width": 512, "height": 512, "emoji": "👍"}}
    if stored.name:
        shape["file_name"] = stored.name
    return {"document": shape | {"mime_type": stored.mime_type}}


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF, JPEG or WebP file, None if it is none of them."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return int(width), int(height)
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] == b"VP8X" and len(data) >= 30:
        return (
            1 + int.from_bytes(data[24:27], "little"),
            1 + int.from_bytes(data[27:30], "little"),
        )
    if data[12:16] == b"VP8 " and len(data) >= 30:
        width, height = struct.unpack("<HH", data[26:30])
        return int(width) & 0x3FFF, int(height) & 0x3FFF
    if data[12:16] == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    return None


def _checked_photo(data: bytes) -> tuple[int, int]:
    if len(data) > PHOTO_MAX_BYTES:
        raise bad_request(
            f"file of size {len(data)} bytes is too big for a photo; "
            f"the maximum size is {PHOTO_MAX_BYTES} bytes"
        )
    size = picture_size(data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    narrow, wide = sorted(size)
    if not narrow or width + height > PHOTO_SIDES_MAX or wide > PHOTO_RATIO_MAX * narrow:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size
