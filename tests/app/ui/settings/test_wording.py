"""Every setting of the service has words of its own."""

import pytest

from app.ui.settings.wording import Words, bodies_consequence, words_of
from profiles.settings import NAMES, describe


@pytest.mark.parametrize("name", NAMES)
def test_known_settings_are_named(name: str) -> None:
    words = words_of(name)
    assert words != Words(name.replace("_", " ").capitalize())
    assert set(words.choices) == set(describe(name).choices)


def test_new_setting_is_called_by_its_name() -> None:
    assert words_of("brand_new_thing").title == "Brand new thing"


@pytest.mark.parametrize("value", describe("record_bodies").choices)
def test_choice_of_bodies_has_its_consequence(value: str) -> None:
    assert bodies_consequence(value)
    assert bodies_consequence("other") == ""
