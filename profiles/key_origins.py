"""For which addresses each key was given: a key goes nowhere else until its user says so."""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from profiles import safe_write
from profiles.errors import InvalidProfileError
from profiles.file_stamp import Stamp, stamp_of
from profiles.profile import DEMO_SCHEME, KeyRef, Profile

_DEFAULT_PORTS: Mapping[str, int] = {"http": 80, "https": 443}


class NotUnconfirmedError(InvalidProfileError):
    """What is confirmed is not waiting for it: whoever confirms has seen another address than there is now."""

    code = "not_unconfirmed"


@dataclass(frozen=True, slots=True)
class Binding:
    """`serial` is another one whenever the key may be another one."""

    origins: tuple[str, ...]
    serial: str


class KeyOrigins:
    """key-origins.json. It belongs to the keys of this machine, and so not into profiles.toml, which people edit,
    copy and share: an address changed there is a changed address here.

    A profile that has no entry yet is bound to the addresses it has when it is first seen: its key was used there by
    a Turnout that kept no origins, or its variable was named beside them. Each place of a key (the keyring, each
    variable) has its own entry, so that a detour by another one confirms nothing. A file that cannot be read confirms
    nothing either, and from then on nothing is bound unasked.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: Stamp = None
        self._known = _Entries({}, False)

    def of(self, profile: Profile) -> Binding | None:
        """For which addresses the profile's key was given; None: that was never said. Raises FileProblemError."""
        return self._read().find(profile)

    def unconfirmed(self, profile: Profile) -> tuple[str, ...]:
        """The origins of the profile that its key does not go to. Raises FileProblemError."""
        entries = self._read()
        binding = entries.find(profile)
        if profile.key.kind == "none" or (binding is None and not entries.strict):
            return ()
        known = binding.origins if binding else ()
        return tuple(origin for origin in origins_of(profile) if origin not in known)

    def see(self, profiles: Iterable[Profile]) -> None:
        """Bind those that were never seen to the addresses they have. Raises FileProblemError."""
        entries = self._read()
        new = [one for one in profiles if one.key.kind != "none" and entries.find(one) is None]
        if new and not entries.strict:

            def change(table: dict[str, Any]) -> None:
                for one in new:
                    _put(table, one, origins_of(one))

            self._edit(change)

    def bind(self, profile: Profile, origins: Iterable[str] | None = None) -> None:
        """A key was given for the profile as it is (or for these origins, and no others)."""
        wanted = origins_of(profile) if origins is None else tuple(origins)
        self._edit(lambda table: _put(table, profile, wanted))

    def unbind(self, profile_id: str, key: KeyRef) -> None:
        """The key is about to be another one, or to go: until `bind` it goes nowhere."""
        self._edit(lambda table: table.setdefault(profile_id, {}).update({source_of(key): _entry(())}))

    def forget(self, profile_id: str, key: KeyRef) -> None:
        """There is no such key any more."""

        def change(table: dict[str, Any]) -> None:
            entries = table.get(profile_id, {})
            entries.pop(source_of(key), None)
            if not entries:
                table.pop(profile_id, None)

        if profile_id in self._read().table:
            self._edit(change)

    def forget_variables(self, profile_id: str) -> None:
        """The profile is gone, and with it what was said of its variables; another of this id says it anew."""

        def change(table: dict[str, Any]) -> None:
            entries = table.pop(profile_id, {})
            if kept := entries.get("keyring"):
                table[profile_id] = {"keyring": kept}

        if profile_id in self._read().table:
            self._edit(change)

    def confirm(self, profile: Profile, origins: Iterable[str]) -> None:
        """The key goes to these origins of the profile as well. Raises NotUnconfirmedError."""
        wanted = tuple(dict.fromkeys(origins))
        check_waiting(profile, wanted, self.unconfirmed(profile))
        binding = self.of(profile)
        self.bind(profile, (*(binding.origins if binding else ()), *wanted))

    # ------------------------------------------------------------------ inside
    def _read(self) -> "_Entries":
        stamp = stamp_of(self._path)
        if stamp is None or stamp != self._stamp:
            self._known, self._stamp = _parse(safe_write.read(self._path)), stamp
        return self._known

    def _edit(self, change: Callable[[dict[str, Any]], object]) -> None:
        def edit(data: bytes | None) -> bytes:
            entries = _parse(data)
            change(entries.table)
            return json.dumps({"strict": entries.strict, "profiles": entries.table}, indent=1).encode()

        safe_write.update(self._path, edit)
        self._stamp = None


@dataclass(frozen=True, slots=True)
class _Entries:
    """`table`: by profile and place of the key. `strict`: nothing is bound unasked."""

    table: dict[str, Any]
    strict: bool

    def find(self, profile: Profile) -> Binding | None:
        entry = self.table.get(profile.id, {}).get(source_of(profile.key))
        return None if entry is None else Binding(tuple(entry["origins"]), entry["serial"])


def check_waiting(profile: Profile, wanted: Iterable[str], waiting: Iterable[str]) -> None:
    """Raise NotUnconfirmedError where one of these origins does not wait to be confirmed."""
    strange = set(wanted) - set(waiting)
    if strange:
        raise NotUnconfirmedError(
            f"{', '.join(sorted(strange))} is no address of {profile.id} that waits for its key to be confirmed.",
            f"See what does: turnout profile show {profile.id}",
        )


def source_of(key: KeyRef) -> str:
    """Where a key is, as one word."""
    return f"env:{key.env}" if key.kind == "env" else key.kind


def origins_of(profile: Profile) -> tuple[str, ...]:
    """The origins of the profile's addresses; the built-in demo provider has none."""
    urls = (one.base_url for one in profile.endpoints if not one.base_url.startswith(f"{DEMO_SCHEME}:"))
    return tuple(dict.fromkeys(map(origin_of, urls)))


@lru_cache(maxsize=256)  # asked at each request
def origin_of(url: str) -> str:
    """Scheme, host and port of a URL as one text, the scheme's own port left out."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (
        "" if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{port}"
    )


def _put(table: dict[str, Any], profile: Profile, origins: Iterable[str]) -> None:
    table.setdefault(profile.id, {})[source_of(profile.key)] = _entry(origins)


def _entry(origins: Iterable[str]) -> dict[str, Any]:
    return {"origins": list(dict.fromkeys(origins)), "serial": secrets.token_hex(8)}


def _parse(data: bytes | None) -> _Entries:
    if data is None:
        return _Entries({}, False)
    try:
        said = json.loads(data)
        table, strict = said["profiles"], said["strict"]
        whole = isinstance(strict, bool) and all(
            isinstance(entry["serial"], str) and all(isinstance(one, str) for one in entry["origins"])
            for entries in table.values()
            for entry in entries.values()
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        whole = False
    return _Entries(table, strict) if whole else _Entries({}, True)
