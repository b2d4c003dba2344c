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
from typing import Any, Literal, Self, TypeVar

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
#: Seconds after which a hanging client run is ended; the longest honest run takes a quarter of it.
RUN_LIMIT = 60.0
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


@dataclass
class Run:
    """One finished run of a client."""

    exit: int
    out: str
    err: str
    seconds: float
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def said(self) -> str:
        """Everything a user would see, for messages in assertions."""
        return f"exit {self.exit}\n{self.out[-4000:]}\n{self.err[-4000:]}"

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [e for e in self.events if e.get("type") == kind]


@dataclass
class CodexRun(Run):
    """`codex exec --json`: events of the thread."""

    @property
    def thread(self) -> str:
        return str(self.of("thread.started")[0]["thread_id"])

    def items(self, kind: str) -> list[dict[str, Any]]:
        return [e["item"] for e in self.of("item.completed") if e["item"].get("type") == kind]

    @property
    def text(self) -> str:
        """The last message of the agent."""
        messages = self.items("agent_message")
        return str(messages[-1]["text"]) if messages else ""

    @property
    def error(self) -> str:
        """What the user is told when the turn failed."""
        failed = [str(e["error"].get("message")) for e in self.of("turn.failed")]
        return "\n".join([*failed, *[str(e.get("message")) for e in self.of("error")]])


@dataclass
class ClaudeRun(Run):
    """`claude -p --output-format stream-json`: messages and the result."""

    @property
    def result(self) -> dict[str, Any]:
        results = self.of("result")
        return results[-1] if results else {}

    @property
    def text(self) -> str:
        return str(self.result.get("result", ""))

    @property
    def session(self) -> str:
        return str(self.result.get("session_id") or self.events[0].get("session_id"))

    @property
    def said(self) -> str:
        tools = [
            str(b.get("content"))[:300]
            for e in self.of("user")
            for b in e["message"]["content"]
            if "content" in b
        ]
        return f"exit {self.exit}\n{self.text[:2000]}\ntool results: {tools}\n{self.err[-2000:]}"

    @property
    def failed(self) -> bool:
        return self.exit != 0 or bool(self.result.get("is_error"))


AnyRun = TypeVar("AnyRun", bound=Run)


def decode_lines(text: str) -> list[dict[str, Any]]:
    events = []
    for line in text.splitlines():
        if line.startswith("{"):
            try:
                events.append(json.loads(line))
            except ValueError:
                continue
    return events


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
                raise AssertionError(f"turnout serve did not start:\n{self._log.read_text()}")
            time.sleep(0.02)
        self.port = int(port_file.read_text())
        return self

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
                raise AssertionError(f"turnout serve ended with {code}:\n{self._log.read_text()[-4000:]}")

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


class Process:
    """A client as a child of its own group, its output in files, ended with its children when the block ends."""

    def __init__(self, command: list[str], cwd: Path, env: Mapping[str, str], *, stdin: bool = False) -> None:
        self.started = time.monotonic()
        self._out = cwd.parent / f"{cwd.name}.{time.monotonic_ns()}.out"
        self._err = self._out.with_suffix(".err")
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.child = subprocess.Popen(
                command,
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.child.poll() is None:
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()
        if self.child.stdin:
            self.child.stdin.close()

    @property
    def events(self) -> list[dict[str, Any]]:
        return decode_lines(self._out.read_text(errors="replace"))

    def finish(self, kind: type[AnyRun], limit: float = RUN_LIMIT) -> AnyRun:
        try:
            code = self.child.wait(max(0.1, limit - (time.monotonic() - self.started)))
        except subprocess.TimeoutExpired:
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()
            code = -signal.SIGKILL
        seconds = time.monotonic() - self.started
        out, err = self._out.read_text(errors="replace"), self._err.read_text(errors="replace")
        return kind(code, out, err, seconds, decode_lines(out))


class ClaudeSession(Process):
    """Claude Code fed through standard input."""

    def send(self, *content: dict[str, Any] | str) -> None:
        blocks = [{"type": "text", "text": c} if isinstance(c, str) else c for c in content]
        line = {"type": "user", "message": {"role": "user", "content": blocks}}
        assert self.child.stdin
        self.child.stdin.write(json.dumps(line).encode() + b"\n")
        self.child.stdin.flush()

    def result(self, number: int, limit: float = RUN_LIMIT) -> dict[str, Any]:
        """The number-th result (from 1), when it is there."""
        deadline = time.monotonic() + limit
        while True:
            results = [e for e in self.events if e.get("type") == "result"]
            if len(results) >= number:
                return results[number - 1]
            if self.child.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"no result {number}:\n{self._out.read_text()}\n{self._err.read_text()}")
            time.sleep(0.02)

    def close(self) -> ClaudeRun:
        assert self.child.stdin
        self.child.stdin.close()
        return self.finish(ClaudeRun)


def note(row: Mapping[str, object]) -> None:
    """Append one line of JSON to the table (`TURNOUT_CLIENT_TABLE`), whole even when two workers write."""
    if TABLE:
        line = json.dumps(row, ensure_ascii=False) + "\n"
        descriptor = os.open(TABLE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)
