"""A client run headless: what it printed, read as its own events, and a session that is fed through its input."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

#: Seconds after which a hanging client run is ended; the longest honest run takes a quarter of it.
RUN_LIMIT = 60.0


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
