"""The user's settings, in settings.toml: names, defaults and limits."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, get_args

from profiles import safe_write, toml_file
from profiles.errors import BadSettingError, NotFoundError
from profiles.paths import Paths

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

RecordBodies = Literal["never", "errors", "all"]
Language = Literal["system", "en", "zh_CN"]
Theme = Literal["system", "light", "dark"]
KeyStorage = Literal["keyring", "file"]
Kind = Literal["int", "choice", "bool"]
Value = int | str | bool
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
    fallback_attempts: int = 2
    """So many profiles are asked for one request: the clients repeat what fails, and this multiplies that."""
    breaker_failures: int = 4
    """So many failures in a row and a provider is gone around where there is a fallback."""
    breaker_pause_ms: int = 60_000
    """Then one request tries whether it is back."""
    max_body_bytes: int = 64 * MIB
    """Largest request after decoding; real agent turns reach 3.5 MB."""
    record_bodies: RecordBodies = "all"
    """Which requests keep their bodies for the log."""
    log_max_bytes: int = 200 * MIB
    """Of the log on the disk: the bodies of the oldest requests go first."""
    log_max_days: int = 14
    """Older requests go from the log altogether."""
    language: Language = "system"
    """Of the desktop app."""
    theme: Theme = "system"
    restore_on_quit: bool = True
    """Quitting gives the clients their own files back; a client left connected reaches nobody."""
    close_to_tray: bool = True
    """Closing the window leaves the app in the tray."""
    notifications: bool = True
    key_storage: KeyStorage = "keyring"
    """Where providers' keys are. To change it is to move them: `turnout key storage`, never this file alone."""
    write_vscode: bool = True
    """Connecting Claude Code also tells its extension, in the settings of VS Code and its relatives."""


# Smallest and largest value of each number.
_LIMITS = {
    "port": (0, 65_535),
    "connect_timeout_ms": (1, DAY_MS),
    "first_byte_timeout_ms": (1, DAY_MS),
    "idle_timeout_ms": (1, DAY_MS),
    "keepalive_interval_ms": (1, DAY_MS),
    "fallback_attempts": (1, 10),
    "breaker_failures": (1, 1000),
    "breaker_pause_ms": (1, DAY_MS),
    "max_body_bytes": (1024, 1024 * MIB),
    "log_max_bytes": (MIB, 1024 * 1024 * MIB),
    "log_max_days": (1, 3650),
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "record_bodies": get_args(RecordBodies),
    "language": get_args(Language),
    "theme": get_args(Theme),
    "key_storage": get_args(KeyStorage),
}
IN_CLIENTS_FILES = ("port", "write_vscode")
"""Connected clients' files have to be written anew when one of these changes."""
_WORDS = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
NAMES = tuple(field.name for field in fields(Settings))
DEFAULTS: dict[str, Value] = {name: getattr(Settings(), name) for name in NAMES}


@dataclass(frozen=True, slots=True)
class Described:
    """What can be set: `choices` for kind choice, `least` and `most` for kind int."""

    name: str
    kind: Kind
    default: Value
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None


def describe(name: str) -> Described:
    """What the setting of this name takes. Raises NotFoundError."""
    _check_name(name)
    default = DEFAULTS[name]
    if name in _CHOICES:
        return Described(name, "choice", default, choices=_CHOICES[name])
    if isinstance(default, bool):
        return Described(name, "bool", default)
    least, most = _LIMITS[name]
    return Described(name, "int", default, least=least, most=most)


class SettingsStore:
    """settings.toml, read at every call; comments and unknown keys stay."""

    def __init__(self, paths: Paths) -> None:
        self.path = paths.settings_toml

    def load(self) -> Settings:
        """Raises BadFileError, or BadSettingError for a value out of range."""
        data = safe_write.read(self.path)
        document = {} if data is None else toml_file.parse(data, self.path)
        try:
            known: dict[str, Any] = {name: check(name, document[name]) for name in NAMES if name in document}
        except BadSettingError as error:
            raise BadSettingError(f"{self.path}: {error.message}", error.fix) from None
        return Settings(**known)

    def get(self, name: str) -> Value:
        """Raises NotFoundError for an unknown name."""
        _check_name(name)
        value: Value = getattr(self.load(), name)
        return value

    def set(self, name: str, value: Value) -> Value:
        """Check and keep a value, given as a text or as itself; the kept value is returned."""
        return self.set_all({name: value})[name]

    def set_all(self, values: Mapping[str, object]) -> dict[str, Value]:
        """Check and keep several values: all of them or, where one is refused, none."""
        checked = {name: check(name, value) for name, value in values.items()}

        def change(document: "TOMLDocument") -> None:
            for name, value in checked.items():
                if document.get(name) != value:
                    document[name] = value

        toml_file.edit(self.path, change, HEAD)
        return checked


def check(name: str, value: object) -> Value:
    """The value as it is kept. Raises NotFoundError (name) or BadSettingError (value)."""
    described = describe(name)
    if described.kind == "choice":
        if value not in described.choices:
            raise BadSettingError(f"{name} cannot be {value!r}.", f"Use {', '.join(described.choices)}.")
        return str(value)
    if described.kind == "bool":
        truth = _WORDS.get(value.strip().lower()) if isinstance(value, str) else value
        if not isinstance(truth, bool):
            raise BadSettingError(f"{name} cannot be {value!r}.", "Use true or false.")
        return truth
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
