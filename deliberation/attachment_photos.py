"""A photo made anew: upright, of a size to look at on a phone, without what a camera noted.

Place, time, device and embedded previews stand in metadata; only the pixels go into the new file.
"""

import struct
import warnings
from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Final

from PIL import ExifTags, Image, UnidentifiedImageError

from deliberation.attachments import FileKind, Stored, check_pdf, kind_of
from deliberation.refusals import BadInput

PIXELS_MOST: Final = 40_000_000
SIDE_MOST: Final = 1600
RATIO_MOST: Final = 20  # Telegram shows no photo that is longer than that
QUALITY: Final = 82
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_TURNS: Final[Mapping[object, Image.Transpose]] = MappingProxyType(
    {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
)


def stored_form(data: bytes) -> Stored:
    """Return a file as it is kept (blocking: to be run off the event loop).

    Raises:
        BadInput: as `kind_of` and `check_pdf`; "photo-too-many-pixels" before any is decoded,
            "photo-too-narrow", "photo-damaged".
    """
    kind = kind_of(data)
    if kind is FileKind.PDF:
        check_pdf(data)
        return Stored(kind, data)
    return Stored(kind, made_anew(data))


def made_anew(data: bytes) -> bytes:
    """Return a photo as a JPEG of its pixels alone."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures; ours is the stricter limit.
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=_FORMATS) as photo:
                _check_size(photo.width, photo.height)
                return _upright(photo)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, struct.error):
        raise BadInput("photo-damaged") from None
    except (Image.DecompressionBombError, MemoryError):
        raise BadInput("photo-too-many-pixels", most=PIXELS_MOST) from None


def _check_size(width: int, height: int) -> None:
    pixels = width * height
    if pixels > PIXELS_MOST:
        raise BadInput("photo-too-many-pixels", most=PIXELS_MOST, pixels=pixels)
    narrow, wide = sorted((width, height))
    if not narrow or wide > RATIO_MOST * narrow:
        raise BadInput("photo-too-narrow")


def _upright(photo: Image.Image) -> bytes:
    # A JPEG can be decoded at a fraction of its size, which keeps a large one out of memory.
    photo.draft("RGB", (SIDE_MOST, SIDE_MOST))
    photo.load()
    # Only this one note is read: the library's own way writes all others anew, also broken ones.
    turn = _TURNS.get(photo.getexif().get(ExifTags.Base.Orientation))
    turned = photo.copy() if turn is None else photo.transpose(turn)
    turned.thumbnail((SIDE_MOST, SIDE_MOST), Image.Resampling.LANCZOS)
    plain = Image.new("RGB", turned.size, "white")
    if turned.has_transparency_data:
        layers = turned.convert("RGBA")
        plain.paste(layers, mask=layers.getchannel("A"))
    else:
        plain.paste(turned.convert("RGB"))
    kept = BytesIO()
    plain.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue()
