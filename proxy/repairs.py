"""Which refused requests one changed retry can mend, before the first byte has gone to the client."""

# ruff: noqa: E501 - tables: one wording, one line

import re
from typing import Literal, TypeAlias

from msgspec import Struct

from proxy.conversation import Failure
from proxy.error_text import ErrorText, read_error

RepairAction: TypeAlias = Literal[
    "drop_stream_options",
    "clamp_max_output",
    "rename_max_tokens",
    "force_stream",
    "add_reasoning",
    "strip_reasoning",
    "drop_effort",
    "relax_tool_choice",
    "end_with_user",
    "drop_parameter",
    "add_instructions",
    "rename_role",
]


class Repair(Struct, frozen=True):
    """What to change before asking once more.

    clamp_max_output: to `limit` tokens. rename_max_tokens: the other of `max_tokens` and
    `max_completion_tokens` (`field` names the wanted one). force_stream: `stream: true`, fold the reply.
    add_reasoning: earlier assistant turns with tool calls need their reasoning, or a placeholder.
    strip_reasoning: earlier reasoning (signatures, encrypted content) is not accepted: leave it out.
    drop_effort: thinking is off, so no effort may be sent. relax_tool_choice: only `auto` is taken.
    end_with_user: the conversation may not end with the assistant.
    drop_parameter: leave out the top-level `field`. add_instructions: there has to be a system text.
    rename_role: system text goes by the other of `system` and `developer` (`field` names the wanted one).

    `lasting`: it says something about the endpoint. Else it holds for this one request only: room that
    is left beside this conversation, reasoning of this conversation that is not accepted.
    """

    action: RepairAction
    field: str = ""
    limit: int | None = None
    lasting: bool = True


_MENDABLE_STATUSES = frozenset({0, 200, 400, 422})
_DROPPABLE = frozenset(
    {
        "temperature", "top_p", "top_k", "min_p", "seed", "presence_penalty", "frequency_penalty", "verbosity",
        "text", "prompt_cache_key", "prompt_cache_retention", "user", "service_tier", "metadata", "store", "include",
        "parallel_tool_calls", "thinking", "enable_thinking", "reasoning_split", "reasoning_effort", "reasoning",
        "output_config", "context_management", "stop", "stop_sequences", "logprobs", "truncation", "client_metadata",
        "safety_identifier", "extra_body", "speed", "container", "safeguards", "fallbacks", "tags",
    }
)  # fmt: skip
"""Fields without which the request still means the same, only poorer."""

# Patterns see the text in lower case; `name` may be a path, of which the first step counts.
_NAME = r"[`'\"\[( ]{0,4}(?P<name>[a-z_][\w.\[\]]{0,99})[`'\"\]) ]{0,4}"
_UNKNOWN = (
    rf"(?:unknown|unsupported|unrecognized|unexpected|invalid|extra) (?:request )?(?:parameters?|arguments?|fields?|name|keyword argument|keys?|propert(?:y|ies))(?: supplied| received)?:? ?{_NAME}",
    rf"unsupported value: {_NAME} does not support",
    rf"does not support (?:the )?(?:parameters?|fields?|arguments?):? ?{_NAME}",
    rf"property {_NAME} is (?:unsupported|not supported)",
    rf"{_NAME}:? ?(?:extra inputs are not permitted|extra fields not permitted|unknown (?:parameter|field))",
    rf"\({_NAME} was unexpected\)",
    rf"(?:parameter|field|argument) {_NAME} is (?:not (?:supported|allowed|permitted|recognized)|unknown|unsupported|invalid)",
    r"'loc': \('body', '(?P<name>[a-z_]\w{0,60})'[^)]*\), 'msg': 'extra",
    rf"(?:不支持|未知)的?(?:请求)?参数[:： ]*{_NAME}",
)

_PHRASES: tuple[tuple[RepairAction, str, str], ...] = (
    (
        "rename_max_tokens",
        "max_completion_tokens",
        (r"max_tokens.{0,80}(?:not supported|unsupported).{0,80}max_completion_tokens"),
    ),
    (
        "rename_max_tokens",
        "max_tokens",
        (
            r"(?:unknown|unsupported|unrecognized|unexpected|extra|invalid) \w+.{0,20}max_completion_tokens"
            r"|max_completion_tokens.{0,20}(?:extra inputs|not supported|unsupported|unexpected|is not permitted)"
        ),
    ),
    (
        "drop_stream_options",
        "stream_options",
        (r"stream_options|include_usage"),
    ),
    (
        "force_stream",
        "stream",
        (
            r"stream must be (?:set to )?true|stream=true|only (?:supports? )?stream(?:ing)?\b|non-?stream\w* .{0,40}not supported"
            r"|(?:must|should) be stream|enable_thinking must be (?:set to )?false for non-streaming|仅支持流式|只支持流式"
        ),
    ),
    (
        "add_instructions",
        "instructions",
        (
            r"\binstructions\b.{0,4} (?:is |are )?(?:required|missing|must not be empty|cannot be empty|can't be empty)"
            r"|(?:missing|required) (?:required )?(?:parameters?|fields?):? ?.{0,4}\binstructions\b"
        ),
    ),
    (
        "rename_role",
        "system",
        (
            r"unknown variant [`'\"]developer|does not support [`'\"]?developer|(?:unexpected|unsupported|unknown|invalid) (?:message )?role:? ?[`'\"]?developer"
            r"|developer[`'\"]? (?:role )?is not (?:one of|a valid|supported|allowed)|role [`'\"]?developer[`'\"]? (?:is )?(?:not|unsupported|invalid)"
        ),
    ),
    (
        "rename_role",
        "developer",
        (
            r"system messages? (?:are|is) not (?:allowed|supported)|unknown variant [`'\"]system\b|does not support [`'\"]system\b"
            r"|[`'\"]system[`'\"] is not (?:one of|a valid)"
        ),
    ),
    (
        "end_with_user",
        "",
        (
            r"assistant (?:message )?prefill|(?:last|final) message.{0,40}(?:must|should) (?:be|have).{0,20}\buser\b"
        ),
    ),
    (
        "drop_effort",
        "reasoning_effort",
        (r"cannot be disabled when reasoning_effort|reasoning_effort.{0,60}(?:thinking|disabled)"),
    ),
    (
        "add_reasoning",
        "",
        (
            r"(?:reasoning_content|reasoning_text|content\[\]\.thinking|thinking|reasoning).{0,60}must be passed back"
            r"|missing.{0,4}(?:reasoning_content|reasoning_text|thinking block)"
            r"|(?:reasoning_content|thinking) is (?:missing|required)"
            r"|expected .{0,4}thinking.{0,4} or .{0,4}redacted_thinking"
            r"|must start with a thinking block"
        ),
    ),
    (
        "strip_reasoning",
        "",
        (
            r"(?:invalid|malformed|missing|bad).{0,10}signature.{0,40}|signature.{0,60}(?:invalid|required|verif|mismatch|missing)"
            r"|thinking.{0,40}blocks?.{0,60}(?:cannot be modified|unsupported|not supported|not allowed|invalid)"
            r"|encrypted[ _]content.{0,60}(?:could not|invalid|cannot|not be|fail|verif|decrypt)|invalid_encrypted_content"
            r"|reasoning.{0,40}without its required following item|required 'reasoning' item"
            r"|item with id .{0,10}rs_.{0,80}not found"
            r"|reasoning_content.{0,40}(?:is )?(?:unsupported|not supported|not permitted|not allowed|unexpected)"
            r"|(?:unknown|unexpected|extra|unsupported) \w{1,20}.{0,40}reasoning_(?:content|details)"
        ),
    ),
    (
        "relax_tool_choice",
        "tool_choice",
        (
            r"tool_choice.{0,80}(?:not support|unsupported|must be|only|incompatible|not allowed|invalid)"
            r"|(?:not support|unsupported|does not support).{0,60}tool_choice"
            r"|thinking.{0,60}(?:forces? tool|tool_choice)"
        ),
    ),
)


def repairable(failure: Failure, body: bytes = b"") -> Repair | None:
    """Return the one change worth trying, None where a second request would only fail again.

    `body` is the provider's error body; without it the failure's message is read.
    """
    if failure.status not in _MENDABLE_STATUSES:
        return None
    if failure.kind == "max_tokens_too_big":
        if not failure.limit:
            return None
        # With `used` the limit is what this conversation leaves of the window, not the endpoint's own.
        return Repair("clamp_max_output", "max_tokens", failure.limit, lasting=failure.used is None)
    if failure.kind != "bad_request":
        return None
    read = read_error(body) if body else ErrorText(failure.message)
    text = f"{read.text} {' '.join(read.codes)}".lower()
    for action, field, pattern in _PHRASES:
        if re.search(pattern, text):
            return Repair(action, field, lasting=action != "strip_reasoning")
    name = _unknown_parameter(text, read)
    return Repair("drop_parameter", name) if name else None


def _unknown_parameter(text: str, read: ErrorText) -> str:
    """Return the top-level field that the provider does not know, "" where there is none that may go."""
    for pattern in _UNKNOWN:
        for found in re.finditer(pattern, text):
            name = _first_step(found["name"])
            if name in _DROPPABLE:
                return name
    if any(
        code in ("unknown_parameter", "unsupported_parameter", "unsupported_value") for code in read.codes
    ):
        name = _first_step(read.param.lower())
        return name if name in _DROPPABLE else ""
    return ""


def _first_step(path: str) -> str:
    return re.split(r"[.\[]", path.removeprefix("body."), maxsplit=1)[0]
