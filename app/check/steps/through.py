"""Through Turnout as each client: a short answer, a tool loop, the repository task, by the code that serves them."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from app.check.clients.claude_code import ClaudeTalk
from app.check.clients.codex import CodexTalk
from app.check.clients.talk import MadeCall, Opening, Talk, Turn
from app.check.evidence import show
from app.check.findings import Severity
from app.check.pipeline import Passed, Pipeline
from app.check.probe import Outcome, Probe, name_of, short
from app.check.repository import LEAST_STEPS, TASK, TOOLS, Repository, RepoTool
from app.check.result import Evidence
from app.check.steps.tools import CALL, RESULT
from app.check.steps.words import SHORT
from proxy.conversation import Failure
from proxy.json_fields import int_field
from proxy.repairs import repairable
from proxy.wires import Client

MAX_TURNS = 20
"""Of the repository task, which takes some eight; a model that needs more does not get there."""
OPENINGS: Mapping[Client, Opening] = {"codex": CodexTalk, "claude-code": ClaudeTalk}
WEATHER = RepoTool("get_weather", "Returns the weather of a city.", {"city": "The city's name"})


@dataclass(slots=True)
class Way:
    """A client's way to the provider; kept at the client's probe under "way"."""

    pipeline: Pipeline
    client: Client

    async def say(self, talk: Talk) -> tuple[Passed, Turn]:
        """Send the next request of a conversation and take its reply."""
        passed = await self.pipeline.post(talk.client, talk.path, talk.body(), talk.headers)
        if passed.status != 200:
            failure = passed.failure
            return passed, Turn(problem=failure.message if failure else f"HTTP {passed.status}")
        turn = talk.take(passed.events)
        asked_again = talk.again() if turn.broken else None
        if asked_again is None:
            return passed, turn
        whole = await self.pipeline.post(talk.client, talk.path, asked_again, talk.headers)
        if whole.status != 200:
            return passed, turn
        return whole, talk.take_whole(orjson.loads(whole.body))


def way(probe: Probe) -> Way:
    """Return the way of the probe's client."""
    found: Way = probe.kept["way"]
    return found


async def text(probe: Probe) -> Outcome:
    """Get a short answer; the stream has to be whole as the client reads it."""
    talk = OPENINGS[way(probe).client](probe.line.model, SHORT, ())
    passed, turn = await way(probe).say(talk)
    if turn.problem:
        return _failed(probe, passed, turn)
    if not turn.text.strip():
        return _shown(probe.fail(probe.find("empty_reply")), probe, passed)
    exchange = passed.exchange
    took = f" in {exchange.total:.1f} s" if exchange is not None and exchange.total is not None else ""
    return _shown(probe.passed(f"{turn.text.strip()[:40]!r}{took}"), probe, passed)


async def tool_call(probe: Probe) -> Outcome:
    """Let the model call a tool, as the client offers it, and keep the conversation for the result."""
    passed, turn, talk = Passed(0, b""), Turn(), None
    for _ in range(2):  # a model may fail to once
        talk = OPENINGS[way(probe).client](probe.line.model, CALL, (WEATHER,))
        passed, turn = await way(probe).say(talk)
        if turn.problem or turn.calls:
            break
    if turn.problem:
        return _failed(probe, passed, turn)
    if not turn.calls:
        finding = probe.find("tool_calls_missing", why=f", it says {turn.text.strip()[:80]!r}")
        return _shown(probe.fail(finding), probe, passed)
    if (why := _wrong(turn.calls[0])) or turn.calls[0].arguments is None:
        return _shown(probe.fail(probe.find("tool_arguments_invalid", why=short(why))), probe, passed)
    probe.kept["talk"], probe.kept["turn"] = talk, turn
    return _shown(probe.passed(f"{turn.calls[0].name}({turn.calls[0].raw})"), probe, passed)


async def tool_result(probe: Probe) -> Outcome:
    """Give the result back, with all that the client echoes."""
    talk: Talk = probe.kept["talk"]
    turn: Turn = probe.kept["turn"]
    talk.give({call.id: RESULT for call in turn.calls})
    passed, answer = await way(probe).say(talk)
    if answer.problem:
        return _failed(probe, passed, answer, "tool_result_refused")
    if not answer.text.strip() and not answer.calls:
        finding = probe.find("tool_result_refused", why="nothing was said after it")
        return _shown(probe.fail(finding), probe, passed)
    carried = ", reasoning carried along" if turn.reasoned else ""
    return _shown(probe.passed(f"{answer.text.strip()[:60]!r}{carried}"), probe, passed)


async def task(probe: Probe) -> Outcome:
    """Let the model mend a small repository; any order of calls will do that gets there."""
    repository = Repository()
    talk = OPENINGS[way(probe).client](probe.line.model, TASK, TOOLS)
    last = Passed(0, b"")
    for number in range(1, MAX_TURNS + 1):
        last, turn = await way(probe).say(talk)
        if turn.problem:
            outcome = _failed(
                probe, last, turn, "tool_result_refused" if repository.steps else "request_refused"
            )
            outcome.cause = f"In turn {number}, after {len(repository.steps)} calls: {outcome.cause}"
            return outcome
        if not turn.calls:
            return _shown(_judge(probe, repository, turn, number), probe, last)
        if bad := next((call for call in turn.calls if call.arguments is None), None):
            finding = probe.find("tool_arguments_invalid", why=short(bad.raw))
            return _shown(probe.fail(finding), probe, last)
        talk.give({call.id: repository.run(call.name, call.arguments or {}) for call in turn.calls})
    finding = probe.find("task_failed", why=f"not done after {MAX_TURNS} turns ({_said(repository)})")
    return _shown(probe.fail(finding), probe, last)


def _judge(probe: Probe, repository: Repository, turn: Turn, turns: int) -> Outcome:
    if not repository.steps:
        finding = probe.find("task_failed", severity="fatal", why="it calls no tool at all")
        return probe.fail(finding)
    if not (repository.mended and repository.passed):
        why = f"it stopped after {_said(repository)}, and the tests do not pass"
        return probe.fail(probe.find("task_failed", why=why))
    if not turn.text.strip():
        return probe.fail(probe.find("task_failed", why="it says nothing at the end"))
    if len(repository.steps) < LEAST_STEPS:
        return probe.skipped(f"done in {len(repository.steps)} calls, which is too short a loop to tell")
    return probe.passed(f"done in {turns} turns: {_said(repository)}")


def _said(repository: Repository) -> str:
    return ", ".join(repository.steps) or "no call"


async def count_tokens(probe: Probe) -> Outcome:
    """Ask Turnout for a count, as Claude Code's /context does."""
    talk = ClaudeTalk(probe.line.model, SHORT)
    body = {name: value for name, value in talk.body().items() if name in ("model", "messages", "system")}
    passed = await way(probe).pipeline.post(
        talk.client, "/v1/messages/count_tokens?beta=true", body, talk.headers
    )
    parsed = orjson.loads(passed.body) if passed.status == 200 else {}
    counted = int_field(parsed, "input_tokens")
    if counted is None:
        return Outcome("failed", f"HTTP {passed.status}", evidence=_evidence(probe, passed))
    return probe.passed(f"{counted} tokens, by Turnout's estimate")


# ----------------------------------------------------------------------------- saying
def _failed(probe: Probe, passed: Passed, turn: Turn, otherwise: str = "request_refused") -> Outcome:
    """Return a failed step; Turnout's own record says why better than what the client was told."""
    failure = passed.failure
    if failure is None:
        finding = probe.find("stream_truncated", why=short(turn.problem))
        return _shown(probe.fail(finding), probe, passed)
    finding_id, everywhere = name_of(failure, probe.wire, otherwise)
    if finding_id == otherwise and _wants_reasoning(failure):
        finding_id = "reasoning_required_back"
    if failure.code == "tool_arguments_invalid":
        finding_id = "tool_arguments_invalid"
    severity: Severity | None = "fatal" if finding_id == "reasoning_required_back" else None
    finding = probe.find(finding_id, severity=severity, everywhere=everywhere, why=short(failure.message))
    return _shown(probe.fail(finding), probe, passed)


def _wants_reasoning(failure: Failure) -> bool:
    repair = repairable(failure)
    return repair is not None and repair.action == "add_reasoning"


def _wrong(call: MadeCall) -> str:
    if call.arguments is None:
        return f"not valid JSON: {call.raw[:80]}"
    return "" if isinstance(call.arguments.get("city"), str) else f"city is missing in {call.raw[:80]}"


def _shown(outcome: Outcome, probe: Probe, passed: Passed) -> Outcome:
    outcome.evidence = _evidence(probe, passed)
    return outcome


def _evidence(probe: Probe, passed: Passed) -> list[Evidence]:
    """Return the client's side and, where there was one, the provider's."""
    secrets = probe.line.secrets
    exchange = passed.exchange
    if exchange is None:
        return [show(b"", passed.body, passed.status, {}, secrets)]
    shown = [show(exchange.client_request, passed.body, passed.status, {}, secrets)]
    if exchange.attempts:
        upstream = b"".join(chunk for _, chunk in exchange.upstream_reply)
        status, headers = exchange.attempts[-1].status, exchange.upstream_reply_headers
        shown.append(show(exchange.upstream_request, upstream, status, headers, secrets))
    return shown
