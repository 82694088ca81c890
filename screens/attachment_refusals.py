"""Why a photo or document is not taken."""

from collections.abc import Callable

from deliberation.refusals import Refusal
from locales.translator import Translator

Words = Callable[[Refusal, Translator], str]

MILLION = 1_000_000


def _number(refusal: Refusal, name: str) -> int:
    found = refusal.params.get(name)
    return found if isinstance(found, int) else 0


def _too_many_pixels(refusal: Refusal, t: Translator) -> str:
    return t.gettext(
        "That picture is too large: more than {n} million pixels. Send it as a photo instead of a "
        "file, and Telegram makes it smaller."
    ).format(n=_number(refusal, "most") // MILLION)


def _full(refusal: Refusal, t: Translator) -> str:
    n = _number(refusal, "most")
    return t.ngettext(
        "A proposal can have {n} photo or document. Remove it to add another.",
        "A proposal can have {n} photos and documents. Remove one to add another.",
        n,
    ).format(n=n)


WORDS: dict[str, Words] = {
    "file-unknown": lambda r, t: t.gettext(
        "That file is neither a photo (JPEG, PNG, WebP) nor a PDF, whatever it is called. It was "
        "not stored."
    ),
    "photo-of-apple-kind": lambda r, t: t.gettext(
        "That picture is in a format that not everybody can open (HEIC). Send it as a photo "
        "instead of a file, and Telegram converts it."
    ),
    "photo-too-many-pixels": _too_many_pixels,
    "photo-too-narrow": lambda r, t: t.gettext(
        "That picture is too long and narrow to be shown. Please send a part of it."
    ),
    "photo-damaged": lambda r, t: t.gettext(
        "That picture cannot be read: the file is damaged. Please send it again, or another one."
    ),
    "pdf-damaged": lambda r, t: t.gettext(
        "That PDF cannot be read: the file is damaged. Please save it again and send that."
    ),
    "pdf-locked": lambda r, t: t.gettext(
        "That PDF is encrypted. Please send one that opens without a password and without locks."
    ),
    "pdf-active": lambda r, t: t.gettext(
        "That PDF holds a script, a form or another file. Please print it into a plain PDF and "
        "send that."
    ),
    "file-too-large": lambda r, t: t.gettext(
        "That file is too large: at most {n} MB are taken."
    ).format(n=_number(r, "most") // MILLION),
    "file-known": lambda r, t: t.gettext("You have attached that already."),
    "files-full": _full,
    "files-not-taken": lambda r, t: t.gettext(
        "Photos and documents are not taken in this budget year. It was not stored."
    ),
    "file-wanted": lambda r, t: t.gettext(
        "Please send a photo or a PDF, or use the button to go on."
    ),
    "no-files": lambda r, t: t.gettext("There are no photos or documents any more."),
}
