"""Where the real clients play: a throw-away home, `turnout serve`, a fake provider, and the two clients run headless.

One seam: `TURNOUT_CLIENTS_VIA=direct` configures the clients straight at the fake provider on their own wire (that
shows that a scenario works natively); without it everything goes through a started `turnout serve`, and the clients'
files are written by `turnout use` alone. `TURNOUT_CLIENT_TABLE=FILE` collects a line of JSON for each failure played.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Self

from tests.clients.runs import RUN_LIMIT, ClaudeRun, ClaudeSession, CodexRun, Process
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Script, Wire
from tests.machine import find_client

Client = Literal["codex", "claude-code"]

ROOT = Path(__file__).resolve().parents[2]
# Read at import: the fixture that cleans each test's environment comes later.
DIRECT = os.environ.get("TURNOUT_CLIENTS_VIA") == "direct"
TABLE = os.environ.get("TURNOUT_CLIENT_TABLE")

#: The wires a client is tested against: all of them through Turnout, its own without.
CODEX_WIRES: tuple[Wire, ...] = ("responses",) if DIRECT else ("chat", "messages", "responses")
CLAUDE_WIRES: tuple[Wire, ...] = ("messages",) if DIRECT else ("chat", "messages", "responses")

KEY = "sk-canary-client-tests"
MODEL = "fake-large"
SMALL_MODEL = "fake-small"
#: Seconds in which `turnout serve` has to be ready on a busy machine.
START_LIMIT = 30.0

CODEX_SETTINGS = """\
# The user's own settings.
approval_policy = "never"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false

[analytics]
enabled = false
"""
CLAUDE_SETTINGS = """\
{
    "includeCoAuthoredBy": false,
    "env": {"CLIENT_TESTS_OWN_VARIABLE": "kept"}
}
"""
#: Model metadata for direct runs, as Turnout's catalog gives it for a model that Codex does not know.
DIRECT_CATALOG = {
    "models": [
        {
            "slug": MODEL,
            "display_name": MODEL,
            "supported_reasoning_levels": [{"effort": "high", "description": "high"}],
            "default_reasoning_level": "high",
            "default_reasoning_summary": "auto",
            "shell_type": "unified_exec",
            "visibility": "list",
            "supported_in_api": True,
            "priority": 1,
            "support_verbosity": False,
            "truncation_policy": {"mode": "bytes", "limit": 10000},
            "experimental_supported_tools": [],
            "apply_patch_tool_type": "freeform",
            "input_modalities": ["text", "image"],
            "context_window": 128000,
            "base_instructions": "You are a coding agent.",
        }
    ]
}


class Stage:
    """The home, the service, the providers. Made once for a test module; a test names its client and wire."""

    def __init__(self, root: Path, *, settings: Mapping[str, object] | None = None) -> None:
        self.root = root
        self.home = root / "home"
        self.codex_home = self.home / ".codex"
        self.claude_home = self.home / ".claude"
        self.settings = dict(settings or {})
        self.providers: dict[str, FakeProvider] = {}
        self.port = 0
        self._routes: dict[Client, str] = {}
        self._service: subprocess.Popen[bytes] | None = None
        self._log = root / "service.log"
        for folder in (self.codex_home, self.claude_home, root / "tmp"):
            folder.mkdir(parents=True)
        (self.codex_home / "config.toml").write_text(CODEX_SETTINGS)
        (self.claude_home / "settings.json").write_text(CLAUDE_SETTINGS)

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """All a child gets: nothing of the caller's but PATH."""
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(self.home),
            "CODEX_HOME": str(self.codex_home),
            "CLAUDE_CONFIG_DIR": str(self.claude_home),
            "TURNOUT_HOME": str(self.home / "turnout"),
            "TMPDIR": str(self.root / "tmp"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "IS_SANDBOX": "1",
            "NO_PROXY": "127.0.0.1,localhost",
            **(more or {}),
        }

    # Turnout

    def with_key(self) -> dict[str, str]:
        """Turnout alone gets the provider's key; the clients never see it."""
        return self.environment({"FAKE_KEY": KEY})

    def turnout(self, *arguments: str, check: bool = True) -> str:
        """Run one `turnout` command and return its standard output."""
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *arguments],
            cwd=ROOT,
            env=self.with_key(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=RUN_LIMIT,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(
                f"turnout {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}"
            )
        return done.stdout

    def __enter__(self) -> Self:
        for wire in ("chat", "messages", "responses"):
            self.add_provider(wire, wire)
        if DIRECT:
            return self
        for name, value in self.settings.items():
            self.turnout("config", "set", name, str(value))
        port_file = self.root / "port"
        with self._log.open("wb") as log:
            self._service = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--port-file", str(port_file)],
                cwd=ROOT,
                env=self.with_key(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_LIMIT
        while not port_file.exists():
            if self._service.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"turnout serve did not start:\n{self._said()}")
            time.sleep(0.02)
        self.port = int(port_file.read_text())
        return self

    def _said(self) -> str:
        """What the service wrote, on its output and in its log files."""
        logs = [self._log, *sorted((self.home / "turnout").rglob("*.log"))]
        return "\n".join(path.read_text(errors="replace")[-4000:] for path in logs)

    def __exit__(self, *_: object) -> None:
        for provider in self.providers.values():
            provider.__exit__(None, None, None)
        if self._service:
            self._service.send_signal(signal.SIGTERM)
            try:
                code = self._service.wait(20)
            except subprocess.TimeoutExpired:
                self._service.kill()
                raise
            if code:
                raise AssertionError(f"turnout serve ended with {code}:\n{self._said()}")

    def add_provider(self, name: str, wire: Wire) -> FakeProvider:
        """Another fake provider that speaks one wire, and a profile for it."""
        provider = FakeProvider(key=KEY, wires=(wire,)).__enter__()
        self.providers[name] = provider
        if not DIRECT:
            self.turnout(
                *("profile", "add", f"fake-{name}", "--base-url", provider.url(wire), "--wire", wire),
                *("--model", MODEL, "--small-model", SMALL_MODEL, "--key-env", "FAKE_KEY"),
            )
        return provider

    def provider_for(self, name: str, wire: Wire) -> FakeProvider:
        """The provider of that name, made on first use."""
        return self.providers.get(name) or self.add_provider(name, wire)

    def forget_routes(self) -> None:
        """The routes were changed by hand: the next `use` is a real one."""
        self._routes.clear()

    def use(self, client: Client, name: str) -> None:
        """What the user does: one switch (the first one connects the client)."""
        if DIRECT:
            self._write_direct(client, self.providers[name])
        elif self._routes.get(client) != name:
            self.turnout("use", f"fake-{name}", "--client", client)
            self._routes[client] = name

    def play(self, client: Client, name: str, script: Script, **modes: Any) -> FakeProvider:
        """Route the client to the provider, set its script and modes, and start its record afresh.

        Through Turnout a provider refuses what a third party refuses; the clients themselves would not pass that.
        """
        provider = self.providers[name]
        modes = {"strict": True, "reasoning_required": False, "stream_only": False, "models": None, **modes}
        if DIRECT:
            modes |= {"strict": False, "models": None}
        for mode, value in modes.items():
            setattr(provider, mode, value)
        provider.play(script)
        self.use(client, name)
        return provider

    def exchanges(self, since: datetime) -> list[dict[str, Any]]:
        """The exchanges that Turnout has recorded since then, oldest first."""
        found = json.loads(self.turnout("log", "--json", "--limit", "10000"))
        found.sort(key=lambda e: str(e["started_at"]))
        return [e for e in found if datetime.fromisoformat(e["started_at"]) >= since]

    @contextmanager
    def counted(self, provider: FakeProvider) -> Iterator[Count]:
        """Count the client's and the upstream's requests made inside the block."""
        # The log has milliseconds.
        before = datetime.now(UTC) - timedelta(milliseconds=1)
        count = Count()
        yield count
        count.upstream = len(provider.asks)
        count.exchanges = [] if DIRECT else self.exchanges(before)
        count.client = count.upstream if DIRECT else len(count.exchanges)

    # Clients

    def _write_direct(self, client: Client, provider: FakeProvider) -> None:
        if client == "codex":
            catalog = self.codex_home / "catalog.json"
            catalog.write_text(json.dumps(DIRECT_CATALOG))
            lines = [
                f'model = "{MODEL}"',
                'model_provider = "turnout"',
                f'model_catalog_json = "{catalog}"',
                CODEX_SETTINGS,
                "[model_providers.turnout]",
                'name = "direct"',
                f'base_url = "{provider.url("responses")}"',
                'wire_api = "responses"',
                f'http_headers = {{ Authorization = "Bearer {KEY}" }}',
            ]
            (self.codex_home / "config.toml").write_text("\n".join(lines))
        else:
            env = {"ANTHROPIC_BASE_URL": provider.url("messages"), "ANTHROPIC_AUTH_TOKEN": KEY}
            (self.claude_home / "settings.json").write_text(json.dumps({"env": env}))

    def folder(self, name: str) -> Path:
        """A fresh working directory."""
        number = len(list(self.root.glob("work-*")))
        path = self.root / f"work-{number}-{name}"
        path.mkdir()
        return path

    def codex_command(
        self,
        prompt: str,
        *,
        model: str | None = None,
        config: Mapping[str, object] | None = None,
        arguments: Sequence[str] = (),
        resume: str | None = None,
    ) -> list[str]:
        command = [str(find_client("codex")), "exec"]
        command += ["resume"] if resume else []
        command += ["--skip-git-repo-check", "--json"]
        command += ["-m", model] if model else []
        for key, value in (config or {}).items():
            command += ["-c", f"{key}={json.dumps(value)}"]
        command += [*arguments, "--"]
        return [*command, *([resume] if resume else []), prompt]

    def codex(
        self,
        prompt: str,
        cwd: Path,
        *,
        env: Mapping[str, str] | None = None,
        limit: float = RUN_LIMIT,
        **options: Any,
    ) -> CodexRun:
        """`codex exec` to its end. Options as `codex_command`."""
        command = self.codex_command(prompt, **options)
        with Process(command, cwd, self.environment(env)) as process:
            return process.finish(CodexRun, limit)

    def claude_command(
        self,
        prompt: str | None,
        *,
        model: str | None = None,
        arguments: Sequence[str] = (),
        resume: str | None = None,
        permissions: Sequence[str] = ("--dangerously-skip-permissions",),
    ) -> list[str]:
        command = [str(find_client("claude")), "-p", "--output-format", "stream-json", "--verbose"]
        command += [*permissions, *arguments]
        command += ["--model", model] if model else []
        command += ["-r", resume] if resume else []
        return [*command, "--", prompt] if prompt is not None else [*command, "--input-format", "stream-json"]

    def claude(
        self,
        prompt: str,
        cwd: Path,
        *,
        env: Mapping[str, str] | None = None,
        limit: float = RUN_LIMIT,
        **options: Any,
    ) -> ClaudeRun:
        """`claude -p` to its end. Options as `claude_command`."""
        command = self.claude_command(prompt, **options)
        with Process(command, cwd, self.environment(env)) as process:
            return process.finish(ClaudeRun, limit)

    def claude_session(
        self, cwd: Path, *, env: Mapping[str, str] | None = None, **options: Any
    ) -> ClaudeSession:
        """A running stream-json session: several prompts, one process."""
        return ClaudeSession(self.claude_command(None, **options), cwd, self.environment(env), stdin=True)


@dataclass
class Count:
    """Requests of one run: by the client, to the provider."""

    client: int = 0
    upstream: int = 0
    exchanges: list[dict[str, Any]] = field(default_factory=list)


def note(row: Mapping[str, object]) -> None:
    """Append one line of JSON to the table (`TURNOUT_CLIENT_TABLE`), whole even when two workers write."""
    if TABLE:
        line = json.dumps(row, ensure_ascii=False) + "\n"
        descriptor = os.open(TABLE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)
