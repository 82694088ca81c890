"""Photos and documents of a proposal: what a file is by its bytes, and what is taken.

A photo is made anew (deliberation/attachment_photos.py); a PDF is passed on as it came, where
nothing in it is locked, runs by itself or hides another file.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from deliberation.refusals import BadInput

DOWNLOAD_MOST: Final = 20_000_000  # what Telegram hands over to a bot
PDF_MOST: Final = 5_000_000
HIDDEN_MOST: Final = 8_000_000  # unpacked bytes of a PDF's object streams that are looked at


class FileKind(StrEnum):
    """What an attachment is."""

    PHOTO = "photo"
    PDF = "pdf"


@dataclass(frozen=True)
class Attachment:
    """A photo or document that hangs on a draft or a proposal; `size` in bytes as stored.

    `original` is the number on the receipt of the proposal that it came with, where that was
    merged into the one that shows it.
    """

    attachment_no: int
    kind: FileKind
    size: int
    sha256: str
    original: str = ""


@dataclass(frozen=True)
class Stored:
    """A file as it is kept, without whatever the sender's device had written into it."""

    kind: FileKind
    content: bytes


_PHOTOS: Final = (
    re.compile(rb"\xff\xd8\xff"),
    re.compile(rb"\x89PNG\r\n\x1a\n"),
    re.compile(rb"RIFF....WEBP", re.DOTALL),
)
_APPLE_PHOTO: Final = re.compile(rb"....ftyp(?:hei[cfmsx]|hev[cmsx]|mif1|msf1|avif)", re.DOTALL)
_PDF: Final = re.compile(rb"%PDF-[12]\.\d")
_NAME_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT_STREAM: Final = re.compile(rb"/ObjStm\b")
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_NAME_ENDS: Final = rb"(?![A-Za-z0-9])"
_LOCKED: Final = re.compile(rb"/Encrypt" + _NAME_ENDS)
_ACTIVE: Final = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)" + _NAME_ENDS
)


def kind_of(data: bytes) -> FileKind:
    """Return what a file is, whatever it is called.

    Raises:
        BadInput: "photo-of-apple-kind"; "file-unknown" for all that is no photo and no PDF.
    """
    if any(one.match(data) for one in _PHOTOS):
        return FileKind.PHOTO
    if _PDF.match(data):
        return FileKind.PDF
    if _APPLE_PHOTO.match(data):
        raise BadInput("photo-of-apple-kind")
    raise BadInput("file-unknown")


def check_pdf(data: bytes) -> None:
    """Take a PDF that anybody can open and that does nothing by itself.

    Raises:
        BadInput: "file-too-large", "pdf-damaged", "pdf-locked", "pdf-active".
    """
    if len(data) > PDF_MOST:
        raise BadInput("file-too-large", most=PDF_MOST)
    if not _PDF.match(data) or b"%%EOF" not in data[-2048:]:
        raise BadInput("pdf-damaged")
    for piece in _readable(data):
        if _LOCKED.search(piece):
            raise BadInput("pdf-locked")
        if _ACTIVE.search(piece):
            raise BadInput("pdf-active")


def _readable(data: bytes) -> Iterator[bytes]:
    """Give a PDF's objects as they are written: what stands around streams, and in object streams.

    Streams of pixels and fonts are left out: in so many bytes anything stands somewhere. Object
    streams that unpack to more than is ever needed, or not at all, refuse the file.
    """
    at, left = 0, HIDDEN_MOST
    for found in _STREAM.finditer(data):
        around = _plain(data[at : found.start()])
        at = found.end()
        yield around
        if not _OBJECT_STREAM.search(around):
            continue
        try:
            unpacked = zlib.decompressobj().decompress(found[1], left)
        except zlib.error:
            raise BadInput("pdf-damaged") from None
        left -= len(unpacked)
        if left <= 0:
            raise BadInput("pdf-damaged")
        yield _plain(unpacked)
    yield _plain(data[at:])


def _plain(written: bytes) -> bytes:
    """Undo #-escapes, by which a name may be written in other letters."""
    return _NAME_ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()), written)


def check_room(held: int, most: int) -> None:
    """Raise BadInput where one file more is not taken ("files-not-taken", "files-full")."""
    if not most:
        raise BadInput("files-not-taken")
    if held >= most:
        raise BadInput("files-full", most=most)


def pack(one: Attachment) -> dict[str, Any]:
    """Write an attachment as plain data."""
    return {"no": one.attachment_no, "kind": one.kind, "size": one.size, "sha256": one.sha256}


def unpack(data: Mapping[str, Any]) -> Attachment:
    """Read an attachment that `pack` wrote."""
    return Attachment(data["no"], FileKind(data["kind"]), data["size"], data["sha256"])
