"""The user's settings, in settings.toml: names, defaults and limits."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, get_args

from profiles import safe_write, toml_file
from profiles.errors import BadSettingError, NotFoundError
from profiles.paths import Paths

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

RecordBodies = Literal["never", "errors", "all"]
HEAD = "# Turnout's settings. `turnout config get` shows them all; what is not here has its default.\n"

DAY_MS = 24 * 60 * 60 * 1000
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. Times in milliseconds, sizes in bytes.

    The timeouts are ours to have: neither client gives up on a silent provider (Codex 0.169.0 waits for
    headers without limit, Claude Code 2.1.329 for minutes).
    """

    port: int = 8377
    """Of the proxy on 127.0.0.1; 0: any free one."""
    connect_timeout_ms: int = 10_000
    """A provider that is there accepts a connection within seconds."""
    first_byte_timeout_ms: int = 300_000
    """Reasoning models think for minutes before their first byte."""
    idle_timeout_ms: int = 120_000
    """Silence in the middle of a reply."""
    keepalive_interval_ms: int = 10_000
    """How often a waiting client is told that we are there; the clients' own patience is in minutes."""
    max_body_bytes: int = 64 * MIB
    """Largest request after decoding; real agent turns reach 3.5 MB."""
    record_bodies: RecordBodies = "all"
    """Which requests keep their bodies for the log."""


# Smallest and largest value of each number.
_LIMITS = {
    "port": (0, 65_535),
    "connect_timeout_ms": (1, DAY_MS),
    "first_byte_timeout_ms": (1, DAY_MS),
    "idle_timeout_ms": (1, DAY_MS),
    "keepalive_interval_ms": (1, DAY_MS),
    "max_body_bytes": (1024, 1024 * MIB),
}
_CHOICES = {"record_bodies": get_args(RecordBodies)}
NAMES = tuple(field.name for field in fields(Settings))


class SettingsStore:
    """settings.toml, read at every call; comments and unknown keys stay."""

    def __init__(self, paths: Paths) -> None:
        self.path = paths.settings_toml

    def load(self) -> Settings:
        """Raises BadFileError, or BadSettingError for a value out of range."""
        data = safe_write.read(self.path)
        document = {} if data is None else toml_file.parse(data, self.path)
        known: dict[str, Any] = {name: check(name, document[name]) for name in NAMES if name in document}
        return Settings(**known)

    def get(self, name: str) -> int | str:
        """Raises NotFoundError for an unknown name."""
        _check_name(name)
        value: int | str = getattr(self.load(), name)
        return value

    def set(self, name: str, value: int | str) -> int | str:
        """Check and keep a value, given as a text or as itself; the kept value is returned."""
        checked = check(name, value)

        def change(document: "TOMLDocument") -> None:
            if document.get(name) != checked:
                document[name] = checked

        toml_file.edit(self.path, change, HEAD)
        return checked


def check(name: str, value: object) -> "int | str":
    """The value as it is kept. Raises NotFoundError (name) or BadSettingError (value)."""
    _check_name(name)
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            raise BadSettingError(f"{name} cannot be {value!r}.", f"Use {', '.join(_CHOICES[name])}.")
        return str(value)
    low, high = _LIMITS[name]
    number = _read_number(value)
    if number is None or not low <= number <= high:
        raise BadSettingError(f"{name} cannot be {value!r}.", f"Use a whole number from {low} to {high}.")
    return number


def _read_number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        text = value.strip().replace("_", "")
        # isdecimal also takes other scripts' digits, and int reads them rightly; the length keeps int cheap.
        if text.isdecimal() and len(text) <= 20:
            return int(text)
    return None


def _check_name(name: str) -> None:
    if name not in NAMES:
        import difflib  # only mistakes pay for it

        near = difflib.get_close_matches(name, NAMES, n=2)
        fix = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(NAMES)}."
        raise NotFoundError(f"There is no setting {name!r}.", fix, code="setting_not_found")
