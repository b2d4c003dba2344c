"""The prompt cache: does a long prefix, sent twice, cost less the second time?"""

import asyncio
import secrets

from app.check.answer import Answer
from app.check.line import Ask
from app.check.probe import Outcome, Probe
from app.check.turns import user
from proxy.conversation import Message, Text

PREFIX_WORDS = 4_500
"""Some 5,000 tokens or more: the longest least prefix of a known cache is 4,096 (Anthropic's small models)."""
_WORDS = [
    "river",
    "stone",
    "window",
    "garden",
    "letter",
    "market",
    "bridge",
    "winter",
    "candle",
    "harbour",
    "meadow",
    "ladder",
    "copper",
    "violet",
    "saddle",
    "lantern",
]
QUESTION = "The list above is of no importance. Reply with the single word OK."


async def cache(probe: Probe) -> Outcome:
    """Send a long prefix twice, marked where the wire has marks, and once more after a while."""
    if probe.seen("usage") is False:
        return probe.skipped("replies do not report tokens, so it cannot be told")
    prefix = _prefix()
    first = await _ask(probe, prefix)
    if first.failure is not None:
        return _refused(probe, first)
    second = await _ask(probe, prefix)
    if second.failure is None and not _cached(second) and probe.shared.settle:
        await asyncio.sleep(probe.shared.settle)
        second = await _ask(probe, prefix)
    if second.failure is not None:
        return probe.failed_by(second)
    hit, written = _cached(second), _written(first)
    probe.can("prompt_cache", hit > 0)
    if probe.wire == "messages":
        probe.can("cache_control", hit > 0 or written > 0)
    if not hit:
        why = ", and `cache_control` is ignored" if probe.wire == "messages" and not written else ""
        return probe.fail(probe.find("cache_ignored", why=why), first, second)
    total = second.reply.usage.input if second.reply and second.reply.usage else 0
    return probe.passed(f"{hit} of {total} input tokens came from the cache")


def _refused(probe: Probe, answer: Answer) -> Outcome:
    kind = answer.failure.kind if answer.failure is not None else ""
    if kind in ("context_overflow", "max_tokens_too_big", "too_large"):
        return probe.skipped("the model's context is too small for a prefix worth caching", answer)
    if kind == "bad_request" and probe.wire == "messages":
        probe.can("cache_control", False)
        return probe.fail(probe.find("cache_ignored", why=", and `cache_control` is refused"), answer)
    return probe.failed_by(answer)


def _prefix() -> str:
    """Return a text that nobody has sent before."""
    nonce = secrets.token_hex(8)
    return f"List {nonce}: " + " ".join(_WORDS[(number * 7) % len(_WORDS)] for number in range(PREFIX_WORDS))


async def _ask(probe: Probe, prefix: str) -> Answer:
    mark = {"cache_control": {"type": "ephemeral"}} if probe.wire == "messages" else {}
    items = (Message("system", (Text(prefix, mark),)), user(QUESTION))
    dialect = {"cache_control": True} if probe.wire == "messages" else {}
    return await probe.line.ask(probe.wire, Ask(items=items, dialect=dialect))


def _cached(answer: Answer) -> int:
    return answer.reply.usage.cached if answer.reply and answer.reply.usage else 0


def _written(answer: Answer) -> int:
    return answer.reply.usage.cache_write if answer.reply and answer.reply.usage else 0
