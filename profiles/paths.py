"""Where Turnout's own files and the clients' configuration live."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

WINDOWS = os.name == "nt"
PRIVATE_DIR = 0o700
PRIVATE_FILE = 0o600


@dataclass(frozen=True, slots=True)
class Paths:
    """Turnout's four folders. Nothing is created until `make` is called or something is written."""

    config: Path
    data: Path
    state: Path
    logs: Path

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Paths":
        """TURNOUT_HOME puts everything under one folder; without it the platform's own places are used.

        The platform's places come from the process environment (XDG variables, HOME), not from `env`.
        """
        if home := env.get("TURNOUT_HOME"):
            root = Path(home).expanduser().absolute()
            return cls(root / "config", root / "data", root / "state", root / "logs")
        import platformdirs  # not needed with TURNOUT_HOME

        dirs = platformdirs.PlatformDirs("turnout", appauthor=False)
        return cls(dirs.user_config_path, dirs.user_data_path, dirs.user_state_path, dirs.user_log_path)

    def make(self) -> None:
        """Create the four folders, each 0700 from the start."""
        for folder in (self.config, self.data, self.state, self.logs):
            make_private_dir(folder)

    @property
    def profiles_toml(self) -> Path:
        return self.config / "profiles.toml"

    @property
    def routes_toml(self) -> Path:
        return self.config / "routes.toml"

    @property
    def settings_toml(self) -> Path:
        return self.config / "settings.toml"

    @property
    def fallback_toml(self) -> Path:
        return self.config / "fallback.toml"

    @property
    def secrets_toml(self) -> Path:
        """Providers' keys, where the user wants them in a file instead of the keyring."""
        return self.config / "secrets.toml"

    @property
    def key_move_json(self) -> Path:
        """A move of the keys that is under way."""
        return self.state / "key-move.json"

    @property
    def key_origins_json(self) -> Path:
        """For which addresses each key was given."""
        return self.state / "key-origins.json"

    @property
    def access_json(self) -> Path:
        return self.config / "access.json"

    @property
    def catalog_json(self) -> Path:
        """The model catalog that Codex's `model_catalog_json` names."""
        return self.data / "codex-models.json"

    @property
    def activation_json(self) -> Path:
        return self.state / "activation.json"

    @property
    def journal_json(self) -> Path:
        """The change of the clients' files that is under way; it is gone when that is done or undone."""
        return self.state / "journal.json"

    @property
    def history(self) -> Path:
        """The last changes, for `turnout undo`."""
        return self.state / "history"

    @property
    def clients_lock(self) -> Path:
        """Held by whoever writes the clients' files."""
        return self.state / "clients.lock"

    @property
    def backups(self) -> Path:
        return self.state / "backups"


def codex_home(env: Mapping[str, str]) -> Path:
    """Codex's folder, as Codex 0.169.0 finds it: CODEX_HOME, else ~/.codex."""
    return _client_dir(env, "CODEX_HOME", ".codex")


def claude_dir(env: Mapping[str, str]) -> Path:
    """Claude Code's folder, as Claude Code 2.1.329 finds it: CLAUDE_CONFIG_DIR, else ~/.claude."""
    return _client_dir(env, "CLAUDE_CONFIG_DIR", ".claude")


def make_private_dir(folder: Path) -> None:
    """Create `folder` and its missing parents, each 0700 whatever the umask; existing ones are left alone."""
    if folder.is_dir():
        return
    make_private_dir(folder.parent)
    folder.mkdir(mode=PRIVATE_DIR, exist_ok=True)


def open_private(path: Path, flags: int) -> int:
    """Open a file that is 0600 from its first moment; a descriptor."""
    return os.open(path, flags, PRIVATE_FILE)


def _client_dir(env: Mapping[str, str], variable: str, name: str) -> Path:
    if folder := env.get(variable):
        return Path(folder).absolute()
    home = env.get("USERPROFILE") if WINDOWS else None
    home = home or env.get("HOME")
    return (Path(home) if home else Path.home()) / name
