"""Every text colour reads on every surface, in both schemes."""

from dataclasses import asdict

import pytest

from app.ui.tokens import DARK, LIGHT, SURFACES, TEXTS, Tokens, contrast

LEAST = 4.5
"""WCAG 2, level AA, for text."""
SCHEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_reads_on_surface(scheme: Tokens, text: str, surface: str) -> None:
    assert contrast(getattr(scheme, text), getattr(scheme, surface)) >= LEAST


@pytest.mark.parametrize("ground", ["accent", "accent_hover"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_reads_on_the_accent(scheme: Tokens, ground: str) -> None:
    assert contrast(scheme.on_accent, getattr(scheme, ground)) >= LEAST


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_undo_bar_is_the_scheme_reversed(scheme: Tokens) -> None:
    assert contrast(scheme.bg, scheme.text) >= LEAST


@pytest.mark.parametrize("scheme", SCHEMES)
def test_focus_and_marks_are_seen_on_the_panel(scheme: Tokens) -> None:
    """WCAG 2.2 asks 3:1 of what is not text but must be seen."""
    for surface in ("bg", "panel"):
        assert contrast(scheme.accent, getattr(scheme, surface)) >= 3
        assert contrast(scheme.dim, getattr(scheme, surface)) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_value_is_a_colour(scheme: Tokens) -> None:
    for name, value in asdict(scheme).items():
        assert len(value) == 7, name
        int(value[1:], 16)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
