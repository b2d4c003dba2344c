"""Remote compaction for providers that have none: summaries are opened, a trigger becomes a wish in words.

Codex 0.169.0 ends such a request with `compaction_trigger`, wants exactly one `compaction` item back and
sends it again with every later request.
"""

from typing import Final

from proxy.conversation import (
    Compaction,
    CompactionTrigger,
    Failure,
    Item,
    Message,
    Note,
    Request,
    Text,
    Wire,
    replace,
)
from proxy.dialect import Dialect
from proxy.envelope import Sealer
from proxy.wires import RequestError

SUMMARY_HEAD: Final = (
    "The earlier part of this conversation was condensed to make room. What follows is the summary of it;"
    " go on from there and do not repeat work that is done.\n\n"
)

WISH: Final = (
    "Stop working for a moment and write down where we are. Your text replaces everything said so far, so the"
    " work must be able to continue from it alone. Leave nothing out that is still needed:\n"
    "- what the user asked for, in their own words where wording matters, and every rule they gave\n"
    "- what has been done, which files were read, created or changed, and what was learned from them\n"
    "- decisions that were taken and why; approaches that failed and how\n"
    "- exact names, paths, commands, values and error messages that will be needed again\n"
    "- the state right now, and the next steps in order\n"
    "Answer with this summary as plain text and nothing else. Do not call a tool."
)


def expand_compaction(
    request: Request, wire: Wire, dialect: Dialect, sealer: Sealer, notes: list[Note]
) -> tuple[Request, bool]:
    """Return the request in plain items, and whether it asks for a compaction that we have to make.

    Raises `RequestError` for a compaction that another gateway or provider sealed: without it the
    conversation would go on with its memory gone.
    """
    if {Compaction, CompactionTrigger}.isdisjoint(map(type, request.items)):
        return request, False
    native = dialect.maker and request.wire == wire
    out: list[Item] = []
    asked = False
    for item in request.items:
        match item:
            case Compaction(sealed=sealed):
                summary = _summary(sealer, sealed)
                if summary is not None:
                    out.append(Message(role="user", parts=(Text(SUMMARY_HEAD + summary),)))
                elif native:
                    out.append(item)
                else:
                    raise _foreign()
            case CompactionTrigger() if not native:
                asked = True
            case _:
                out.append(item)
    request = replace(request, items=tuple(out))
    if not asked:
        return request, False
    notes.append(Note("compaction_trigger", "the provider is asked for a summary in words"))
    out.append(Message(role="user", parts=(Text(WISH),)))
    # Without tools the model can do nothing but write; an output format would bend the summary.
    return replace(
        request, items=tuple(out), tools=(), tool_choice=None, parallel_tool_calls=None, output=None
    ), True


def _summary(sealer: Sealer, sealed: str) -> str | None:
    envelope = sealer.open_envelope(sealed)
    return envelope.text if envelope is not None and envelope.kind == "compaction" else None


def _foreign() -> RequestError:
    return RequestError(
        Failure(
            kind="bad_request",
            fault="client",
            code="foreign_compaction",
            status=400,
            message="This conversation was compacted by another provider, and only that provider can read the"
            " summary. Go on there, or start a new conversation.",
        )
    )
