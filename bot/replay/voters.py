"""Simulated citizens: they register by a link and tap a real ballot, rank by rank."""

from collections.abc import Sequence

from bot.replay.drawing import DrawnBallot, Voter
from bot.replay.phones import Exchange, Phone
from bot.replay.walks import buttons_of
from deliberation.process import Process
from screens import links
from screens.buttons import AcceptNotice, Button, GiveConsent, SetRank


async def vote(exchange: Exchange, process: Process, voter: Voter) -> None:
    """Register by the link to the first ballot, then tap every rank of every ballot."""
    phone = await exchange.phone(voter.user_id, f"V{voter.user_id}", "en")
    for ballot in voter.ballots:
        await _open(phone, links.payload(links.BALLOT, process.no, ballot.heading_no), ballot)
        await _rank(phone, process, ballot)
    exchange.put_away(phone)


async def _open(phone: Phone, payload: str, ballot: DrawnBallot) -> None:
    def is_there() -> bool:
        return _has(phone, AcceptNotice) or _has(phone, GiveConsent) or _is_at(phone, ballot)

    phone.screen = {}
    await phone.start(payload, is_there)
    if _has(phone, AcceptNotice):
        await phone.tap(
            _data(phone, AcceptNotice),
            lambda: _has(phone, GiveConsent) or _is_at(phone, ballot),
        )
    if _has(phone, GiveConsent):
        await phone.tap(_data(phone, GiveConsent), lambda: _is_at(phone, ballot))


async def _rank(phone: Phone, process: Process, ballot: DrawnBallot) -> None:
    heading = process.paper(ballot.heading_no)
    assert heading is not None
    numbers = {project.project_id: project.no for project in heading.projects}
    for rank, project_id in enumerate(ballot.ranking, start=1):
        await _tap_rank(phone, process, ballot, numbers[project_id], rank)


async def _tap_rank(
    phone: Phone, process: Process, ballot: DrawnBallot, project_no: int, rank: int
) -> None:
    def wish() -> SetRank | None:
        return next(
            (
                one
                for one in _ranks(phone)
                if one.heading_no == ballot.heading_no
                and one.project_no == project_no
                and one.rank == rank
            ),
            None,
        )

    if wish() is None:
        # Not on the page in view: open the project by its link, as from a poster.
        payload = links.payload(links.PROJECT, process.no, ballot.heading_no, project_no)
        await phone.start(payload, lambda: wish() is not None)
    wanted = wish()
    assert wanted is not None
    done = wanted.revision + 1
    await phone.tap(
        wanted.pack(),
        lambda: any(
            one.revision >= done and one.heading_no == ballot.heading_no for one in _ranks(phone)
        ),
    )


def _ranks(phone: Phone) -> Sequence[SetRank]:
    return buttons_of(phone, SetRank)


def _has(phone: Phone, kind: type[Button]) -> bool:
    return bool(buttons_of(phone, kind))


def _data(phone: Phone, kind: type[Button]) -> str:
    return buttons_of(phone, kind)[0].pack()


def _is_at(phone: Phone, ballot: DrawnBallot) -> bool:
    return any(
        getattr(one, "heading_no", None) == ballot.heading_no
        and not isinstance(one, AcceptNotice | GiveConsent)
        for one in buttons_of(phone, Button)
    )
