"""Citizens as Telegram knows them, and their part in a budget year."""

from storage.database import Row, Transaction


async def look_up(tx: Transaction, user_id: int, process_no: int | None = None) -> Row | None:
    """Return the citizen with the part they take in a year, or in the one they last looked at."""
    return await tx.one(
        """
        SELECT c.user_id, c.language, c.language_chosen, c.blocked,
            COALESCE(:process_no, c.process_no) AS process_no,
            p.district, p.eligible_utc, p.consent_utc, p.shuffle_seed
        FROM citizens c
        LEFT JOIN participants p ON p.user_id = c.user_id
            AND p.process_no = COALESCE(:process_no, c.process_no)
        WHERE c.user_id = :user_id
        """,
        {"user_id": user_id, "process_no": process_no},
    )


async def roles_of(tx: Transaction, user_id: int, process_no: int) -> list[tuple[str, str]]:
    """Return (role, scope) that a person holds now in a budget year."""
    rows = await tx.all(
        "SELECT role, scope FROM roles WHERE user_id = :user_id AND process_no = :process_no",
        {"user_id": user_id, "process_no": process_no},
    )
    return [(row["role"], row["scope"]) for row in rows]


async def meet(
    tx: Transaction, user_id: int, language: str, process_no: int | None, now_s: int
) -> None:
    """Note that a person has written to the bot, and which year they look at."""
    await tx.write(
        """
        INSERT INTO citizens (user_id, language, process_no, first_seen_utc)
        VALUES (:user_id, :language, :process_no, :now_s)
        ON CONFLICT (user_id) DO UPDATE SET blocked = 0,
            process_no = COALESCE(:process_no, citizens.process_no)
        """,
        {"user_id": user_id, "language": language, "process_no": process_no, "now_s": now_s},
    )


async def turn_to(tx: Transaction, user_id: int, process_no: int) -> None:
    """Note that a person looks at a year from now on; nothing is written where they do already."""
    looks_at = await tx.value(
        "SELECT process_no FROM citizens WHERE user_id = :user_id", {"user_id": user_id}
    )
    if looks_at is not None and looks_at != process_no:
        await tx.write(
            "UPDATE citizens SET process_no = :process_no WHERE user_id = :user_id",
            {"user_id": user_id, "process_no": process_no},
        )


async def choose_language(tx: Transaction, user_id: int, language: str, now_s: int) -> None:
    """Keep a language that the person chose."""
    await tx.write(
        """
        INSERT INTO citizens (user_id, language, language_chosen, first_seen_utc)
        VALUES (:user_id, :language, 1, :now_s)
        ON CONFLICT (user_id) DO UPDATE SET language = :language, language_chosen = 1
        """,
        {"user_id": user_id, "language": language, "now_s": now_s},
    )


async def participant(tx: Transaction, process_no: int, user_id: int) -> Row | None:
    """Return a person's part in a budget year."""
    return await tx.one(
        "SELECT * FROM participants WHERE process_no = :process_no AND user_id = :user_id",
        {"process_no": process_no, "user_id": user_id},
    )


async def everybody(tx: Transaction, process_no: int) -> list[int]:
    """Return the accounts of all who have a part in a budget year."""
    rows = await tx.all(
        "SELECT user_id FROM participants WHERE process_no = :process_no",
        {"process_no": process_no},
    )
    return [int(row["user_id"]) for row in rows]


async def join(
    tx: Transaction,
    process_no: int,
    user_id: int,
    *,
    shuffle_seed: str,
    district: str | None = None,
    eligible_utc: int | None = None,
    consent_utc: int | None = None,
) -> None:
    """Add to a person's part in a budget year; what is None stays as it is."""
    await tx.write(
        """
        INSERT INTO participants (process_no, user_id, district, eligible_utc, consent_utc,
            shuffle_seed)
        VALUES (:process_no, :user_id, COALESCE(:district, ''), :eligible_utc, :consent_utc,
            :shuffle_seed)
        ON CONFLICT (process_no, user_id) DO UPDATE SET
            district = COALESCE(:district, participants.district),
            eligible_utc = COALESCE(participants.eligible_utc, :eligible_utc),
            consent_utc = COALESCE(participants.consent_utc, :consent_utc)
        """,
        {
            "process_no": process_no,
            "user_id": user_id,
            "district": district,
            "eligible_utc": eligible_utc,
            "consent_utc": consent_utc,
            "shuffle_seed": shuffle_seed,
        },
    )


async def mark_blocked(tx: Transaction, user_id: int) -> None:
    """Note that the person has blocked the bot; the next message from them lifts it."""
    await tx.write(
        "UPDATE citizens SET blocked = 1 WHERE user_id = :user_id", {"user_id": user_id}
    )
