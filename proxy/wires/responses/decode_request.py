"""A Responses request body to the neutral model: everything but its items and tools."""

from proxy.conversation import (
    NO_EXTRA,
    Item,
    Json,
    Message,
    Note,
    OutputFormat,
    Request,
    Sampling,
    Text,
    Thinking,
)
from proxy.json_fields import (
    as_object,
    bool_field,
    int_field,
    list_field,
    number_field,
    object_field,
    text_field,
)
from proxy.refusals import wrong_type
from proxy.wires.responses.decode_items import ItemReader
from proxy.wires.responses.decode_tools import merge_tools, read_tool_choice, read_tools
from proxy.wires.responses.refusals import refuse

_KNOWN = frozenset(
    {
        "model",
        "input",
        "instructions",
        "tools",
        "tool_choice",
        "parallel_tool_calls",
        "reasoning",
        "text",
        "max_output_tokens",
        "temperature",
        "top_p",
        "top_k",
        "seed",
        "presence_penalty",
        "frequency_penalty",
        "stream",
        "prompt_cache_key",
        "user",
        "previous_response_id",
        "conversation",
        "background",
        "prompt",
    }
)


def decode_request(body: Json, notes: list[Note]) -> Request:
    """Read a body of `POST /v1/responses` (Codex 0.99 to 0.169, openai SDK, hand-made ones).

    Raises `RequestError` for what needs a store (earlier responses by id, background runs) and for a body
    that is not of this wire. Unknown fields go to `extra`, unknown items to `Foreign`.
    """
    _refuse_state(body)
    _refuse_nothing(body)
    reader = ItemReader(notes)
    head = _read_instructions(body.get("instructions"), notes)
    items = reader.read(body.get("input"))
    output, verbosity = _read_text_settings(object_field(body, "text"), notes)
    thinking, reasoning_extra = _read_thinking(object_field(body, "reasoning"))
    extra: Json = {name: value for name, value in body.items() if name not in _KNOWN and value is not None}
    if reasoning_extra:
        extra["reasoning"] = reasoning_extra
    return Request(
        wire="responses",
        model=text_field(body, "model"),
        items=(*head, *items),
        tools=merge_tools(read_tools(list_field(body, "tools"), notes), reader.tools),
        tool_choice=read_tool_choice(body.get("tool_choice"), notes),
        parallel_tool_calls=bool_field(body, "parallel_tool_calls"),
        thinking=thinking,
        sampling=Sampling(
            temperature=number_field(body, "temperature"),
            top_p=number_field(body, "top_p"),
            top_k=int_field(body, "top_k"),
            seed=int_field(body, "seed"),
            presence_penalty=number_field(body, "presence_penalty"),
            frequency_penalty=number_field(body, "frequency_penalty"),
        ),
        output=output,
        verbosity=verbosity,
        max_output=int_field(body, "max_output_tokens"),
        stream=body.get("stream") is True,
        cache_key=text_field(body, "prompt_cache_key") or None,
        user=text_field(body, "user") or None,
        extra=extra or NO_EXTRA,
    )


def _refuse_nothing(body: Json) -> None:
    """Where nothing is asked no provider is to be paid."""
    if body.get("input") is None and body.get("instructions") is None:
        raise wrong_type("input", "a string or a list of items", None)


def _refuse_state(body: Json) -> None:
    if body.get("previous_response_id"):
        raise refuse(
            "previous_response_id",
            "Turnout keeps no earlier responses: send the whole conversation in `input` instead of"
            " `previous_response_id`",
        )
    if body.get("conversation"):
        raise refuse(
            "conversation",
            "Turnout keeps no conversations: send all of it in `input` instead of `conversation`",
        )
    if body.get("background") is True:
        raise refuse("background", "Turnout keeps no responses, so it cannot run one in the background")
    if body.get("prompt"):
        raise refuse("prompt", "Turnout has no stored prompts: send the text itself instead of `prompt`")


def _read_instructions(value: object, notes: list[Note]) -> tuple[Item, ...]:
    if value is not None and not isinstance(value, str):
        notes.append(Note("instructions", "left out: it is no text"))
    return (Message("system", (Text(value),)),) if isinstance(value, str) and value else ()


def _read_text_settings(settings: Json, notes: list[Note]) -> tuple[OutputFormat | None, str | None]:
    verbosity = text_field(settings, "verbosity") or None
    spec = object_field(settings, "format")
    match spec.get("type"):
        case "json_schema":
            return (
                OutputFormat(
                    "json_schema",
                    name=text_field(spec, "name") or "output",
                    schema=as_object(spec.get("schema")),
                    strict=bool_field(spec, "strict"),
                    description=text_field(spec, "description") or None,
                ),
                verbosity,
            )
        case "json_object":
            return OutputFormat("json_object"), verbosity
        case None | "text":
            return None, verbosity
        case other:
            notes.append(Note("text.format", f"format {other} is unknown and was left out"))
            return None, verbosity


def _read_thinking(reasoning: Json) -> tuple[Thinking, Json]:
    """Return what the model has a place for, and the rest (`context` of gpt-6 models)."""
    effort = text_field(reasoning, "effort") or None
    summary = text_field(reasoning, "summary") or text_field(reasoning, "generate_summary")
    rest = {
        name: value
        for name, value in reasoning.items()
        if name not in ("effort", "summary", "generate_summary") and value is not None
    }
    return (
        Thinking(
            enabled=None if effort is None else effort != "none",
            effort=effort,
            summary=summary not in ("", "none"),
        ),
        rest,
    )
