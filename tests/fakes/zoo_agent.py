"""A scripted model that does what it is asked in the checks: talks, counts, sees, calls tools, mends the repository."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from tests.fakes.asked import Ask
from tests.fakes.frames import tokens
from tests.fakes.script import Call, Reply, Turn, Usage

NUMBERS = ", ".join(f"number {n}" for n in range(1, 41))
THOUGHT = "The user wants something simple; I do just that."
CITIES = ("Beijing", "Paris")
REPO_STEPS: tuple[Call, ...] = (
    Call("list_files", {"folder": "."}),
    Call("read_file", {"path": "tests/test_shop.py"}),
    Call("search", {"text": "RATE"}),
    Call("read_file", {"path": "shop/price.py"}),
    Call("read_file", {"path": "shop/tax.py"}),
    Call("edit_file", {"path": "shop/price.py", "old": "+ discount", "new": "- discount"}),
    Call("edit_file", {"path": "shop/tax.py", "old": "/ 10\n", "new": "/ 100\n"}),
    Call("run_tests", {"path": "."}),
)

SHELLS = {"exec_command": "cmd", "Bash": "command"}
"""The tools by which the real clients run a command (Codex 0.169.0, Claude Code 2.1.329), and their argument."""
SHELL_STEPS = 6
"""Of the real clients' task: so many lines are written into steps.txt, each by a call of its own."""


@dataclass
class Agent:
    """Answers an `Ask` of a check or of a real client like a good model; `zoo.py` spoils what it says.

    `caches`: a prefix that was seen before is served from the cache. `reasons`: it shows its reasoning.
    """

    caches: bool = True
    reasons: bool = True
    seen: set[str] = field(default_factory=set)

    def __call__(self, ask: Ask) -> Turn:
        reply = self.answer(ask)
        return reply if reply.usage != "measured" else self._counted(reply, ask)

    def answer(self, ask: Ask) -> Reply:
        """Return what a good model would say."""
        asked, results = _since_user(ask)
        thought = THOUGHT if self.reasons else ""
        if ask.tool("run_tests"):
            if results < len(REPO_STEPS):
                return Reply(reasoning=thought, calls=[REPO_STEPS[results]])
            return Reply(reasoning=thought, text="Both formulas were wrong; the tests pass now.")
        if ask.tool("get_weather"):
            if results:
                return Reply(reasoning=thought, text="It is sunny, 21 degrees.")
            cities = CITIES if "both" in asked else CITIES[:1]
            return Reply(reasoning=thought, calls=[Call("get_weather", {"city": city}) for city in cities])
        if ask.tool("write_file"):
            arguments = {"path": "numbers.txt", "content": NUMBERS.replace(", ", "\n")}
            return Reply(reasoning=thought, calls=[Call("write_file", arguments)])
        if shell := next((name for name in SHELLS if name in ask.tools), None):
            if results < SHELL_STEPS:
                arguments = {SHELLS[shell]: f"echo {results} >> steps.txt"}
                arguments |= {"description": "Write a number"} if shell == "Bash" else {}
                return Reply(reasoning=thought, calls=[Call(shell, arguments)])
            return Reply(reasoning=thought, text="All steps are done.")
        if ask.images:
            return Reply(reasoning=thought, text="Red.")
        if "Count from 1" in asked:
            return Reply(reasoning=thought, text=NUMBERS)
        return Reply(reasoning=thought, text="OK")

    def _counted(self, reply: Reply, ask: Ask) -> Reply:
        """Count its tokens; a long prefix that was seen before is cached."""
        total = max(1, len(ask.raw) // 4)
        prefix = _prefix(ask)
        cached = written = 0
        if self.caches and prefix:
            cached = len(prefix) // 4 if prefix in self.seen else 0
            written = len(prefix) // 4 if not cached and _marked(ask) else 0
            self.seen.add(prefix)
        said = sum(tokens(call.text or str(dict(call.args))) for call in reply.calls) + tokens(reply.text)
        # Thinking that this wire does not show to such a request is not done either.
        thinks = ask.wire != "messages" or (ask.body.get("thinking") or {}).get("type") in (
            "enabled",
            "adaptive",
        )
        thought = tokens(reply.reasoning) if thinks else 0
        return replace(
            reply,
            usage=Usage(
                max(total, cached + written), max(1, said) + thought, min(cached, total), thought, written
            ),
        )


def _since_user(ask: Ask) -> tuple[str, int]:
    """Return what the user asked last, and how many tool results came since."""
    asked, results = "", 0
    for entry in ask.history:
        if entry.role == "user" and entry.text and not entry.text.startswith("<"):
            asked, results = entry.text, 0
        elif entry.role == "result":
            results += 1
    return asked, results


def _prefix(ask: Ask) -> str:
    """The long list that the cache step sends, "" in other requests."""
    return next(
        (m[0] for p in ask.history if (m := re.search(r"List [0-9a-f]{16}: .{4000,}", p.text, re.DOTALL))), ""
    )


def _marked(ask: Ask) -> bool:
    return b"cache_control" in ask.raw
