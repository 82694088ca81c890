"""Suggestions to merge proposals, with what each proposer answered."""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from deliberation.merging import (
    Answer,
    Joint,
    Merge,
    MergePart,
    MergeState,
    WhyLeft,
    pack_joint,
)
from deliberation.proposals import Content, Proposal, State
from storage.database import Row, Transaction, listed, numbered
from storage.proposals import proposal_of


async def add(
    tx: Transaction,
    process_no: int,
    heading_no: int,
    numbers: Collection[int],
    *,
    lead_no: int,
    joint: Joint,
    suggested_by: int,
    until_s: int,
    draft_token: str,
    now_s: int,
) -> int:
    """Keep a suggestion and return its number."""
    rows = await tx.write(
        """
        INSERT INTO merges (process_no, heading_no, lead_no, joint, suggested_by, suggested_utc,
            until_utc, draft_token)
        VALUES (:process_no, :heading_no, :lead_no, :joint, :suggested_by, :now_s, :until_s,
            :draft_token)
        RETURNING merge_no
        """,
        {
            "process_no": process_no,
            "heading_no": heading_no,
            "lead_no": lead_no,
            "joint": json.dumps(pack_joint(joint), ensure_ascii=False, sort_keys=True),
            "suggested_by": suggested_by,
            "until_s": until_s,
            "draft_token": draft_token,
            "now_s": now_s,
        },
    )
    merge_no = int(rows[0]["merge_no"])
    await tx.write_many(
        "INSERT INTO merge_parts (merge_no, proposal_no) VALUES (:merge_no, :number)",
        [{"merge_no": merge_no, "number": number} for number in numbers],
    )
    return merge_no


async def by_number(tx: Transaction, process_no: int, merge_no: int) -> Merge | None:
    """Return a suggestion of a budget year."""
    row = await tx.one(
        "SELECT * FROM merges WHERE merge_no = :merge_no AND process_no = :process_no",
        {"merge_no": merge_no, "process_no": process_no},
    )
    return await _merge(tx, row) if row is not None else None


async def from_draft(tx: Transaction, draft_token: str) -> Merge | None:
    """Return the suggestion that a draft has become."""
    row = await tx.one(
        "SELECT * FROM merges WHERE draft_token = :draft_token", {"draft_token": draft_token}
    )
    return await _merge(tx, row) if row is not None else None


async def undecided(tx: Transaction, process_no: int) -> list[Merge]:
    """Return a year's undecided suggestions, the first to end first."""
    rows = await tx.all(
        "SELECT * FROM merges WHERE process_no = :process_no AND state = 'asked'"
        " ORDER BY until_utc, merge_no",
        {"process_no": process_no},
    )
    return [await _merge(tx, row) for row in rows]


async def undecided_with(tx: Transaction, proposal_no: int) -> int | None:
    """Return the undecided suggestion that a proposal is part of."""
    found = await tx.value(
        "SELECT m.merge_no FROM merges m JOIN merge_parts p ON p.merge_no = m.merge_no"
        " WHERE m.state = 'asked' AND p.why_left = '' AND p.proposal_no = :proposal_no",
        {"proposal_no": proposal_no},
    )
    return None if found is None else int(found)


async def answer(
    tx: Transaction, merge_no: int, proposal_no: int, given: Answer, reason: str = ""
) -> None:
    """Note what a proposer answered."""
    await tx.write(
        "UPDATE merge_parts SET answer = :answer, reason = :reason"
        " WHERE merge_no = :merge_no AND proposal_no = :proposal_no",
        {
            "merge_no": merge_no,
            "proposal_no": proposal_no,
            "answer": given.value,
            "reason": reason,
        },
    )


async def leave(tx: Transaction, merge_no: int, left: Mapping[int, WhyLeft]) -> None:
    """Note that proposals are no part of a suggestion any more."""
    await tx.write_many(
        "UPDATE merge_parts SET why_left = :why"
        " WHERE merge_no = :merge_no AND proposal_no = :proposal_no",
        [
            {"merge_no": merge_no, "proposal_no": number, "why": why.value}
            for number, why in left.items()
        ],
    )


async def ask_anew(tx: Transaction, merge_no: int, lead_no: int, until_s: int) -> None:
    """Put another proposal in the lead and open all answers again."""
    await tx.write(
        "UPDATE merges SET lead_no = :lead_no, until_utc = :until_s, round_no = round_no + 1"
        " WHERE merge_no = :merge_no",
        {"merge_no": merge_no, "lead_no": lead_no, "until_s": until_s},
    )
    await tx.write(
        "UPDATE merge_parts SET answer = 'open' WHERE merge_no = :merge_no AND why_left = ''",
        {"merge_no": merge_no},
    )


async def lead(tx: Transaction, merge_no: int, lead_no: int) -> None:
    """Put another proposal in the lead; the text is a joint one and stays."""
    await tx.write(
        "UPDATE merges SET lead_no = :lead_no WHERE merge_no = :merge_no",
        {"merge_no": merge_no, "lead_no": lead_no},
    )


async def close(tx: Transaction, merge_no: int, state: MergeState, now_s: int) -> None:
    """Decide a suggestion."""
    await tx.write(
        "UPDATE merges SET state = :state, done_utc = :now_s"
        " WHERE merge_no = :merge_no AND state = 'asked'",
        {"merge_no": merge_no, "state": state.value, "now_s": now_s},
    )


async def proposals_of(tx: Transaction, numbers: Collection[int]) -> dict[int, Proposal]:
    """Return proposals by their numbers."""
    names = numbered("number", sorted(numbers))
    rows = await tx.all(
        f"SELECT * FROM proposals WHERE proposal_no IN ({listed(names) or 'NULL'})", names
    )
    return {row["proposal_no"]: proposal_of(row) for row in rows}


async def make(
    tx: Transaction,
    merge_no: int,
    lead: Proposal,
    speaker: Proposal,
    content: Content,
    state: State,
    received: datetime,
) -> Proposal:
    """Take in what a merger makes, in the speaker's name; its number is given here."""
    rows = await tx.write(
        """
        INSERT INTO proposals (process_no, heading_no, author, title, problem, idea, place, cost,
            field, language, state, received_utc, signature, from_merge)
        VALUES (:process_no, :heading_no, :author, :title, :problem, :idea, :place, :cost,
            :field, :language, :state, :received_s, :signature, :merge_no)
        RETURNING *
        """,
        {
            "process_no": lead.process_no,
            "heading_no": lead.heading_no,
            "author": speaker.author,
            "title": content.title,
            "problem": content.problem,
            "idea": content.idea,
            "place": content.place,
            "cost": content.cost,
            "field": content.field_id,
            "language": lead.language,
            "state": state.value,
            "received_s": int(received.timestamp()),
            "signature": speaker.signature,
            "merge_no": merge_no,
        },
    )
    return proposal_of(rows[0])


async def become(tx: Transaction, made: int, numbers: Collection[int]) -> None:
    """Let proposals point forward to what they have become; all who follow them follow it."""
    names = numbered("number", sorted(numbers))
    params = {**names, "made": made}
    await tx.write(
        f"UPDATE proposals SET merged_into = :made WHERE proposal_no IN ({listed(names)})", params
    )
    await tx.write(
        f"""
        INSERT INTO followers (proposal_no, user_id)
        SELECT DISTINCT CAST(:made AS BIGINT), f.user_id FROM (
            SELECT user_id FROM followers WHERE proposal_no IN ({listed(names)})
            UNION SELECT author FROM proposals WHERE proposal_no IN ({listed(names)})
        ) AS f
        WHERE f.user_id <> 0
            AND f.user_id <> (SELECT author FROM proposals WHERE proposal_no = :made)
        ON CONFLICT (proposal_no, user_id) DO NOTHING
        """,
        params,
    )


async def made_by(tx: Transaction, merge_no: int) -> Proposal | None:
    """Return the proposal that a merger made."""
    row = await tx.one(
        "SELECT * FROM proposals WHERE from_merge = :merge_no", {"merge_no": merge_no}
    )
    return proposal_of(row) if row is not None else None


async def spoken_for_by(tx: Transaction, user_id: int) -> list[Proposal]:
    """Return the merged proposals for which a person speaks."""
    rows = await tx.all(
        "SELECT * FROM proposals WHERE author = :user_id AND from_merge IS NOT NULL"
        " ORDER BY proposal_no",
        {"user_id": user_id},
    )
    return [proposal_of(row) for row in rows]


async def hand_on(tx: Transaction, made: int, speaker: Proposal) -> None:
    """Let the proposer of one of its originals speak for a merged proposal."""
    await tx.write(
        "UPDATE proposals SET author = :author, signature = :signature WHERE proposal_no = :made",
        {"made": made, "author": speaker.author, "signature": speaker.signature},
    )


async def origins(tx: Transaction, made: int) -> tuple[Proposal, ...]:
    """Return the proposals that one was made of, in the order of their numbers."""
    rows = await tx.all(
        "SELECT * FROM proposals WHERE merged_into = :made ORDER BY proposal_no", {"made": made}
    )
    return tuple(proposal_of(row) for row in rows)


async def origins_in(tx: Transaction, process_no: int) -> dict[int, tuple[int, ...]]:
    """Return, for each proposal of a year that a merger made, what it was made of."""
    rows = await tx.all(
        "SELECT merged_into, proposal_no FROM proposals"
        " WHERE process_no = :process_no AND merged_into IS NOT NULL ORDER BY proposal_no",
        {"process_no": process_no},
    )
    found: dict[int, tuple[int, ...]] = {}
    for row in rows:
        made = row["merged_into"]
        found[made] = (*found.get(made, ()), row["proposal_no"])
    return found


async def mergeable(
    tx: Transaction, process_no: int, heading_no: int, *, most: int, offset: int = 0
) -> tuple[int, list[Proposal]]:
    """Return how many proposals of a heading can be merged, and a page of them."""
    where = """process_no = :process_no AND heading_no = :heading_no AND from_merge IS NULL
        AND state IN ('received', 'reviewing', 'feasible')"""
    params = {"process_no": process_no, "heading_no": heading_no}
    total = int(await tx.value(f"SELECT COUNT(*) FROM proposals WHERE {where}", params))
    rows = await tx.all(
        f"SELECT * FROM proposals WHERE {where} ORDER BY proposal_no LIMIT :most OFFSET :offset",
        {**params, "most": most, "offset": offset},
    )
    return total, [proposal_of(row) for row in rows]


async def answers_of(tx: Transaction, proposal_no: int) -> list[Row]:
    """Return what was answered about a proposal, for whoever handed it in."""
    return await tx.all(
        "SELECT merge_no, answer, reason, why_left FROM merge_parts"
        " WHERE proposal_no = :proposal_no ORDER BY merge_no",
        {"proposal_no": proposal_no},
    )


async def _merge(tx: Transaction, row: Row) -> Merge:
    parts = await tx.all(
        "SELECT * FROM merge_parts WHERE merge_no = :merge_no ORDER BY proposal_no",
        {"merge_no": row["merge_no"]},
    )
    return Merge(
        merge_no=row["merge_no"],
        process_no=row["process_no"],
        heading_no=row["heading_no"],
        lead_no=row["lead_no"],
        joint=Joint(**json.loads(row["joint"])),
        round_no=row["round_no"],
        state=MergeState(row["state"]),
        suggested_by=row["suggested_by"],
        until_utc=datetime.fromtimestamp(row["until_utc"], UTC),
        parts=tuple(
            MergePart(
                one["proposal_no"],
                Answer(one["answer"]),
                WhyLeft(one["why_left"]) if one["why_left"] else None,
                one["reason"],
            )
            for one in parts
        ),
    )
