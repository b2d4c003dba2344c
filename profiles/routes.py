"""Which profile serves which client, kept in routes.toml."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from profiles import safe_write, toml_file
from profiles.errors import BadFileError, NotFoundError
from profiles.paths import Paths

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Client = Literal["codex", "claude-code", "other"]
Mode = Literal["proxy", "direct"]
CLIENTS: tuple[Client, ...] = get_args(Client)
HEAD = "# Which profile serves which client now. `turnout use PROFILE` writes this file.\n"


@dataclass(frozen=True, slots=True)
class ClientRoute:
    """The profile's id (None: nothing chosen yet), and whether the client comes through Turnout."""

    profile: str | None = None
    mode: Mode = "proxy"


class RouteTable:
    """routes.toml: one table per client, read at every call."""

    def __init__(self, paths: Paths) -> None:
        self.path = paths.routes_toml

    def all(self) -> dict[Client, ClientRoute]:
        """The route of every client. Raises BadFileError."""
        data = safe_write.read(self.path)
        document = {} if data is None else toml_file.parse(data, self.path)
        found: dict[Client, ClientRoute] = {}
        for client in CLIENTS:
            entry = document.get(client, {})
            profile = entry.get("profile") if isinstance(entry, dict) else entry
            mode = entry.get("mode", "proxy") if isinstance(entry, dict) else "proxy"
            if not isinstance(profile, str | None) or mode not in get_args(Mode):
                raise BadFileError(
                    self.path, f"the route of {client} needs a profile's id and a mode (proxy, direct)"
                )
            found[client] = ClientRoute(profile, "direct" if mode == "direct" else "proxy")
        return found

    def get(self, client: str) -> ClientRoute:
        return self.all()[_check(client)]

    def set(self, client: str, profile: str | None, mode: Mode = "proxy") -> None:
        """Move a client to a profile; None takes its route away."""
        self._write({_check(client): ClientRoute(profile, mode)})

    def forget(self, profile: str) -> tuple[Client, ...]:
        """Take the routes to a removed profile away; the clients that had one are returned."""
        affected = tuple(client for client, route in self.all().items() if route.profile == profile)
        if affected:
            self._write(dict.fromkeys(affected, ClientRoute()))
        return affected

    def plan(self, routes: Mapping[Client, ClientRoute]) -> bytes | None:
        """The file's content with these routes, for whoever writes it with others; None: no file. BadFileError."""
        before = safe_write.read(self.path)
        known = self.all()  # a file with mistakes is named, not repaired
        if all(known[client] == route for client, route in routes.items()):
            return before
        return toml_file.edited(before, self.path, _changing(routes), HEAD)

    def _write(self, routes: Mapping[Client, ClientRoute]) -> None:
        self.all()
        toml_file.edit(self.path, _changing(routes), HEAD)


def _changing(routes: Mapping[Client, ClientRoute]) -> Callable[["TOMLDocument"], None]:
    def change(document: "TOMLDocument") -> None:
        for client, route in routes.items():
            if route.profile is None:
                document.pop(client, None)
                continue
            if not isinstance(document.get(client), dict):
                document.pop(client, None)  # missing, or the short form
                document[client] = {}
            entry = document[client]
            for name, value in (("profile", route.profile), ("mode", route.mode)):
                if entry.get(name) != value:
                    entry[name] = value

    return change


def _check(client: str) -> Client:
    for known in CLIENTS:
        if known == client:
            return known
    raise NotFoundError(
        f"There is no client {client!r}.", f"Use {', '.join(CLIENTS)}.", code="client_not_found"
    )
