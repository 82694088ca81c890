"""How a vote without money stands with the public, and what its publication would say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deliberation.results_views import EditionView

NOT_PUBLIC = EditionView(0, "")


@dataclass(frozen=True)
class Confirmed:
    """What two managers confirm of counted votes, beside the counts themselves.

    `sha256` is what they read to each other; `whole_sha256` hashes the counts alone. With a
    correction `why` says the reason, by language, and `changed` names the headings (by number)
    whose count differs.
    """

    sha256: str
    whole_sha256: str
    why: Mapping[str, str] = field(default_factory=dict)
    changed: frozenset[int] = frozenset()
