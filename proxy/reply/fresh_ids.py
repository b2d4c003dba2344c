"""A call whose id was used before in the conversation gets an id of its own.

Some providers count calls anew in each reply (`call_0`). Claude Code 2.1.329 takes such a call for the earlier one,
never answers it, and asks again without end. The provider sees the new id in the next request, on call and result.
"""

from collections.abc import Iterable

from proxy.conversation import Event, Item, Note, Open, ToolCall


class FreshIds:
    """Stage: `history` are the items of the request."""

    __slots__ = ("_notes", "_taken")

    def __init__(self, history: Iterable[Item], notes: list[Note]) -> None:
        self._taken = {item.id for item in history if type(item) is ToolCall}
        self._notes = notes

    def feed(self, events: list[Event]) -> list[Event]:
        for place, event in enumerate(events):
            if type(event) is Open and event.kind == "tool":
                if event.id in self._taken:
                    events = [*events[:place], self._renamed(event), *events[place + 1 :]]
                else:
                    self._taken.add(event.id)
        return events

    def _renamed(self, call: Open) -> Open:
        number = 2
        while (fresh := f"{call.id}_{number}") in self._taken:
            number += 1
        self._taken.add(fresh)
        self._notes.append(
            Note("tool call", f"the provider used the id {call.id} again; the call is {fresh}")
        )
        return Open(call.key, call.kind, fresh, call.name, call.namespace, call.tool)
