"""Each kind of warning about a profile is said once."""

from typing import Any

from app.warned import MAX_SAID, WarnOnce
from proxy.conversation import Note
from proxy.exchange import Exchange


def ended(*notes: Note, profile: str | None = "p", total: float | None = 1.0) -> Exchange:
    exchange = Exchange("codex", "codex", "responses", "/v1/responses")
    exchange.profile, exchange.total, exchange.notes = profile, total, list(notes)
    return exchange


def said(*exchanges: Exchange) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []

    def publish(event: str, data: dict[str, Any]) -> None:
        assert event == "warning"
        out.append(data)

    listener = WarnOnce(publish)
    for exchange in exchanges:
        listener(exchange)
    return out


SWAP = Note("reply.model", "a was asked for, b answered", "model_substituted")


def test_once_with_what_the_tray_needs() -> None:
    first = ended(Note("tools", "left out"), SWAP)
    first.upstream_model, first.served_model = "a", "b"
    [one] = said(first, ended(SWAP))
    assert one == {
        "id": first.id,
        "profile": "p",
        "code": "model_substituted",
        "message": "a was asked for, b answered",
        "asked": "a",
        "served": "b",
        "at": first.started_at,
    }


def test_another_pair_of_names_another_profile_another_code() -> None:
    other = Note("reply.model", "a was asked for, c answered", "model_substituted")
    cut = Note("reply", "28 of 30", "reasoning_eats_budget")
    again = Note("reply", "29 of 30", "reasoning_eats_budget")
    assert len(said(ended(SWAP), ended(other), ended(SWAP, profile="q"), ended(cut), ended(again))) == 4


def test_what_is_under_way_or_went_nowhere_is_not_said() -> None:
    assert said(ended(SWAP, total=None), ended(SWAP, profile=None)) == []


def test_memory_is_bounded() -> None:
    notes = [
        Note("reply.model", f"a was asked for, {n} answered", "model_substituted")
        for n in range(MAX_SAID + 1)
    ]
    assert len(said(*map(ended, notes), ended(notes[-1]), ended(notes[0]))) == MAX_SAID + 2
