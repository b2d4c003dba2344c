"""Goal 15: where Turnout itself cannot serve, both clients say why at once: one request, and none to the provider."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

import pytest

from profiles.bound_keys import BoundKeys
from profiles.errors import KeyringLockedError
from proxy import handlers
from tests.clients.stage import DIRECT, Client
from tests.clients.test_access import Place, place, said
from tests.extent import FULL, report

pytestmark = [pytest.mark.clients, pytest.mark.skipif(DIRECT, reason="it is Turnout that cannot serve")]

__all__ = ["place"]

SHOWN_S = 3.0
"""The goal; here with the start of the client."""


def no_profile(place: Place, patch: pytest.MonkeyPatch) -> None:
    for client in get_args(Client):
        place.service.context.routes.set(client, None)


def unconfirmed(place: Place, patch: pytest.MonkeyPatch) -> None:
    """Another program has written another address into the profile."""
    path = place.service.context.paths.profiles_toml
    path.write_text(path.read_text().replace("http://127.0.0.1", "https://elsewhere.test"))


def locked(place: Place, patch: pytest.MonkeyPatch) -> None:
    def key_of(*_: Any) -> Any:
        raise KeyringLockedError("The keyring is locked.", "Unlock it.")

    patch.setattr(BoundKeys, "key_of", key_of)
    place.service.control("POST", "reload")


def faulty(place: Place, patch: pytest.MonkeyPatch) -> None:
    def translation(*_: Any) -> Any:
        raise RuntimeError("made to fail")

    patch.setattr(handlers, "Translation", translation)


STATES: dict[str, tuple[Callable[[Place, pytest.MonkeyPatch], None], str]] = {
    "no_profile": (no_profile, "No profile serves this client"),
    "key_unconfirmed": (unconfirmed, "is not sent to"),
    "keyring_locked": (locked, "The keyring is locked"),
    "internal": (faulty, "an error of its own"),
}


def test_goal_015_it_is_said_at_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    clients: tuple[Client, ...] = get_args(Client)
    wrong: list[str] = []
    took: dict[str, float] = {}
    config, files = place.service.context.paths.config, {}
    for path in config.iterdir():
        if path.is_file():
            files[path] = path.read_bytes()
    asked = len(place.provider.asks)
    with ThreadPoolExecutor(len(clients)) as pool:
        for state, (bring_about, words) in STATES.items():
            with monkeypatch.context() as patch:
                before = len(place.asked)
                bring_about(place, patch)
                runs = dict(zip(clients, pool.map(place.run, clients), strict=True))
                for client, run in runs.items():
                    rows = [one for one in place.asked[before:] if one.client == client]
                    if len(rows) != 1 or words not in said(run):
                        wrong.append(
                            f"{state} {client}: {len(rows)} requests, {said(run)!r} {run.said[-300:]}"
                        )
                    took[f"{state} {client}"] = round(run.seconds, 1)
            for path, data in files.items():
                path.write_bytes(data)
            place.service.control("POST", "reload")
    report({"goal": 15, "whole_runs_s": took})
    assert wrong == []
    assert len(place.provider.asks) == asked
    assert not FULL or max(took.values()) <= SHOWN_S
