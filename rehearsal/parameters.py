"""The parameters of one call, however they came: JSON values or strings of a form."""

import json
import math
from collections.abc import Mapping
from typing import Any

from rehearsal.files import Upload
from rehearsal.refusals import bad_request

Json = dict[str, Any]


class Parameters:
    """Reads typed parameters; refuses what Telegram could not read."""

    __slots__ = ("files", "values")

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, Upload]) -> None:
        self.values = values
        self.files = files

    def __contains__(self, name: str) -> bool:
        """Whether a parameter was given."""
        return name in self.values

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers and booleans are taken as they are written."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        return json.dumps(value, ensure_ascii=False)

    def integer(self, name: str) -> int | None:
        """A whole number, None where it is absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            return int(value)
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            raise bad_request(f"invalid {name} specified") from None

    def needed_integer(self, name: str, words: str) -> int:
        """A whole number, refused with `words` where it is absent."""
        value = self.integer(name)
        if value is None:
            raise bad_request(words)
        return value

    def number(self, name: str) -> float | None:
        """A number, None where it is absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            raise bad_request(f"invalid {name} specified") from None
        return number if math.isfinite(number) else None

    def flag(self, name: str) -> bool:
        """A boolean; absent means no."""
        value = self.values.get(name)
        if isinstance(value, str):
            return value.strip().lower() in {"true", "yes", "y", "1", "t"}
        return bool(value)

    def decoded(self, name: str) -> Any:
        """A JSON value, decoded if it came as a string; None where it is absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def json_object(self, name: str) -> Json | None:
        """A JSON object, None where it is absent."""
        value = self.decoded(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value

    def array(self, name: str) -> list[Any] | None:
        """A JSON array, None where it is absent."""
        value = self.decoded(name)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"can't parse {name}: expected an Array")
        return value

    def objects(self, name: str) -> list[Json] | None:
        """A JSON array of objects, None where it is absent."""
        value = self.array(name)
        if value is not None and not all(isinstance(one, dict) for one in value):
            raise bad_request(f"can't parse {name}: expected an Array of objects")
        return value

    def integers(self, name: str) -> list[int]:
        """A JSON array of whole numbers, empty where it is absent."""
        value = self.array(name) or []
        try:
            return [int(one) for one in value]
        except (TypeError, ValueError, OverflowError):
            raise bad_request(f"invalid {name} specified") from None

    def inside(self, name: str) -> "Parameters":
        """The fields of a JSON object, to be read as parameters; none where it is absent."""
        return Parameters(self.json_object(name) or {}, self.files)

    def upload(self, name: str) -> Upload | None:
        """A file sent along: by its own name, or attached under another."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.attached(value)
        return self.files.get(name)

    def attached(self, reference: str) -> Upload:
        """The file that `attach://name` points to."""
        upload = self.files.get(reference.removeprefix("attach://"))
        if upload is None:
            raise bad_request("attached file not found")
        return upload
