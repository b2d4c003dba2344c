"""Which profile serves which client, kept in routes.toml."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from profiles import safe_write, toml_file
from profiles.errors import BadFileError, InvalidProfileError, NotFoundError
from profiles.paths import Paths

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Client = Literal["codex", "claude-code", "other"]
FileKind = Literal["codex", "claude-code", "other", "vscode"]
"""A file that we write for a client: its own or, of Claude Code, an editor's settings (`vscode`)."""
Mode = Literal["proxy", "direct"]
CLIENTS: tuple[Client, ...] = get_args(Client)
HEAD = "# Which profile serves which client now. `turnout use PROFILE` writes this file.\n"
MAX_FALLBACKS = 10
"""No request goes through more, whatever the settings say."""
_FALLBACKS = "fallbacks"


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
        for client, ids in self.fallbacks().items():
            if profile in ids:
                self.set_fallbacks(client, [one for one in ids if one != profile])
        return affected

    def fallbacks(self) -> dict[Client, tuple[str, ...]]:
        """Each client's fallback profiles, in the order in which they are asked. Raises BadFileError.

        They are kept through every switch: the one that serves is left out when they are asked.
        """
        data = safe_write.read(self.path)
        document = {} if data is None else toml_file.parse(data, self.path)
        found: dict[Client, tuple[str, ...]] = {}
        for client in CLIENTS:
            entry = document.get(client, {})
            ids = entry.get(_FALLBACKS, []) if isinstance(entry, dict) else []
            if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
                raise BadFileError(self.path, f"the fallbacks of {client} have to be a list of profiles' ids")
            found[client] = tuple(dict.fromkeys(ids))
        return found

    def set_fallbacks(self, client: str, ids: Sequence[str]) -> None:
        """Set a client's fallback profiles; none: what fails is said to the client. Raises InvalidProfileError."""
        checked, wanted = _check(client), list(dict.fromkeys(ids))
        if len(wanted) > MAX_FALLBACKS:
            raise InvalidProfileError(
                f"A client has at most {MAX_FALLBACKS} fallback profiles, not {len(wanted)}."
            )
        if self.fallbacks()[checked] == tuple(wanted):
            return

        def change(document: "TOMLDocument") -> None:
            entry = document.get(checked)
            if not isinstance(entry, dict):  # missing, or the short form
                document[checked] = {} if entry is None else {"profile": entry}
                entry = document[checked]
            if wanted:
                entry[_FALLBACKS] = wanted
            else:
                entry.pop(_FALLBACKS, None)

        self.all()
        toml_file.edit(self.path, change, HEAD)

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
            entry = document.get(client)
            if route.profile is None:
                if isinstance(entry, dict) and _FALLBACKS in entry:
                    for name in ("profile", "mode"):
                        entry.pop(name, None)
                else:
                    document.pop(client, None)
                continue
            if not isinstance(entry, dict):
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
