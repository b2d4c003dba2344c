"""Breakers and rules in words."""

import pytest
from PySide6.QtCore import QLocale

from app.ui.fallback import words
from profiles.fallback_rules import KINDS
from tests.fakes.fallbacks import OWN, breaker, fallbacks


def test_every_state_has_a_word_and_a_sign() -> None:
    found = [words.state_of({"state": state}) for state in ("closed", "open", "half_open", "melted")]
    assert found == [("Closed", "ok"), ("Open", "error"), ("Half-open", "busy"), ("melted", "off")]


@pytest.mark.parametrize(
    ("state", "left", "said"),
    [
        ("open", 41.2, "Gone around where there is a fallback; retries in 42 s."),
        ("open", 0.0, "The next request tries whether it is back."),
        ("half_open", None, "The next request tries whether it is back."),
        ("closed", None, "Requests are sent as usual."),
    ],
)
def test_what_a_state_means(state: str, left: float | None, said: str) -> None:
    assert words.consequence({"state": state}, left) == said


def test_what_opened_it() -> None:
    assert words.reason(breaker("a", failures=1)) == "Nobody answers at the provider's address: Once."
    assert words.reason(breaker("a", error="network")).endswith(": 4 times in a row.")
    assert words.reason(breaker("a", error="strange_code")) == "strange_code: 4 times in a row."
    assert words.reason(breaker("a", error="")) == "4 times in a row."


def test_every_kind_has_a_word() -> None:
    assert {words.kind_word(kind) for kind in KINDS}.isdisjoint(set(KINDS) - {"overloaded"})
    assert words.kind_word("quite_new") == "quite_new"


def test_rules_in_words() -> None:
    assert [words.outcome(rule) for rule in OWN] == ["Ask the next profile", "Tell the client"]
    assert words.conditions(OWN[0]) == (
        "status 400, 5xx; and the provider's words match “model is (unavailable|busy)”"
    )
    assert words.conditions(OWN[1]) == "no balance or quota left or key refused; and “The key has expired”"
    assert words.conditions({"then": "stop", "codes": ["mine"], "wait_over": 2.5}) == (
        "mine; and the provider asks to wait more than 2.5 s, or does not say how long"
    )
    assert "…" in words.conditions({"then": "stop", "text": "x" * 200})
    assert all(words.conditions(rule) for rule in fallbacks()["rules"]["built_in"])


def test_the_reason_is_in_the_users_language() -> None:
    QLocale.setDefault(QLocale("zh_CN"))
    assert "地址" in words.reason(breaker("a"))
