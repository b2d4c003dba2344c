"""A tray host as KDE and GNOME's extension are one: items announce themselves over D-Bus and are asked there."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    Properties,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
ITEM_PATH = "/StatusNotifierItem"
_WATCHER_XML = f"""<node><interface name="{WATCHER}">
<method name="RegisterStatusNotifierItem"><arg name="service" type="s" direction="in"/></method>
<property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
<property name="ProtocolVersion" type="i" access="read"/>
<property name="RegisteredStatusNotifierItems" type="as" access="read"/>
</interface></node>"""
LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a menu: `kind` is "separator", "radio", "checkmark" or ""."""

    id: int
    label: str
    enabled: bool
    kind: str
    checked: bool
    children: "tuple[Entry, ...]"


class StatusNotifierHost:
    """`with StatusNotifierHost() as host` on the session bus of the environment; `host.items` have come."""

    def __init__(self) -> None:
        self.items: list[str] = []
        self._over = threading.Event()
        self._watching = open_dbus_connection(bus="SESSION")
        self._asking = open_dbus_connection(bus="SESSION")
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watching.send_and_get_reply(message_bus.RequestName(WATCHER))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._watching.close()
        self._asking.close()

    # ------------------------------------------------------------------ asking an item
    def properties(self, item: str) -> dict[str, Any]:
        """Return what an item says of itself."""
        return _plain(self._ask(Properties(DBusAddress(ITEM_PATH, item, ITEM)).get_all())[0])

    def activate(self, item: str) -> None:
        """Click on it."""
        self._ask(new_method_call(DBusAddress(ITEM_PATH, item, ITEM), "Activate", "ii", (0, 0)))

    def menu(self, item: str) -> tuple[Entry, ...]:
        """Open its menu: what is in it, to the depths."""
        address = self._menu_of(item)
        self._ask(new_method_call(address, "AboutToShow", "i", (0,)))
        _, layout = self._ask(new_method_call(address, "GetLayout", "iias", (0, -1, [])))
        return _entry(layout).children

    def choose(self, item: str, entry: Entry) -> None:
        """Click on a line of it."""
        body = (entry.id, "clicked", ("i", 0), 0)
        self._ask(new_method_call(self._menu_of(item), "Event", "isvu", body))

    def _menu_of(self, item: str) -> DBusAddress:
        return DBusAddress(str(self.properties(item)["Menu"]), item, MENU)

    def _ask(self, message: Message) -> Any:
        reply = self._asking.send_and_get_reply(message, timeout=20)
        assert reply.header.message_type is not MessageType.error, reply.body
        return reply.body

    # ------------------------------------------------------------------ being asked
    def _watch(self) -> None:
        while not self._over.is_set():
            try:
                message = self._watching.receive(timeout=LOOK_SECONDS)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                _reply(self._watching, message, self._answer(message))

    def _answer(self, message: Message) -> tuple[str, tuple[Any, ...]] | None:
        has = {
            "IsStatusNotifierHostRegistered": ("b", True),
            "ProtocolVersion": ("i", 0),
            "RegisteredStatusNotifierItems": ("as", list(self.items)),
        }
        match message.header.fields[HeaderFields.member]:
            case "RegisterStatusNotifierItem":
                self.items.append(message.body[0])
                return "", ()
            case "Introspect":
                return "s", (_WATCHER_XML,)
            case "Get":
                return "v", (has[message.body[1]],)
            case "GetAll":
                return "a{sv}", (has,)
        return None


def _reply(connection: DBusConnection, asked: Message, answer: tuple[str, tuple[Any, ...]] | None) -> None:
    if answer is None:
        connection.send(new_error(asked, "org.freedesktop.DBus.Error.UnknownMethod"))
    else:
        connection.send(new_method_return(asked, *answer))


def _plain(fields: Mapping[str, tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, (_, value) in fields.items()}


def _entry(layout: tuple[int, Mapping[str, tuple[str, Any]], list[tuple[str, Any]]]) -> Entry:
    number, fields, children = layout
    said = _plain(fields)
    return Entry(
        number,
        said.get("label", ""),
        said.get("enabled", True),
        said.get("toggle-type", "") or ("separator" if said.get("type") == "separator" else ""),
        said.get("toggle-state") == 1,
        tuple(_entry(child) for _, child in children if _plain(child[1]).get("visible", True)),
    )
