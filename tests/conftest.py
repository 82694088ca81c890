"""What all tests share: the count is compiled once, before they run side by side."""

import pytest
from hypothesis import settings

# How long something takes depends on the machine: no test fails by it.
settings.register_profile("madang", deadline=None)
settings.load_profile("madang")


def pytest_sessionstart(session: pytest.Session) -> None:
    option = session.config.option
    is_worker = hasattr(session.config, "workerinput")
    if getattr(option, "numprocesses", None) and not is_worker:
        from deliberation.packed_shares import load

        load()
