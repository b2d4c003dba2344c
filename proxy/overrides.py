"""What a user sets for a profile or one of its models whatever the client says: fields, effort, output, system text."""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, cast

from msgspec import Struct, structs

from proxy.conversation import Json, Message, Note, Request, Text, Wire, replace
from proxy.dialect import Dialect
from proxy.large_json import read_large_json, write_json

EVERY_MODEL = "*"
"""The name under which what holds for all models of a profile stands."""
_OUTPUT: Mapping[Wire, tuple[str, ...]] = {
    "responses": ("max_output_tokens",),
    "messages": ("max_tokens",),
    "chat": ("max_completion_tokens", "max_tokens"),
}
_EFFORT: Mapping[Wire, Literal["reasoning", "output_config", "reasoning_effort"]] = {
    "responses": "reasoning",
    "messages": "output_config",
    "chat": "reasoning_effort",
}
Body: TypeAlias = dict[str, Any]


class Override(Struct, frozen=True, kw_only=True):
    """`body` is merged into the upstream body as RFC 7396 has it, after `remove` (dotted paths) is taken out.

    `effort`: instead of the client's. `max_output`: at most so many tokens. `system_prefix`: before all system text.
    """

    headers: Mapping[str, str] = {}
    body: Json = {}
    remove: tuple[str, ...] = ()
    effort: str | None = None
    max_output: int | None = None
    system_prefix: str = ""

    def on_request(self, request: Request, notes: list[Note]) -> Request:
        """Return the request with effort, output and system text as they are set."""
        if self.effort is not None and self.effort != request.thinking.effort:
            notes.append(
                _note("effort", f"{self.effort} instead of {request.thinking.effort or 'none said'}")
            )
        if self.effort is not None:
            on = self.effort != "none"
            wish = structs.replace(request.thinking, enabled=on, effort=self.effort, budget=None)
            request = replace(request, thinking=wish)
        if self.max_output is not None and (
            request.max_output is None or request.max_output > self.max_output
        ):
            notes.append(
                _note("max_output", f"{self.max_output} instead of {request.max_output or 'none said'}")
            )
            request = replace(request, max_output=self.max_output)
        if self.system_prefix:
            notes.append(_note("system_prefix", "put before the system text"))
            head = Message("system", (Text(self.system_prefix),))
            request = replace(request, items=(head, *request.items))
        return request

    def on_dialect(self, dialect: Dialect, wire: Wire) -> Dialect:
        """Return the dialect with the effort as a word of the endpoint, where nothing is known of its words.

        Elsewhere it is one of the clients' words, as ever, and the dialect says what the endpoint calls it.
        """
        unsaid = dialect.effort_field == "none" and dialect.thinking == "none"
        if self.effort is None or not (unsaid or dialect.efforts_guessed):
            return dialect
        field = _EFFORT[wire] if dialect.effort_field == "none" else dialect.effort_field
        efforts = {**dialect.efforts, self.effort: self.effort}
        return structs.replace(dialect, effort_field=field, efforts=efforts)

    def on_body(self, body: Body, notes: list[Note]) -> Body:
        """Return an upstream body without what is to be removed and with what is to be merged in."""
        removed = [path for path in self.remove if _remove(body, path.split("."))]
        notes += [_note(f"remove.{path}", "removed") for path in removed]
        if self.body:
            body = merge(body, self.body)
            notes += [_note(f"body.{name}", "set") for name in self.body]
        return body

    def on_bytes(self, data: bytes, wire: Wire, notes: list[Note]) -> bytes:
        """Return a body that is not translated, with all of this in it; everything else stays, but for spaces."""
        body: Body = cast(Body, read_large_json(data))
        if self.effort is not None:
            notes.append(_note("effort", self.effort))
            _set_effort(body, wire, self.effort)
        if self.max_output is not None:
            names = _OUTPUT[wire]
            name = next((one for one in names if one in body), names[0])
            asked = body.get(name)
            if not isinstance(asked, int) or asked > self.max_output:
                notes.append(_note("max_output", f"{self.max_output} instead of {asked or 'none said'}"))
                body[name] = self.max_output
        if self.system_prefix:
            notes.append(_note("system_prefix", "put before the system text"))
            _put_system(body, wire, self.system_prefix)
        return write_json(self.on_body(body, notes))


def merge(target: Body, patch: Mapping[str, Any]) -> Body:
    """Return the body with a JSON merge patch (RFC 7396): null removes, objects are merged, all else is replaced."""
    merged = dict(target)
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, Mapping):
            before = merged.get(name)
            merged[name] = merge(before if isinstance(before, dict) else {}, value)
        else:
            merged[name] = value
    return merged


def joined(every: Override, own: Override) -> Override:
    """Return what holds for one model: its own, over what holds for all."""
    return Override(
        headers={**every.headers, **own.headers},
        body=cast(Json, merge(dict(every.body), own.body)),
        remove=tuple(dict.fromkeys((*every.remove, *own.remove))),
        effort=own.effort or every.effort,
        max_output=own.max_output or every.max_output,
        system_prefix=own.system_prefix or every.system_prefix,
    )


def _remove(body: Any, path: list[str]) -> bool:
    for step in path[:-1]:
        body = body.get(step) if isinstance(body, dict) else None
    if not isinstance(body, dict) or path[-1] not in body:
        return False
    del body[path[-1]]
    return True


def _set_effort(body: Body, wire: Wire, effort: str) -> None:
    name = _EFFORT[wire]
    if wire == "chat":
        body[name] = effort
        return
    before = body.get(name)
    body[name] = {**(before if isinstance(before, dict) else {}), "effort": effort}


def _put_system(body: Body, wire: Wire, prefix: str) -> None:
    match wire:
        case "responses":
            before = body.get("instructions")
            body["instructions"] = f"{prefix}\n\n{before}" if before else prefix
        case "messages":
            before = body.get("system")
            said = [{"type": "text", "text": before}] if isinstance(before, str) else before or []
            body["system"] = [{"type": "text", "text": prefix}, *said]
        case "chat":
            body["messages"] = [{"role": "system", "content": prefix}, *body.get("messages", [])]


def _note(what: str, action: str) -> Note:
    return Note(f"override.{what}", action)
