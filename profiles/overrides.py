"""What a user sets for a profile or one of its models whatever the client says, checked field by field."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from profiles.errors import InvalidProfileError
from profiles.headers import check_header

EVERY_MODEL = "*"
"""The name under which what holds for all models of a profile stands."""
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""The efforts the clients know, weakest first (Codex 0.169.0; Claude Code 2.1.329 has low to max)."""
OURS = ("model", "stream")
"""Fields of a body that Turnout itself has to write: the model map and the client decide them."""
MAX_TOKENS = 10_000_000
MAX_PREFIX = 100_000
"""Characters."""
_WORDS = {
    "headers": "a table of texts",
    "body": "a table",
    "remove": "a list of fields",
    "effort": "a word",
    "max_output": "a number of tokens",
    "system_prefix": "a text",
}
_NAMES = tuple(_WORDS)


@dataclass(frozen=True, slots=True)
class Override:
    """`headers`: sent along. `body`: merged into what is sent (RFC 7396, but for null: that is `remove`). `remove`:
    fields that are taken out, as dotted paths. `effort`: instead of the client's. `max_output`: at most so many
    tokens. `system_prefix`: before all other system text.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    effort: str | None = None
    max_output: int | None = None
    system_prefix: str = ""

    def __post_init__(self) -> None:
        for name, value in self.headers.items():
            check_header(name, value)
        for name in (*self.body, *self.remove):
            if name in OURS:
                raise InvalidProfileError(
                    f"The field {name} cannot be set or removed.",
                    "Turnout writes it: see the models of the profile.",
                )
        _check_values(self.body, "body")
        for path in self.remove:
            if not path or any(not step for step in path.split(".")):
                raise InvalidProfileError(
                    f"{path!r} is not the path of a field.", "Write it as `a` or `a.b`."
                )
        if self.effort is not None and self.effort not in EFFORTS:
            raise InvalidProfileError(f"{self.effort!r} is not an effort.", f"Use {', '.join(EFFORTS)}.")
        if self.max_output is not None and not 1 <= self.max_output <= MAX_TOKENS:
            raise InvalidProfileError(f"max_output is {self.max_output}, which is not a number of tokens.")
        if len(self.system_prefix) > MAX_PREFIX:
            raise InvalidProfileError(f"system_prefix is longer than {MAX_PREFIX} characters.")


def _are_texts(values: Iterable[object]) -> bool:
    return all(isinstance(one, str) for one in values)


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "headers": lambda value: isinstance(value, Mapping) and _are_texts(value.values()),
    "body": lambda value: isinstance(value, Mapping),
    "remove": lambda value: isinstance(value, list) and _are_texts(value),
    "effort": lambda value: isinstance(value, str),
    "max_output": lambda value: type(value) is int,
    "system_prefix": lambda value: isinstance(value, str),
}


def read_override(entry: object, model: str) -> Override:
    """The override in a table of a file or request. Raises InvalidProfileError, which names model and field."""
    place = "all models" if model == EVERY_MODEL else model
    if not isinstance(entry, Mapping):
        raise InvalidProfileError(f"The override of {place} has to be a table.")
    unknown = [name for name in entry if name not in _NAMES]
    if unknown:
        raise InvalidProfileError(
            f"An override has no field {unknown[0]!r} ({place}).", f"There are: {', '.join(_NAMES)}."
        )
    values = {name: value for name, value in entry.items() if value not in (None, "")}
    for name, value in values.items():
        if not _KINDS[name](value):
            raise InvalidProfileError(f"{name} of {place} has to be {_WORDS[name]}.")
    if "remove" in values:
        values["remove"] = tuple(values["remove"])
    try:
        return Override(**values)
    except InvalidProfileError as error:
        raise InvalidProfileError(f"Override of {place}: {error.message}", error.fix) from None


def write_override(override: Override) -> dict[str, Any]:
    """The table that `read_override` reads; what is not set is left out."""
    said = {name: getattr(override, name) for name in _NAMES}
    return {
        name: list(value)
        if isinstance(value, tuple)
        else dict(value)
        if isinstance(value, Mapping)
        else value
        for name, value in said.items()
        if value not in (None, "", (), {})
    }


def _check_values(value: object, path: str) -> None:
    """Only what JSON and TOML both have."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            _check_values(one, f"{path}.{name}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            _check_values(one, f"{path}[{number}]")
    elif not isinstance(value, str | bool | int | float):
        raise InvalidProfileError(
            f"{path} holds what JSON does not have.", "To take a field out, name it in `remove`."
        )
