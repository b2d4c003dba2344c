"""How a provider says no: to a model that does not exist, and to a request that makes no sense."""

import orjson

from app.check.answer import Answer
from app.check.evidence import is_limit
from app.check.line import Ask
from app.check.probe import Outcome, Probe, short
from app.check.steps.words import SHORT
from app.check.turns import user
from proxy.conversation import Json
from proxy.failures import error_in
from proxy.model_names import same_model

NO_SUCH_MODEL = "turnout-check-no-such-model"


async def unknown_model(probe: Probe) -> Outcome:
    """Ask for a model that does not exist: refused, or silently replaced?"""
    answer = await probe.line.ask(probe.wire, Ask(items=(user(SHORT),), model=NO_SUCH_MODEL))
    probe.kept["unknown_model"] = answer
    if answer.failure is not None:
        if answer.failure.kind in ("network", "timeout", "rate_limited"):
            return probe.failed_by(answer)
        probe.can("unknown_model", "refused")
        return probe.passed(f"refused (HTTP {answer.status})", answer)
    served = answer.reply.model if answer.reply else ""
    other = served if served and not same_model(served, NO_SUCH_MODEL) else ""
    probe.can("unknown_model", f"served by {other}" if other else "accepted")
    finding = probe.find("unknown_model_accepted", by=f" by {other}" if other else "")
    return probe.fail(finding, answer)


async def errors(probe: Probe) -> Outcome:
    """Look at the shape of an error, and at what the headers say of limits."""
    answer: Answer | None = probe.kept.get("unknown_model")
    if answer is None or answer.failure is None:
        answer = await probe.line.ask(probe.wire, Ask(items=(user(SHORT),), patch=_senseless))
    limits = {
        name.lower(): value
        for kept in (answer, probe.kept.get("text"))
        if kept
        for name, value in kept.headers.items()
        if is_limit(name)
    }
    probe.can("rate_limit_headers", sorted(limits))
    if answer.failure is None:
        return probe.skipped("it refused nothing, not even a request without sense", answer)
    body = _object(answer.body)
    if answer.status == 200 and (answer.streamed or (body is not None and error_in(body) is not None)):
        return probe.fail(
            probe.find("error_in_200", severity="limit", why=short(answer.failure.message)), answer
        )
    told = body is not None and error_in(body) is not None
    probe.can("error_shape", "json" if told else "other")
    said = f"HTTP {answer.status}, " + ("a JSON error" if told else "no JSON error")
    return probe.passed(f"{said}; limits: {', '.join(sorted(limits)) or 'none said'}", answer)


def _senseless(body: Json) -> None:
    body["messages" if "messages" in body else "input"] = []


def _object(body: bytes) -> Json | None:
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return parsed if isinstance(parsed, dict) else None
