"""What is typed for a limit, both ways."""

from datetime import UTC, datetime, timedelta

import pytest

from app.ui.settings import access_fields as fields


@pytest.mark.parametrize(
    ("text", "number"),
    [("", None), ("  ", None), ("30", 30), ("2,000", 2_000), ("5 000 000", 5_000_000), ("1_000", 1_000)],
)
def test_numbers(text: str, number: int | None) -> None:
    assert fields.read_number(text, 10**9) == number


@pytest.mark.parametrize("text", ["0", "-1", "x", "1e3", "11", "٣x"])
def test_what_is_no_limit(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        fields.read_number(text, 10)


def test_numbers_are_grouped() -> None:
    assert fields.show_number(5_000_000) == "5,000,000"
    assert fields.show_number(None) == ""
    assert fields.read_number(fields.show_number(1_234_567), 10**9) == 1_234_567


def test_end_of_a_day_is_shown_as_that_day() -> None:
    midnight = datetime(2027, 1, 1).astimezone()
    assert fields.show_expiry(midnight.astimezone(UTC).isoformat()) == "2026-12-31"
    later = midnight + timedelta(hours=18)
    assert fields.show_expiry(later.astimezone(UTC).isoformat()) == "2027-01-01 18:00"
    assert fields.show_expiry(None) == ""


@pytest.mark.parametrize("text", ["2026-12-31", "2026-12-31 18:00", "2026-12-31T18:00:00+02:00"])
def test_dates_go_as_they_are_typed(text: str) -> None:
    assert fields.read_expiry(f" {text} ") == text


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "31.12.2026", "2026-12-31 25:00"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        fields.read_expiry(text)


def test_what_is_over() -> None:
    today = datetime.now(UTC).astimezone()
    assert fields.is_over("2020-01-01")
    assert fields.is_over("2020-01-01 18:00")
    assert not fields.is_over(today.date().isoformat())
    assert not fields.is_over((today + timedelta(days=1)).isoformat())
    assert not fields.is_over(None)


def test_models_are_parted_by_commas_or_blanks() -> None:
    assert fields.read_models("gpt-5*, glm-*，*@work gpt-5*") == ["gpt-5*", "glm-*", "*@work"]
    assert fields.read_models(" ") == []
    assert fields.show_models(["a", "b"]) == "a, b"
    assert fields.show_models(None) == ""


def test_each_limit_is_read_its_way() -> None:
    assert fields.read("models", "a b", {}) == ["a", "b"]
    assert fields.read("expires_at", "", {}) is None
    assert fields.read("rpm", "3", {"rpm": 5}) == 3
