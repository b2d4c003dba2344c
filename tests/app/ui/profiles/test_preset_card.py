"""What a card of the preset grid says."""

from app.ui.profiles.preset_card import CUSTOM, describe_custom, describe_preset
from tests.fakes.provider_list import preset


def test_a_card_says_what_it_speaks() -> None:
    card = describe_preset(preset("deepseek"))
    assert (card.id, card.letter, card.name, card.tag) == ("deepseek", "D", "DeepSeek", "")
    assert card.line == "chat · messages · responses"


def test_the_demo_and_local_ones_say_so() -> None:
    assert "no key" in describe_preset(preset("demo")).spoken
    assert describe_preset(preset("ollama")).tag == "local"


def test_an_address_of_ones_own() -> None:
    assert describe_custom().id == CUSTOM
    assert describe_custom("https://x.example.com").line == "https://x.example.com"
