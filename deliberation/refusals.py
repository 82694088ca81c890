"""What the house says no with: a code and parameters, never prose.

    Refusal
    ├── NotPermitted   the person's role, or where they asked from
    ├── NotNow         the phase does not allow it (any more, or yet)
    ├── NotThere       what was asked for does not exist (any more)
    ├── Stale          what the person saw has changed meanwhile
    └── BadInput       what the person gave cannot be used

`screens/refusals.py` alone turns a refusal into words.
"""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """An action is declined; nothing was changed."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        """Show code and parameters, for logs of tests and the command line."""
        given = ", ".join(f"{name}={value!r}" for name, value in sorted(self.params.items()))
        return f"{self.code}({given})"


class NotPermitted(Refusal):
    """The person may not do this, or not from this chat."""


class NotNow(Refusal):
    """The phase does not allow this at this instant."""


class NotThere(Refusal):
    """What was asked for does not exist, or no longer."""


class Stale(Refusal):
    """The state moved on since the person saw it."""


class BadInput(Refusal):
    """What was given cannot be used."""
