"""Items that only their own wire has: as they came where the upstream knows them, in words elsewhere."""

from proxy.conversation import Foreign, Item, Message, Note, Request, Text, Wire, replace
from proxy.dialect import Dialect


def retell_foreign(request: Request, wire: Wire, dialect: Dialect, notes: list[Note]) -> Request:
    """Return the request with hosted tools' calls and results retold, unless the provider runs such tools."""
    items = request.items
    if Foreign not in map(type, items):
        return request
    knows = request.wire == wire and bool(dialect.server_tools)
    out: list[Item] = []
    for item in items:
        if type(item) is not Foreign or (knows and item.wire == wire):
            out.append(item)
            continue
        kind = item.raw.get("type")
        notes.append(Note("items", f"{kind if isinstance(kind, str) else 'item'} retold in words"))
        if item.text:
            out.append(Message(role=item.role, parts=(Text(item.text),)))
    return request if len(out) == len(items) and tuple(out) == items else replace(request, items=tuple(out))
