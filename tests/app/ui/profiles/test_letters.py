"""The letter and the hue of a provider."""

import pytest

from app.ui.profiles.letters import HUES, hue, letter


@pytest.mark.parametrize(
    ("name", "sign"),
    [("DeepSeek", "D"), ("kimi 月之暗面", "K"), ("  (月) Kimi", "月"), ("7b", "7"), ("…", "?"), ("", "?")],
)
def test_letter(name: str, sign: str) -> None:
    assert letter(name) == sign


def test_hue_is_the_same_every_time_and_spread() -> None:
    assert hue("deepseek") == "#b4541f", "also in another process, whose hashes are others"
    assert len({hue(f"provider-{number}") for number in range(60)}) == len(HUES)


@pytest.mark.parametrize("color", HUES)
def test_a_white_letter_can_be_read_on_it(color: str) -> None:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(color[place : place + 2], 16)) for place in (1, 3, 5))
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5
