"""Habits of OpenAI's own clients that other providers refuse: the role `developer`, `strict` on a tool."""

from app.check.line import Ask
from app.check.probe import Outcome, Probe
from app.check.steps.tools import CALL
from app.check.steps.words import SHORT
from app.check.turns import WEATHER, system, user
from proxy.conversation import Json
from proxy.json_fields import object_field, objects_field, text_field

DEVELOPER = "Answer in as few words as possible."


async def developer(probe: Probe) -> Outcome:
    """Say something in the role `developer`, as Codex does."""
    ask = Ask(items=(system(DEVELOPER), user(SHORT)), dialect={"developer_role": True}, patch=_as_developer)
    answer = await probe.line.ask(probe.wire, ask)
    refused = answer.failure is not None and answer.failure.kind in ("bad_request", "server")
    probe.can("developer_role", not refused)
    if refused:
        return probe.fail(probe.find("developer_role_refused"), answer)
    return probe.failed_by(answer) if answer.failure is not None else probe.passed("taken", answer)


def _as_developer(body: Json) -> None:
    """Put the head's words into a developer message where the wire's body has them elsewhere."""
    for message in objects_field(body, "messages"):
        if text_field(message, "role") == "system":
            message["role"] = "developer"
    if "instructions" in body:
        said = {
            "type": "message",
            "role": "developer",
            "content": [{"type": "input_text", "text": body.pop("instructions")}],
        }
        body["input"] = [said, *objects_field(body, "input")]


async def strict(probe: Probe) -> Outcome:
    """Declare a tool with `strict`, as OpenAI's SDK does."""
    ask = Ask(items=(user(CALL),), tools=(WEATHER,), patch=_as_strict)
    answer = await probe.line.ask(probe.wire, ask)
    refused = answer.failure is not None and answer.failure.kind in ("bad_request", "server")
    probe.can("strict_tools", not refused)
    if refused:
        return probe.fail(probe.find("strict_refused"), answer)
    return probe.failed_by(answer) if answer.failure is not None else probe.passed("taken", answer)


def _as_strict(body: Json) -> None:
    for tool in objects_field(body, "tools"):
        holder = object_field(tool, "function") or tool
        holder["strict"] = True
