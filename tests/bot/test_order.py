"""Who is served when: each person in order, people beside each other, nobody crowded out."""

import asyncio

from telegram import Update

from bot.order import OrderOfEachCitizen


def _update(number: int, user_id: int | None, chat_id: int = -1) -> Update:
    message = {
        "message_id": number,
        "date": 0,
        "chat": {"id": chat_id, "type": "channel", "title": "c"},
    }
    if user_id is not None:
        message["from"] = {"id": user_id, "is_bot": False, "first_name": "S"}
    update = Update.de_json({"update_id": number, "message": message}, None)
    assert update is not None
    return update


async def test_one_persons_updates_are_handled_in_their_order() -> None:
    order = OrderOfEachCitizen(8)
    seen: list[int] = []

    async def handle(number: int) -> None:
        await asyncio.sleep(0.003 if number % 2 else 0)
        seen.append(number)

    await asyncio.gather(
        *(order.process_update(_update(number, 1), handle(number)) for number in range(12))
    )

    assert seen == list(range(12))
    assert order.people_waiting == 0


async def test_people_are_handled_beside_each_other() -> None:
    order = OrderOfEachCitizen(8)
    together = asyncio.Barrier(4)

    await asyncio.wait_for(
        asyncio.gather(
            *(
                order.process_update(_update(number, number), together.wait())
                for number in range(4)
            )
        ),
        2,
    )


async def test_somebody_who_floods_holds_only_one_place() -> None:
    order = OrderOfEachCitizen(2)
    release = asyncio.Event()
    flood = [
        asyncio.create_task(order.process_update(_update(number, 1), release.wait()))
        for number in range(50)
    ]
    await asyncio.sleep(0)

    served = [
        asyncio.wait_for(order.process_update(_update(100 + n, n), asyncio.sleep(0)), 60)
        for n in (2, 3, 4)
    ]
    await asyncio.gather(*served)

    assert not any(task.done() for task in flood)
    release.set()
    await asyncio.gather(*flood)


async def test_those_who_wait_for_a_place_get_it_in_turn() -> None:
    order = OrderOfEachCitizen(1)
    seen: list[int] = []

    async def handle(number: int) -> None:
        await asyncio.sleep(0)
        seen.append(number)

    await asyncio.gather(*(order.process_update(_update(n, n), handle(n)) for n in range(20)))

    assert seen == list(range(20))


async def test_where_there_is_no_person_the_chat_has_the_order() -> None:
    order = OrderOfEachCitizen(8)
    seen: list[int] = []

    async def handle(number: int) -> None:
        await asyncio.sleep(0.003 if number == 0 else 0)
        seen.append(number)

    await asyncio.gather(
        *(order.process_update(_update(n, None, chat_id=-7), handle(n)) for n in range(3))
    )

    assert seen == [0, 1, 2]


async def test_a_failing_update_gives_its_turn_and_its_place_back() -> None:
    order = OrderOfEachCitizen(1)

    async def fail() -> None:
        raise ValueError("no")

    fates = await asyncio.gather(
        order.process_update(_update(1, 1), fail()),
        order.process_update(_update(2, 1), asyncio.sleep(0)),
        return_exceptions=True,
    )

    assert isinstance(fates[0], ValueError)
    assert fates[1] is None
    assert order.people_waiting == 0
