"""A whole reply (`stream: false`) as a Messages body, saying the same as the stream would."""

import orjson

from proxy.conversation import Json, Stop
from proxy.reply.fold import Reply, ReplyPart
from proxy.wires import ReplyContext
from proxy.wires.messages.reply_fields import (
    call_id,
    citation_objects,
    message_id,
    message_object,
    stop_reason,
)
from proxy.wires.messages.usage import usage_object


def encode_whole(reply: Reply, context: ReplyContext) -> Json:
    """Write the body. A tool call that was cut is left out: what is here is executed."""
    ids: set[str] = set()
    content = [block for part in reply.parts if (block := _block(part, ids)) is not None]
    kinds = [block["type"] for block in content]
    stop = reply.stop or Stop("end")
    refused = any(part.kind == "refusal" and part.text for part in reply.parts)
    reason = stop_reason(stop, called="tool_use" in kinds, refused=refused, said="text" in kinds)
    message = message_object(message_id(reply.id), context.model, content, reason, usage_object(reply.usage))
    message["stop_sequence"] = stop.sequence if reason == "stop_sequence" else None
    return message


def _block(part: ReplyPart, ids: set[str]) -> Json | None:
    match part.kind:
        case "tool":
            if not part.complete:
                return None
            id_ = call_id(part.id, ids)
            ids.add(id_)
            return {"type": "tool_use", "id": id_, "name": part.name, "input": _input(part.text)}
        case "reasoning":
            if part.text:
                return {"type": "thinking", "thinking": part.text, "signature": part.sealed or ""}
            return {"type": "redacted_thinking", "data": part.sealed} if part.sealed else None
        case _:
            if not part.text:
                return None
            return {
                "type": "text",
                "text": part.text,
                "citations": citation_objects(part.annotations) or None,
            }


def _input(arguments: str) -> object:
    """Return the arguments as an object.

    What is none is worded as Claude Code 2.1.329 words it itself after a stream: the call then fails
    in its own input check, and the model gets to know.
    """
    if not arguments.strip():
        return {}
    try:
        value = orjson.loads(arguments)
    except orjson.JSONDecodeError:
        value = None
    if isinstance(value, dict):
        return value
    return {"__unparsedToolInput": {"raw": arguments, "len": len(arguments)}}
