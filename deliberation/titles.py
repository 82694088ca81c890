"""What a title may not hold: whatever a phone would make into something to tap."""

import re
import unicodedata
from typing import Final

from deliberation.refusals import BadInput

# Endings that phones make into links. Node.js, v1.2 and 동네.공원 are none.
_ENDINGS: Final = (
    "com|net|org|edu|gov|info|biz|name|mobi|app|dev|link|xyz|top|shop|store|site|online|club|pro"
    "|live|blog|page|space|website|world|click|cloud|tech|vip|fun|win|bet|io|me|gg|ly|ai|tv|co|cc"
    "|ws|gl|fm|sh|id|kr|cn|jp|ru|su|ua|us|uk|eu|de|fr|nl|pl|es|it|ch|ca|au|nz|br|in|to|vn|th|ph"
    "|tw|hk|sg|my|mn|uz|kz|tr|한국|рф"
)
_LINK: Final = re.compile(
    rf"://|\bhttps?:|\bwww\.|\btg:|[\w-]\.(?:{_ENDINGS})(?![a-z0-9])|\b\d{{1,3}}(?:\.\d{{1,3}}){{3}}\b"
)
_MENTION: Final = re.compile(r"(?<![a-z0-9_])@[a-z0-9_]{3,}")
_COMMAND: Final = re.compile(r"(?<![\w/<>])/[a-z]\w*")


def check_title(text: str) -> None:
    """Refuse what would be a link, an account or a command, in wide letters as well.

    Raises:
        BadInput: "title-with-link", "title-with-mention", "title-with-command".
    """
    plain = unicodedata.normalize("NFKC", text).replace("。", ".").casefold()
    if _MENTION.search(plain):
        raise BadInput("title-with-mention")
    if _LINK.search(plain):
        raise BadInput("title-with-link")
    if _COMMAND.search(plain):
        raise BadInput("title-with-command")
