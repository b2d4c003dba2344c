"""System text: one head, later ones in place, and no line in it that differs from request to request."""

import msgspec

from proxy.conversation import Item, Message, Note, Part, Request, Text, Wire, replace
from proxy.dialect import Dialect

BILLING_LINE = "x-anthropic-billing-header"
"""Start of the first system line of Claude Code 2.1.329; its suffix changes within a session, so that it
would spoil every prefix cache but the maker's."""

REMINDER_OPEN = "<system-reminder>"
REMINDER_CLOSE = "</system-reminder>"


def fold_system(request: Request, wire: Wire, dialect: Dialect, notes: list[Note]) -> Request:
    """Gather the leading system items into one head; later ones stay or become user text where they stand.

    Expects a history without empty messages. Nothing is moved to the head: one that grows with the
    conversation defeats prefix caches.
    """
    items = request.items
    head: list[Message] = []
    for item in items:
        if type(item) is not Message or item.role != "system":
            break
        head.append(item)
    rest = items[len(head) :]
    may_stay = dialect.system == "anywhere" or (wire == "messages" and dialect.mid_system)
    told = rest if may_stay else _remind(rest, notes)
    folded = _fold(head, strip=not (dialect.maker and wire == "messages"), notes=notes)
    if told is rest and folded is head:
        return request
    return replace(request, items=(*folded, *told))


def _fold(head: list[Message], *, strip: bool, notes: list[Note]) -> list[Message]:
    """Return the head as at most one message; the very list where it is one already."""
    if not head:
        return head
    first = head[0]
    parts = first.parts if len(head) == 1 else tuple(part for message in head for part in message.parts)
    kept = _without_billing(parts, notes) if strip else parts
    if kept is first.parts:
        return head
    return [msgspec.structs.replace(first, parts=kept)] if kept else []


def _without_billing(parts: tuple[Part, ...], notes: list[Note]) -> tuple[Part, ...]:
    """Return the parts without the billing line, where it is the first that they say."""
    number = next((i for i, part in enumerate(parts) if type(part) is not Text or part.text), None)
    part = parts[number] if number is not None else None
    if number is None or type(part) is not Text or not part.text.startswith(BILLING_LINE):
        return parts
    notes.append(Note("system", "billing line removed"))
    rest = part.text.partition("\n")[2].lstrip("\n")
    kept: tuple[Part, ...] = (msgspec.structs.replace(part, text=rest),) if rest else ()
    return (*parts[:number], *kept, *parts[number + 1 :])


def _remind(items: tuple[Item, ...], notes: list[Note]) -> tuple[Item, ...]:
    """Return the items with every system message turned into a user's."""
    if not any(type(item) is Message and item.role == "system" for item in items):
        return items
    out: list[Item] = []
    for item in items:
        if type(item) is Message and item.role == "system":
            notes.append(Note("system", "a later system message became user text"))
            if any(type(part) is not Text or part.text for part in item.parts):
                out.append(_reminder(item))
        else:
            out.append(item)
    return tuple(out)


def _reminder(message: Message) -> Message:
    text = "\n\n".join(part.text for part in message.parts if type(part) is Text)
    others = tuple(part for part in message.parts if type(part) is not Text)
    if not text.lstrip().startswith(REMINDER_OPEN):
        text = f"{REMINDER_OPEN}\n{text}\n{REMINDER_CLOSE}"
    marks = next((part.extra for part in reversed(message.parts) if part.extra), {})
    return Message(role="user", parts=(Text(text, marks), *others), id=message.id)
