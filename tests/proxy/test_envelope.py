"""The envelope opens for its own installation only, and only when nobody touched it."""

import re
import zlib
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy import envelope
from proxy.envelope import Envelope, Sealer, digest, fingerprint, is_ours

KEY = b"k" * 32
OLD = b"o" * 32


def _resealed(sealer: Sealer, packed: bytes) -> str:
    body = "tn.v1." + urlsafe_b64encode(packed).rstrip(b"=").decode()
    return f"{body}.{envelope._tag(KEY, body)}"


def test_a_payload_comes_back_as_it_was() -> None:
    payload = {"p": "messages/anthropic/claude", "k": "reasoning", "o": {"signature": "s/+="}, "h": "x"}
    assert Sealer(KEY).open(Sealer(KEY).seal(payload)) == payload


def test_the_text_is_of_the_published_form_and_safe_in_both_clients() -> None:
    sealed = Sealer(KEY).seal({"p": "x", "t": "näin ~~~ ???"})
    assert re.fullmatch(r"tn\.v1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}", sealed)
    assert is_ours(sealed)


def test_sealing_is_deterministic_so_that_prefix_caches_hold() -> None:
    assert Sealer(KEY).seal({"p": "x", "k": "y"}) == Sealer(KEY).seal({"k": "y", "p": "x"})


def test_an_old_key_opens_and_no_longer_seals() -> None:
    old = Sealer(OLD).seal({"p": "x"})
    sealer = Sealer(KEY, (OLD,))
    assert sealer.open(old) == {"p": "x"}
    assert sealer.seal({"p": "x"}) != old
    assert Sealer(OLD).open(sealer.seal({"p": "x"})) is None


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Sealer(b"short")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gAAAAABforeign",
        "tn.v2.abc.def",
        "tn.v1.",
        "tn.v1.abc",
        "tn.v1..",
        "tn.v1.é.x",
        "tn.v1.YWJj.AAAA",
    ],
)
def test_foreign_text_does_not_open(text: str) -> None:
    assert Sealer(KEY).open(text) is None


@given(st.integers(0, 10_000), st.characters(codec="ascii"))
def test_any_changed_character_closes_it(position: int, char: str) -> None:
    sealer = Sealer(KEY)
    sealed = sealer.seal({"p": "messages/anthropic/claude", "o": {"signature": "abc"}})
    position %= len(sealed)
    if sealed[position] != char:
        assert sealer.open(sealed[:position] + char + sealed[position + 1 :]) is None


def test_a_sound_tag_over_other_content_does_not_open() -> None:
    sealer = Sealer(KEY)
    assert sealer.open(_resealed(sealer, b"not zlib")) is None
    assert sealer.open(_resealed(sealer, zlib.compress(b"not json"))) is None
    assert sealer.open(_resealed(sealer, zlib.compress(b"[1]"))) is None


def test_more_than_the_limit_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = Sealer(KEY).seal({"p": "x"})
    monkeypatch.setattr(envelope, "MAX_SEALED_CHARS", 10)
    assert Sealer(KEY).open(sealed) is None


@given(st.text(), st.none() | st.text(), st.none() | st.dictionaries(st.text(), st.text()))
def test_an_envelope_value_survives(text: str, hidden: str | None, native: dict[str, object] | None) -> None:
    value = Envelope(
        fingerprint="chat/deepseek/deepseek",
        native=native,
        digest=digest(text.encode("utf-8", "replace").decode()),
        text=hidden.encode("utf-8", "replace").decode() if hidden is not None else None,
    )
    assert Sealer(KEY).open_envelope(Sealer(KEY).seal(value.payload())) == value


@pytest.mark.parametrize("payload", [{}, {"p": 1, "k": "reasoning"}, {"p": "x", "k": "other"}])
def test_a_payload_that_is_no_envelope_is_none(payload: dict[str, object]) -> None:
    assert Sealer(KEY).open_envelope(Sealer(KEY).seal(payload)) is None


def test_opened_envelopes_are_remembered_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "REMEMBERED", 2)
    sealer = Sealer(KEY)
    values = [Envelope(fingerprint=name) for name in "abc"]
    texts = [sealer.seal(value.payload()) for value in values]
    for _ in range(2):
        assert [sealer.open_envelope(text) for text in texts] == values
    assert sealer.open_envelope(texts[2]) is sealer.open_envelope(texts[2])
    assert len(sealer._opened) == 2


def test_an_envelope_ignores_fields_of_the_wrong_type() -> None:
    sealed = Sealer(KEY).seal({"p": "x", "k": "reasoning", "o": "text", "t": 1, "h": 2})
    assert Sealer(KEY).open_envelope(sealed) == Envelope(fingerprint="x")
    assert Sealer(KEY).open_envelope("foreign") is None


def test_the_digest_is_short_and_tells_texts_apart() -> None:
    assert digest("a") != digest("a ")
    assert len(digest("")) == 16
    assert digest("\ud800")  # a lone surrogate from a cut \u escape must not fail the request


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("claude-opus-5-5", "claude"),
        ("claude-sonnet-4-5-20250929", "claude"),
        ("anthropic/claude-sonnet-5", "anthropic/claude"),
        ("google/gemini-3.6-flash", "google/gemini"),
        ("DeepSeek-v4-pro", "deepseek"),
        ("Pro/MiniMaxAI/MiniMax-M2.5", "pro/minimaxai/minimax"),
        ("123", "123"),
    ],
)
def test_the_fingerprint_names_wire_provider_and_family(model: str, family: str) -> None:
    assert fingerprint("acme", "messages", model) == f"messages/acme/{family}"
