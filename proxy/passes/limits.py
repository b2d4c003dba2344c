"""Figures, parameters and output formats within what the upstream takes."""

import msgspec
import orjson

from proxy.conversation import Item, Message, Note, OutputFormat, Request, Sampling, Text, Wire, replace
from proxy.dialect import Dialect
from proxy.passes.schemas import clean_output_schema

_HIGHEST_TEMPERATURE = {"messages": 1.0, "chat": 2.0, "responses": 2.0}
_SAMPLING = ("temperature", "top_p", "top_k", "seed", "presence_penalty", "frequency_penalty")

_QUIET_EXTRA = frozenset(
    {
        "client_metadata", "context_management", "include", "metadata", "output_config", "reasoning", "store",
        "stream_options", "thinking",
    }
)  # fmt: skip
"""What Codex and Claude Code send with each request and only their makers read: one note for all."""


def apply_limits(
    request: Request, wire: Wire, dialect: Dialect, notes: list[Note]
) -> tuple[Request, tuple[str, ...]]:
    """Return the request within the endpoint's limits, and the stop sequences that are left to the reply stage."""
    stop, emulated = _split_stop(request.stop, wire, dialect, notes)
    changes: dict[str, object] = {}
    quiet: list[str] = []
    if dialect.max_output is not None and (request.max_output or 0) > dialect.max_output:
        notes.append(Note("max_output", f"{request.max_output} became {dialect.max_output}"))
        changes["max_output"] = dialect.max_output
    if stop != request.stop:
        changes["stop"] = stop
    sampling = _sampling(request.sampling, wire, dialect, notes)
    if sampling != request.sampling:
        changes["sampling"] = sampling
    for field, name in (("verbosity", "verbosity"), ("cache_key", "prompt_cache_key"), ("user", "user")):
        if getattr(request, field) is not None and name not in dialect.parameters:
            if field != "cache_key":
                notes.append(Note(name, "left out: the provider does not know it"))
            elif request.wire != "messages":  # there it is only the session's id
                quiet.append(name)
            changes[field] = None
    if request.output is not None:
        changes |= _output(request, request.output, wire, dialect, notes)
    if request.wire != wire:
        notes.extend(
            Note(name, f"left out: {wire} has no such field")
            for name in request.extra
            if name not in _QUIET_EXTRA
        )
        quiet += [name for name in request.extra if name in _QUIET_EXTRA]
    if quiet:
        notes.append(
            Note("fields", f"left out, for the client's own maker alone: {', '.join(sorted(quiet))}")
        )
    return (replace(request, **changes) if changes else request), emulated


def _split_stop(
    stop: tuple[str, ...], wire: Wire, dialect: Dialect, notes: list[Note]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is sent and what Turnout has to look out for itself."""
    if not stop:
        return stop, ()
    limit = len(stop) if dialect.stop_limit is None else dialect.stop_limit
    if wire == "responses":
        limit = 0  # that wire has no stop sequences
    # messages refuses sequences of white space alone.
    sendable = [word for word in stop if wire != "messages" or not word.isspace()]
    sent = tuple(sendable[:limit])
    emulated = tuple(word for word in stop if word not in sent)
    if emulated:
        notes.append(
            Note("stop", f"{len(emulated)} of {len(stop)} cut by Turnout: the provider takes no more")
        )
    return sent, emulated


def _sampling(sampling: Sampling, wire: Wire, dialect: Dialect, notes: list[Note]) -> Sampling:
    changes: dict[str, float | None] = {}
    for name in _SAMPLING:
        if getattr(sampling, name) is not None and name not in dialect.parameters:
            notes.append(Note(name, "left out: the provider does not know it"))
            changes[name] = None
    highest = _HIGHEST_TEMPERATURE[wire]
    if sampling.temperature is not None and "temperature" not in changes:
        within = min(max(sampling.temperature, 0.0), highest)
        if within != sampling.temperature:
            notes.append(Note("temperature", f"{sampling.temperature} became {within}"))
            changes["temperature"] = within
    return msgspec.structs.replace(sampling, **changes) if changes else sampling


# ----------------------------------------------------------------------------- output format
def _output(
    request: Request, output: OutputFormat, wire: Wire, dialect: Dialect, notes: list[Note]
) -> dict[str, object]:
    """Return the changes that make an output format one that the upstream has, or words in the head."""
    structured = dialect.structured
    if wire == "messages" and (structured == "json_object" or output.kind == "json_object"):
        structured = "none"  # that wire knows schemas alone
    if output.kind == "json_schema" and output.schema is not None and structured == "json_schema":
        clean = clean_output_schema(output.schema, dialect.schema, output.name)
        strict = False if output.strict and not clean.strict else output.strict
        schema = clean.schema if clean.changed else output.schema
        if schema is output.schema and strict == output.strict:
            return {}
        notes.append(Note("output.schema", "adapted to the provider"))
        return {"output": msgspec.structs.replace(output, schema=schema, strict=strict)}
    if output.kind == "json_object" and structured != "none":
        return {}
    notes.append(Note("output", f"{output.kind} is asked for in words"))
    return {
        "output": None if structured == "none" else OutputFormat("json_object"),
        "items": _with_head_text(request.items, _say_output(output)),
    }


def _say_output(output: OutputFormat) -> str:
    words = "Answer with one JSON object and nothing else: no code fence, no words before or after it."
    if output.schema is None:
        return words
    described = f" It is called {output.name}: {output.description}" if output.description else ""
    return f"{words}{described} It must match this JSON Schema:\n{orjson.dumps(output.schema).decode()}"


def _with_head_text(items: tuple[Item, ...], text: str) -> tuple[Item, ...]:
    """Return the items with more text at the end of the head."""
    first = items[0] if items else None
    if type(first) is Message and first.role == "system":
        return (msgspec.structs.replace(first, parts=(*first.parts, Text(text))), *items[1:])
    return (Message(role="system", parts=(Text(text),)), *items)
