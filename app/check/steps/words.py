"""Words: a short answer, its stream, its tokens, and who gave it."""

import re

from app.check.answer import Answer
from app.check.findings import Finding, Severity
from app.check.line import Ask
from app.check.probe import Outcome, Probe, short
from app.check.turns import user
from proxy.model_names import same_model

SHORT = "Reply with the single word OK and nothing else."
LONG = "Count from 1 to 40 in English words, separated by commas. Write nothing else."
LONG_CHARS = 200
"""Shorter texts may come in one piece without anything being wrong."""
BUFFER_SECONDS = 0.4
"""Whoever lets one wait this long and then sends everything at once has held it back."""
BURST_SECONDS = 0.03
"""No model writes a text of `LONG_CHARS` in this time."""
USUAL_WINDOW = 128_000
"""Tokens; what a model has at least that is any use to an agent."""
BUDGET_TOKENS = 32
"""Room for a word and far too little for reasoning (DeepSeek V4 Pro, 2026-07-05: 28 of 30 tokens went there)."""
_STANDS_FOR = re.compile(r"\b(?:latest|auto|default)\b")
_STREAM_WORDS = re.compile(r"stream", re.IGNORECASE)


async def text(probe: Probe) -> Outcome:
    """Get a short answer in one piece; who only streams is asked again."""
    answer = await probe.line.ask(probe.wire, Ask(items=(user(SHORT),), stream=False))
    only_streams = refuses_whole(answer)
    if only_streams:
        whole, answer = answer, await probe.line.ask(probe.wire, Ask(items=(user(SHORT),)))
    probe.can("wires", answer.failure is None)
    if answer.failure is not None:
        return probe.failed_by(answer)
    if not answer.text.strip() and not answer.reasoning:
        return probe.fail(probe.find("empty_reply"), answer)
    probe.kept["text"] = answer
    probe.can("stream_only", only_streams)
    if only_streams:
        finding = probe.find("stream_only")
        return Outcome("passed", finding.message, finding.fix, [probe.line.show(whole)])
    return probe.passed(f"{answer.text.strip()[:40]!r} after {answer.ms:.0f} ms", answer)


def refuses_whole(answer: Answer) -> bool:
    """Tell whether a request was refused because it was not for a stream."""
    return (
        answer.failure is not None
        and answer.failure.kind == "bad_request"
        and _STREAM_WORDS.search(answer.failure.message) is not None
    )


async def stream(probe: Probe) -> Outcome:
    """Stream a longer answer: well-formed, as it is made, with a proper end."""
    answer = await probe.line.ask(probe.wire, Ask(items=(user(SHORT if probe.shared.quick else LONG),)))
    probe.kept["stream"] = answer
    if answer.failure is not None:
        probe.can("streaming", False)
        return _broken(probe, answer)
    if not answer.streamed:
        probe.can("streaming", False)
        finding = probe.find("stream_not_incremental", why="one JSON body came instead of events")
        return probe.fail(finding, answer)
    first, last, pieces, size = answer.pace("text")
    waits = held_back(answer)
    if waits:
        # A slow machine looks the same once; not twice.
        again = await probe.line.ask(probe.wire, Ask(items=(user(LONG),)))
        waits = held_back(again) if again.failure is None else waits
    probe.can("streaming", "held back" if waits else True)
    if waits:
        return probe.fail(probe.find("stream_not_incremental", why=waits), answer)
    said = f"first words after {first:.2f} s, {pieces} pieces ({size} characters) in {last - first:.2f} s"
    return probe.passed(f"{len(answer.events)} events, {said}", answer)


def _broken(probe: Probe, answer: Answer) -> Outcome:
    """Say that streams break; where whole replies come, Claude Code 2.1.329 gets through with them."""
    whole: Answer = probe.kept["text"]
    if answer.failure is None or answer.failure.kind != "truncated" or whole.streamed:
        return probe.failed_by(answer)
    why = short(answer.failure.message)
    again = f"{why}; Claude Code asks for each reply a second time, whole"
    probe.find("stream_truncated", severity="limit", why=again, spares=("codex",))
    return probe.fail(probe.find("stream_truncated", why=why, spares=("claude-code",)), answer)


def held_back(answer: Answer) -> str:
    """Return how a long text was held back, "" where it was not or cannot be told."""
    _, last, pieces, size = answer.pace("text")
    if size < LONG_CHARS:
        return ""
    if pieces == 1:
        return f"{size} characters in a single piece"
    # Thinking that is shown before the text is a sign of life.
    first_sign = min(at for at, _, _ in answer.deltas)
    if first_sign >= BUFFER_SECONDS and last - first_sign < BURST_SECONDS:
        return (
            f"nothing for {first_sign:.1f} s, then {pieces} pieces within {(last - first_sign) * 1000:.0f} ms"
        )
    return ""


async def served_model(probe: Probe) -> Outcome:
    """Compare the model that answered with the one that was asked."""
    said = {
        name: reply.model
        for name in ("text", "stream")
        if (kept := probe.kept.get(name)) and (reply := kept.reply)
    }
    served = [model for model in said.values() if model]
    if not served:
        return probe.skipped("replies do not name their model")
    probe.can("served_model", served[0])
    other = next((model for model in served if not same_model(model, probe.line.model)), None)
    if other is not None:
        # `…-latest` and `auto` are meant to stand for another one.
        severity: Severity | None = "note" if _STANDS_FOR.search(probe.line.model) else None
        finding = probe.find("model_substituted", severity=severity, served=other)
        return probe.fail(finding, probe.kept["text"])
    return probe.passed(f"{served[0]} answered")


async def usage(probe: Probe) -> Outcome:
    """Look at the reported tokens: of the whole answer and of the stream."""
    answers = [kept for name in ("text", "stream") if (kept := probe.kept.get(name)) and kept.failure is None]
    silent = [answer for answer in answers if not answer.counted or _is_empty(answer)]
    probe.can("usage", len(silent) < len(answers))
    probe.can("streaming_usage", probe.kept["stream"] not in silent if "stream" in probe.kept else None)
    if silent:
        return probe.fail(probe.find("usage_missing"), silent[0])
    for answer in answers:
        if why := implausible(answer):
            return probe.fail(_find_implausible(probe, answer, why), answer)
    counted = answers[-1].reply.usage if answers and answers[-1].reply else None
    said = (
        f"{counted.input} in ({counted.cached} cached), {counted.output} out ({counted.reasoning} reasoning)"
        if counted
        else ""
    )
    return probe.passed(said)


def _find_implausible(probe: Probe, answer: Answer, why: str) -> Finding:
    """Note figures that cannot be right; Codex acts on them where they fill its context window.

    Codex 0.169.0 then compacts the conversation before each request, for ever; Claude Code 2.1.329 goes on.
    """
    counted = answer.reply.usage.input if answer.reply and answer.reply.usage else 0
    model = probe.shared.profile.find_model(probe.line.model)
    window = (model.context_window if model is not None else None) or USUAL_WINDOW
    if counted < window // 2:
        return probe.find("usage_implausible", why=why)
    probe.find("usage_implausible", why=why, spares=("codex",))
    why = f"{why}; Codex takes every conversation for too long and compacts it over and over"
    return probe.find("usage_implausible", severity="fatal", why=why, spares=("claude-code",))


def _is_empty(answer: Answer) -> bool:
    counted = answer.reply.usage if answer.reply else None
    return counted is None or (counted.input == 0 and counted.output == 0)


def implausible(answer: Answer) -> str:
    """Return what cannot be right about a reply's tokens, "" where nothing is."""
    counted = answer.reply.usage if answer.reply else None
    if counted is None:
        return ""
    letters = len(answer.text) + len(answer.reasoning)
    if counted.cached > counted.input:
        return f"{counted.cached} cached of {counted.input} input tokens"
    if counted.reasoning > counted.output:
        return f"{counted.reasoning} reasoning of {counted.output} output tokens"
    if counted.output == 0 and letters:
        return f"0 output tokens for {letters} characters"
    if counted.input == 0:
        return "0 input tokens"
    if counted.input > len(answer.sent) * 20:
        return f"{counted.input} input tokens for a request of {len(answer.sent)} bytes"
    return ""


async def budget(probe: Probe) -> Outcome:
    """Ask for a word with little room: reasoning may use it all up."""
    answer = await probe.line.ask(probe.wire, Ask(items=(user(SHORT),), max_output=BUDGET_TOKENS))
    reply = answer.reply
    if reply is None or (answer.failure is not None and answer.failure.kind != "empty"):
        return probe.failed_by(answer)
    spent = reply.usage.reasoning if reply.usage else 0
    cut = reply.stop is not None and reply.stop.reason == "max_tokens"
    eaten = (cut or answer.failure is not None) and (spent or answer.reasoning or not answer.text.strip())
    probe.can("small_budget", not eaten)
    if eaten:
        left = (
            f"{answer.text.strip()[:20]!r} is all that was said"
            if answer.text.strip()
            else "nothing was said"
        )
        finding = probe.find(
            "reasoning_eats_budget",
            spent=spent or "most",
            budget=BUDGET_TOKENS,
            left=left,
            spares=("codex",),  # sends no `max_output_tokens` (Codex 0.169.0)
        )
        return probe.fail(finding, answer)
    return probe.passed(f"{answer.text.strip()[:40]!r} with {BUDGET_TOKENS} tokens at most", answer)
