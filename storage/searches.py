"""A person's last searches among the proposals, kept like a draft."""

from deliberation.searching_views import Search, Searches, pack, unpack
from storage import drafts
from storage.database import Transaction

_KIND = "searches"


async def of(tx: Transaction, user_id: int, process_no: int) -> Searches:
    """Return a person's last searches in a budget year."""
    found = await drafts.of(tx, user_id, _KIND)
    if found is None or found.process_no != process_no:
        return Searches()
    return unpack(found.data)


async def keep(
    tx: Transaction, user_id: int, process_no: int, searches: Searches, now_s: int
) -> None:
    """Keep a person's searches as they stand."""
    await drafts.keep(tx, user_id, _KIND, process_no, pack(searches), now_s)


async def that_opened(
    tx: Transaction, user_id: int, process_no: int, proposal_no: int
) -> Search | None:
    """Return the search from which a person opened a proposal; None where there is none."""
    return (await of(tx, user_id, process_no)).that_opened(proposal_no)
