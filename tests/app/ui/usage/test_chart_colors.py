"""The colours of series."""

import pytest

from app.ui.theme import DARK as DARK_TOKENS
from app.ui.theme import LIGHT as LIGHT_TOKENS
from app.ui.tokens import contrast
from app.ui.usage.chart_colors import DARK, LIGHT, series_color
from app.ui.usage.series import MOST_GROUPS

GRAPHIC = 3.0
"""WCAG 1.4.11: what has to be seen of a graphic against its ground."""


def test_there_is_one_for_each_group() -> None:
    assert len(set(LIGHT)) == len(set(DARK)) == len(LIGHT) == len(DARK) >= MOST_GROUPS
    assert series_color(0) == series_color(len(LIGHT))


@pytest.mark.parametrize("color", LIGHT[1:])
def test_light(color: str) -> None:
    assert contrast(color, LIGHT_TOKENS.panel) >= GRAPHIC


@pytest.mark.parametrize("color", DARK[1:])
def test_dark(color: str) -> None:
    assert contrast(color, DARK_TOKENS.panel) >= GRAPHIC
