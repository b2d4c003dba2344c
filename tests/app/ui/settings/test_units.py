"""Numbers in the units of people, there and back without a loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from app.ui.settings.units import Unit, unit_of


@pytest.fixture(autouse=True)
def english() -> None:
    QLocale.setDefault(QLocale("en"))


@pytest.mark.parametrize(
    ("name", "value", "shown", "word"),
    [
        ("connect_timeout_ms", 10_000, "10", "s"),
        ("connect_timeout_ms", 1_500, "1.5", "s"),
        ("max_body_bytes", 64 * 1024 * 1024, "64", "MB"),
        ("log_max_days", 14, "14", "days"),
        ("log_size_mb", 200, "200", "MB"),
        ("port", 8377, "8377", ""),
    ],
)
def test_shown(name: str, value: int, shown: str, word: str) -> None:
    unit = unit_of(name)
    assert (unit.show(value), unit.word()) == (shown, word)
    assert unit.read(shown) == value


@pytest.mark.parametrize("text", ["", "soon", "1.5.2", "inf", "nan"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert unit_of("idle_timeout_ms").read(text) is None


def test_port_is_whole() -> None:
    assert unit_of("port").read("8377.5") is None


@given(st.integers(0, 86_400_000))
def test_milliseconds_come_back(value: int) -> None:
    unit = Unit("s", 1000)
    assert unit.read(unit.show(value)) == value


def test_least_is_never_shown_too_small() -> None:
    unit = unit_of("max_body_bytes")
    read = unit.read(unit.show(1024, up=True))
    assert read is not None and read >= 1024


def test_german_comma_is_read() -> None:
    QLocale.setDefault(QLocale("de"))
    unit = unit_of("idle_timeout_ms")
    assert unit.show(1500) == "1,5"
    assert unit.read("1,5") == 1500
