"""A chat-completions body as a neutral request (fields of OpenAI, DeepSeek, Qwen and OpenRouter)."""

from proxy.conversation import Json, Note, OutputFormat, Request, Sampling, Thinking
from proxy.json_fields import as_object, bool_field, int_field, object_field, text_field
from proxy.refusals import refuse, wrong_type
from proxy.wires.chat.decode_messages import read_messages
from proxy.wires.chat.decode_tools import read_tool_choice, read_tools

_READ = frozenset(
    {
        "model", "messages", "tools", "functions", "tool_choice", "function_call", "parallel_tool_calls",
        "response_format", "max_tokens", "max_completion_tokens", "stop", "n", "stream", "stream_options",
        "reasoning_effort", "reasoning", "thinking", "enable_thinking", "thinking_budget", "verbosity",
        "prompt_cache_key", "user", "temperature", "top_p", "top_k", "seed", "presence_penalty",
        "frequency_penalty",
    }
)  # fmt: skip
"""Fields with a place in the model; all others, known to us or not, travel in `extra`."""

_NOT_IN_REPLIES = ("logprobs", "top_logprobs")


def decode_request(body: Json, notes: list[Note]) -> Request:
    """Read a client's body; unknown fields go to `extra`. Raises `RequestError`."""
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise wrong_type("model", "a model name", model or None)
    _refuse_what_no_provider_could_do(body)
    notes += [Note(name, "replies carry no log probabilities") for name in _NOT_IN_REPLIES if body.get(name)]
    stream = _bool(body, "stream") or False
    return Request(
        wire="chat",
        model=model,
        items=read_messages(body.get("messages"), notes),
        tools=read_tools(body, notes),
        tool_choice=read_tool_choice(body),
        parallel_tool_calls=_bool(body, "parallel_tool_calls"),
        thinking=_thinking(body),
        sampling=Sampling(
            temperature=_number(body, "temperature"),
            top_p=_number(body, "top_p"),
            top_k=_whole(body, "top_k"),
            seed=_whole(body, "seed"),
            presence_penalty=_number(body, "presence_penalty"),
            frequency_penalty=_number(body, "frequency_penalty"),
        ),
        stop=_stop(body.get("stop")),
        output=_output(body.get("response_format")),
        verbosity=text_field(body, "verbosity") or None,
        max_output=_max_output(body),
        stream=stream,
        include_usage=not stream or bool_field(object_field(body, "stream_options"), "include_usage") is True,
        cache_key=text_field(body, "prompt_cache_key") or None,
        user=text_field(body, "user") or None,
        extra={name: value for name, value in body.items() if name not in _READ and value is not None},
    )


def _refuse_what_no_provider_could_do(body: Json) -> None:
    count = _whole(body, "n")
    if count is not None and count != 1:
        raise refuse("n", "only one choice per request can be given")
    modalities = body.get("modalities")
    if body.get("audio") is not None or (isinstance(modalities, list) and "audio" in modalities):
        raise refuse("modalities", "audio is not carried; ask for text")


def _thinking(body: Json) -> Thinking:
    """Read the wish to think in the fields of OpenAI, DeepSeek, Qwen and OpenRouter."""
    wish, reasoning = object_field(body, "thinking"), object_field(body, "reasoning")
    enabled = bool_field(body, "enable_thinking")
    if enabled is None:
        enabled = bool_field(reasoning, "enabled")
    kind = text_field(wish, "type")
    if kind:
        enabled = kind != "disabled"
    effort = _text(body, "reasoning_effort") or text_field(reasoning, "effort") or None
    budget = next(
        (
            tokens
            for holder, name in (
                (wish, "budget_tokens"),
                (body, "thinking_budget"),
                (reasoning, "max_tokens"),
            )
            if (tokens := int_field(holder, name)) is not None
        ),
        None,
    )
    wanted = enabled or budget is not None or effort not in (None, "none")
    return Thinking(
        enabled=enabled,
        adaptive=kind in ("adaptive", "auto"),
        budget=budget,
        effort=effort,
        # What chat clients get of thinking they get in plain words, so they are asked for.
        summary=wanted and bool_field(reasoning, "exclude") is not True,
    )


def _output(value: object) -> OutputFormat | None:
    if value is None:
        return None
    wish = as_object(value)
    if wish is None:
        raise wrong_type("response_format", "an object", value)
    match wish.get("type"):
        case "text":
            return None
        case "json_object":
            return OutputFormat("json_object")
        case "json_schema":
            told = object_field(wish, "json_schema")
            schema = as_object(told.get("schema"))
            if schema is None:
                raise wrong_type("response_format.json_schema.schema", "an object", told.get("schema"))
            return OutputFormat(
                "json_schema",
                text_field(told, "name", "output"),
                schema,
                bool_field(told, "strict"),
                text_field(told, "description") or None,
            )
        case kind:
            raise refuse("response_format.type", f"{kind!r} is not known (text, json_object or json_schema)")


def _max_output(body: Json) -> int | None:
    name = "max_tokens" if body.get("max_completion_tokens") is None else "max_completion_tokens"
    most = _whole(body, name)
    if most is not None and most < 1:
        raise refuse(name, "must be at least 1")
    return most


def _stop(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,) if value else ()
    if not isinstance(value, list):
        raise wrong_type("stop", "a string or a list of strings", value)
    for number, entry in enumerate(value):
        if not isinstance(entry, str):
            raise wrong_type(f"stop[{number}]", "a string", entry)
    return tuple(entry for entry in value if entry)


# ----------------------------------------------------------------------------- fields that may not be wrong
def _number(body: Json, name: str) -> float | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong_type(name, "a number", value)
    return value


def _whole(body: Json, name: str) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    whole = int_field(body, name)
    if whole is None:
        raise wrong_type(name, "a whole number", value)
    return whole


def _bool(body: Json, name: str) -> bool | None:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise wrong_type(name, "true or false", value)
    return value


def _text(body: Json, name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise wrong_type(name, "a string", value)
    return value
