"""Who may come in: programs on this machine, and the page that is served here.

A web page from elsewhere, open in a browser on the same machine, must not move the clock or act
as somebody. Browsers say whose page asks (Origin, Sec-Fetch-Site) and which name it used (Host);
programs say neither, and are let in.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_OWN_SITE = frozenset({"same-origin", "none"})
_PAGE = "/"

Headers = Iterable[tuple[bytes, bytes]]


def refused(headers: Headers, method: str, path: str) -> str:
    """Return why a request is not let in; '' where it is."""
    told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
    host = told.get("host", "")
    # A name that somebody made point to this machine is no name of it.
    if host and _named(f"//{host}")[0] not in HERE:
        return "this is not where that name leads"
    origin = told.get("origin")
    if origin is not None and _named(origin) != _named(f"//{host}"):
        return "another page's request"
    site = told.get("sec-fetch-site", "none")
    # A link from elsewhere may lead to the page; nothing else may be asked for from there.
    leads_here = method == "GET" and path == _PAGE and told.get("sec-fetch-mode") == "navigate"
    if site not in _OWN_SITE and not leads_here:
        return "another page's request"
    return ""


def _named(address: str) -> tuple[str | None, int | None]:
    try:
        parts = urlsplit(address)
        return parts.hostname, parts.port or (80 if parts.scheme in ("", "http") else None)
    except ValueError:
        return None, None
