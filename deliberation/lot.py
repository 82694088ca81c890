"""The one order that decides between equals."""

from collections.abc import Sequence
from hashlib import sha256

from deliberation.instance import Instance


def lot_digest(seed: str, heading_id: str, project_id: str) -> str:
    """Return the SHA-256 by which a project is drawn; the smallest comes first."""
    return sha256(f"{seed}|{heading_id}|{project_id}".encode()).hexdigest()


def precedence(
    instance: Instance, listings: Sequence[int], seed: str, *, with_cost: bool = True
) -> list[int]:
    """Return each project's place among equals: lower cost, more ballots that list it, the lot.

    `listings` holds the number of ballots that list each project; agendas have no cost.
    """
    projects = instance.projects
    order = sorted(
        range(len(projects)),
        key=lambda index: (
            projects[index].cost if with_cost else 0,
            -int(listings[index]),
            lot_digest(seed, instance.heading_id, projects[index].project_id),
            projects[index].project_id,
        ),
    )
    places = [0] * len(projects)
    for place, index in enumerate(order):
        places[index] = place
    return places
