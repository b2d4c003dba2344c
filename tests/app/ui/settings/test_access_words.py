"""Access keys in words."""

from datetime import UTC, datetime, timedelta

from app.ui.settings import access_words
from tests.app.ui.settings.sample import ACCESS, access_key


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_key_without_limits() -> None:
    key = access_key("a")
    assert access_words.limits(key) == "No limits"
    assert access_words.used(key) == ""
    assert access_words.states(key) == [("Active", "tag-ok")]


def test_every_limit_is_said() -> None:
    key = next(one for one in ACCESS["keys"] if one["name"] == "ci")
    said = plain(access_words.limits(key))
    for part in (
        "30 a minute", "2,000 a day", "4 at once", "5,000,000 tokens in all", "replies up to 32,000 tokens",
        "only gpt-5*, glm-*", "not *@work", "until 2027-01-",
    ):  # fmt: skip
        assert part in said
    assert plain(access_words.used(key)) == (
        "Used: this minute 3 of 30 · today 412 of 2k · tokens 1.2M of 5M · now 1 of 4"
    )


def test_used_without_limits_is_said_too() -> None:
    key = access_key("a", used={"minute": 0, "day": 12, "tokens": 0, "active": 0})
    assert access_words.used(key) == "Used: today 12"
    assert access_words.used({**key, "used": None}) == ""


def test_many_models_are_counted() -> None:
    assert access_words.limits(access_key("a", models=list("abcde"))) == "only a, b, c +2"


def test_states() -> None:
    soon = datetime.now(UTC) + timedelta(seconds=1)
    rotated = access_key("a", state="disabled", old_key_until=soon.isoformat())
    (state, kind), (old, old_kind) = access_words.states(rotated)
    assert (state, kind, old_kind) == ("Off", "tag", "tag-warn")
    assert f"{soon.astimezone():%H:%M}" in old
    assert access_words.states(access_key("a", state="expired")) == [("Expired", "tag-error")]
    assert access_words.states(access_key("a", state="asleep")) == [("asleep", "tag")]
