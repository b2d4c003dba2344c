"""The names and kinds of a reply's tool calls as the client declared them."""

from proxy.conversation import Close, Delta, Event, Note, Open
from proxy.reply.unwrap import Unwrapper
from proxy.tool_table import ToolTable


class RaiseTools:
    """Stage: upstream names become the client's by the request's own table; lowered custom tools become raw.

    Searches keep their JSON text. A call of a lowered custom tool is complete when the closing quote and
    brace of its input were seen.
    """

    __slots__ = ("_lowered", "_notes", "_table")

    def __init__(self, table: ToolTable, notes: list[Note]) -> None:
        self._table = table
        self._notes = notes
        self._lowered: dict[int, tuple[str, Unwrapper]] = {}
        """Open calls of lowered tools by key, with the client's name."""

    def feed(self, events: list[Event]) -> list[Event]:
        lowered = self._lowered
        for event in events:
            if type(event) is Delta:
                if event.key in lowered:
                    break
            elif type(event) is Open or type(event) is Close:
                break
        else:
            return events
        out: list[Event] = []
        for event in events:
            if type(event) is Open and event.kind == "tool":
                out.append(self._raise(event))
            elif type(event) is Delta and event.key in lowered:
                if text := lowered[event.key][1].feed(event.text):
                    out.append(Delta(event.key, text))
            elif type(event) is Close and event.key in lowered:
                self._close(event, out)
            else:
                out.append(event)
        return out

    def _raise(self, event: Open) -> Open:
        """Return the call under the client's name; begin to unwrap where the tool was lowered."""
        known = self._table.names.get(event.name)
        if event.namespace is not None or (known is None and event.name not in self._table.lowered):
            return event  # the upstream knows namespaces itself, or the model made a name up
        tool = self._table.client_tool(event.name)
        is_lowered = event.tool == "function" and (tool.kind == "custom" or event.name in self._table.lowered)
        if is_lowered:
            self._lowered[event.key] = (tool.name, Unwrapper())
        return Open(
            event.key, "tool", event.id, tool.name, tool.namespace, "custom" if is_lowered else tool.kind
        )

    def _close(self, event: Close, out: list[Event]) -> None:
        name, unwrapper = self._lowered.pop(event.key)
        rest, proven = unwrapper.close()
        if rest:
            out.append(Delta(event.key, rest))
        if unwrapper.surprise:
            self._notes.append(Note(f"reply.{name}.input", unwrapper.surprise))
        out.append(event if proven or not event.complete else Close(event.key, complete=False))
