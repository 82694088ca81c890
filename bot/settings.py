"""What the environment says: MADANG_... variables, also read from a file named .env."""

import difflib
import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from locales.translator import languages

PREFIX = "MADANG_"

_TOKEN_PATTERN = r"^\d+:[A-Za-z0-9_-]{3,}$"
_SECRET_PATTERN = r"^[A-Za-z0-9_-]{1,256}$"


class SettingsWrong(Exception):  # noqa: N818 - what they are
    """Settings are missing or cannot be used; the message names each on a line of its own."""


def _as_address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("an address begins with http:// or https://")
    return value.rstrip("/")


def _as_public_address(value: str) -> str:
    if not value.startswith("https://") and not value.startswith("http://127.0.0.1"):
        raise ValueError("Telegram delivers to https:// addresses only")
    return value


S = TypeVar("S", bound=BaseSettings)
Address = Annotated[str, AfterValidator(_as_address)]


class DataFolder(BaseSettings):
    """Where the store is: all that a command needs which never talks to Telegram."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    data_dir: Path = Field(
        Path("data"), description="The folder of the database, and of the keys beside it."
    )

    @property
    def database_path(self) -> Path:
        """Where the store is."""
        return self.data_dir / "madang.db"

    @property
    def keys_dir(self) -> Path:
        """Where the keys are: beside the store, never in it nor in its backups."""
        return self.data_dir / "keys"


class Settings(DataFolder):
    """All settings, checked; every field is the variable MADANG_<NAME>."""

    token: SecretStr | None = Field(None, description="The bot's token, from BotFather.")
    api_url: Address = Field(
        "https://api.telegram.org", description="The Bot API server that the bot talks to."
    )
    webhook_url: Annotated[str, AfterValidator(_as_public_address)] | None = Field(
        None, description="The public address for a webhook; without it the bot polls."
    )
    webhook_secret: SecretStr | None = Field(
        None, description="The secret that Telegram sends with each update to the webhook."
    )
    webhook_host: str = Field("127.0.0.1", description="The address that the webhook listens on.")
    webhook_port: int = Field(
        8443, ge=0, le=65535, description="The port that the webhook listens on."
    )
    process: Path | None = Field(None, description="A process file to load at the start.")
    language: str = Field(
        "ko",
        pattern=r"^[a-z]{2}$",
        description="The language for people whose own is not offered.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged."
    )
    clock_url: Address | None = Field(
        None, description="A rehearsal whose clock the bot follows, instead of the machine's."
    )
    is_paced: bool = Field(
        True, description="Whether sending keeps Telegram's limits (false only for a rehearsal)."
    )
    parallel_updates: int = Field(
        64, ge=1, le=1024, description="How many people are served at the same time."
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.token is not None and not re.match(_TOKEN_PATTERN, self.token.get_secret_value()):
            raise ValueError(f"{PREFIX}TOKEN: not a bot's token (BotFather gives one)")
        if self.webhook_url is not None and self.webhook_secret is None:
            raise ValueError(f"{PREFIX}WEBHOOK_SECRET: needed with {PREFIX}WEBHOOK_URL")
        if self.webhook_secret is not None and not re.match(
            _SECRET_PATTERN, self.webhook_secret.get_secret_value()
        ):
            raise ValueError(f"{PREFIX}WEBHOOK_SECRET: 1 to 256 of A-Z a-z 0-9 _ -")
        offered = [one.code for one in languages()]
        if self.language not in offered:
            raise ValueError(f"{PREFIX}LANGUAGE: there is no catalog for it, only {offered}")
        if self.process is not None and not self.process.is_file():
            raise ValueError(f"{PREFIX}PROCESS: no such file: {self.process}")
        return self


def load_settings(**given: Any) -> Settings:
    """Read the settings from the environment; what is given goes first.

    Raises:
        SettingsWrong: one line for each setting that is missing, wrong or unknown.
    """
    settings = _load(Settings, given)
    unknown = _unknown_names()
    if unknown:
        raise SettingsWrong("\n".join(unknown))
    return settings


def _unknown_names() -> list[str]:
    """A line for each variable of ours that there is not: a slip in MADANG_TOKEN is no rehearsal.

    What stands in `.env` counts as well.
    """
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    given = {*os.environ, *dotenv_values(".env")}
    lines = []
    for name in sorted(given.difference(known)):
        if name.startswith(PREFIX):
            near = difflib.get_close_matches(name, known, 1)
            lines.append(f"{name}: no such setting" + (f" ({near[0]}?)" if near else ""))
    return lines


def load_data_folder() -> DataFolder:
    """Read where the store is, whatever the other settings say (raises as `load_settings`)."""
    return _load(DataFolder, {})


def _load(kind: type[S], given: dict[str, Any]) -> S:
    try:
        return kind(**given)
    except ValidationError as error:
        raise SettingsWrong("\n".join(_line(found) for found in error.errors())) from None
    except UnicodeDecodeError as error:
        raise SettingsWrong(f".env: this is not text in UTF-8 (byte {error.start})") from None
    except OSError as error:
        raise SettingsWrong(f".env: it cannot be read ({error.strerror})") from None


def _line(found: Any) -> str:
    reason = str(found["msg"]).removeprefix("Value error, ")
    if not found["loc"]:
        return reason
    return f"{PREFIX}{str(found['loc'][0]).upper()}: {reason}"
