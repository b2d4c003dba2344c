"""A home with the files of both clients, and an activation for it."""

import dataclasses
from pathlib import Path

from profiles.activation import Activation, Change
from profiles.clients.edit import ConnectSettings
from profiles.paths import Paths

CODEX = b"# mine\nmodel = 'gpt-5.5' # keep\r\n\n[mcp_servers.x]\ncommand = 'y'"
CLAUDE = b'{\n\t"model": "opus",\n\t"env": {"MINE": "1"}\n}'
CATALOG = b'{"models": []}\n'


class Home:
    """A user's home with both clients' files, and an activation over it."""

    def __init__(self, folder: Path, codex: bytes | None = CODEX, claude: bytes | None = CLAUDE) -> None:
        self.folder = folder
        self.env = {"HOME": str(folder), "TURNOUT_HOME": str(folder / "turnout")}
        self.paths = Paths.from_env(self.env)
        self.codex = folder / ".codex" / "config.toml"
        self.claude = folder / ".claude" / "settings.json"
        for path, content in ((self.codex, codex), (self.claude, claude)):
            if content is not None:
                path.parent.mkdir(parents=True)
                path.write_bytes(content)

    @property
    def activation(self) -> Activation:
        """A new one, as every command has."""
        return Activation(self.paths, self.env)

    def settings(self, **changes: object) -> ConnectSettings:
        base = ConnectSettings(
            "http://127.0.0.1:8377",
            "tn-canary",
            model="deepseek-v4-pro",
            catalog=self.paths.catalog_json,
            catalog_models=("deepseek-v4-pro", "kimi-k3@kimi"),
        )
        return dataclasses.replace(base, **changes)  # type: ignore[arg-type]

    def connect(self, dry_run: bool = False, **changes: object) -> Change:
        one = self.settings(**changes)
        return self.activation.connect({"codex": one, "claude-code": one}, CATALOG, dry_run=dry_run)

    def snapshot(self) -> dict[str, tuple[bytes, int, int]]:
        return {
            str(path): (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino)
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }
