"""The style sheet has a value for every place, and every picture that it names is there in the scheme's colours."""

import re
from pathlib import Path

import pytest

from app.ui import style_sheet
from app.ui.tokens import DARK, LIGHT, Tokens

SCHEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_place_is_left_empty(scheme: Tokens) -> None:
    assert "@" not in style_sheet.build(scheme, 13)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_pictures_are_there_and_coloured(scheme: Tokens) -> None:
    pictures = set(re.findall(r'url\("([^"]+)"\)', style_sheet.build(scheme, 13)))
    assert pictures
    own = {scheme.dim, scheme.accent, scheme.on_accent}
    for picture in pictures:
        colors = set(re.findall(r"#[0-9a-f]{6}", Path(picture).read_text(encoding="utf-8")))
        assert colors and colors <= own, picture


def test_sizes_follow_the_font() -> None:
    assert "font-size: 15px" in style_sheet.build(LIGHT, 15)
