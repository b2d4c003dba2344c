"""count_tokens: what Claude Code asks to show how full a conversation is."""

import orjson

from app.check.line import Ask
from app.check.probe import Outcome, Probe
from app.check.steps.words import SHORT
from app.check.turns import user
from proxy.json_fields import int_field


async def count_tokens(probe: Probe) -> Outcome:
    """Ask the provider itself; one that cannot count is no defect: Turnout estimates."""
    body = probe.line.write(probe.wire, Ask(items=(user(SHORT),), stream=False))
    body.pop("stream"), body.pop("max_tokens", None)
    answer = await probe.line.post(
        probe.line.endpoints[probe.wire], orjson.dumps(body), False, path="/count_tokens"
    )
    try:
        parsed = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        parsed = None
    counted = int_field(parsed, "input_tokens") if isinstance(parsed, dict) and answer.status == 200 else None
    probe.can("count_tokens", counted is not None)
    if counted is None:
        return probe.skipped(f"the provider does not count (HTTP {answer.status}); Turnout estimates", answer)
    return probe.passed(f"{counted} tokens", answer)
