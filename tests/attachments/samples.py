"""Files that somebody might send: pictures with a camera's notes, PDFs of several kinds."""

import zlib
from io import BytesIO

from PIL import Image

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F
SEOUL = {1: "N", 2: (37.0, 33.0, 59.0), 3: "E", 4: (126.0, 58.0, 40.0)}


def photo(
    width: int = 60, height: int = 40, *, turned: int = 1, form: str = "JPEG", shade: int = 90
) -> bytes:
    """A picture with place, maker and orientation in it; its left half is red."""
    picture = Image.new("RGB", (width, height), (shade, 120, 160))
    picture.paste((200, 20, 20), (0, 0, width // 2, height))
    notes = Image.Exif()
    notes[MAKER] = "Some Camera 7"
    notes[ORIENTATION] = turned
    notes[GPS] = SEOUL
    kept = BytesIO()
    picture.save(kept, form, exif=notes)
    return kept.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A PNG that is small as a file and large as a picture."""
    kept = BytesIO()
    Image.new("1", (width, height)).save(kept, "PNG")
    return kept.getvalue()


def pdf(*objects: bytes, packed: bytes = b"") -> bytes:
    """A PDF with these objects, and others in a compressed stream."""
    parts = [b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n", *objects]
    if packed:
        stream = zlib.compress(packed)
        parts.append(
            b"5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\n"
            b"stream\n%s\nendstream\nendobj\n" % (len(stream), stream)
        )
    return b"".join([*parts, b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"])
