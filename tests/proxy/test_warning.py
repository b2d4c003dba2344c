"""The codes are stable words, each once."""

import re

from proxy.warning import WARNINGS


def test_codes_are_words() -> None:
    assert len(set(WARNINGS)) == len(WARNINGS)
    assert all(re.fullmatch(r"[a-z_]+", code) for code in WARNINGS)


def test_words_of_the_check_are_its_own() -> None:
    assert {"model_substituted", "reasoning_eats_budget", "usage_missing"} <= set(WARNINGS)
