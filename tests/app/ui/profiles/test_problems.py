"""What can be said about a form before anything is asked."""

from dataclasses import replace

import pytest

from app.ui.profiles.form_state import FormState, Limits, Price
from app.ui.profiles.override_state import Override
from app.ui.profiles.problems import FIELDS, find_problems

FINE = FormState(preset="deepseek", name="DeepSeek", base_url="https://api.deepseek.com/v1")


def test_a_preset_has_no_problem() -> None:
    assert find_problems(FINE) == {}
    assert find_problems(replace(FINE, base_url="")) == {}


@pytest.mark.parametrize(
    ("state", "key", "field", "said"),
    [
        (replace(FINE, name=" "), "", "name", "name"),
        (FormState(name="x"), "", "base_url", "address"),
        (replace(FINE, base_url="https://{RESOURCE}.example.com"), "", "base_url", "braces"),
        (FINE, "https://x.example.com", "key", "address"),
        (FINE, "sk-canary 12", "key", "spaces"),
        (replace(FINE, key_kind="env"), "", "key_env", "Name the variable"),
        (replace(FINE, key_kind="env", key_env="sk-canary-12"), "", "key_env", "not the key"),
        (replace(FINE, headers=(("X Team", "1"),)), "", "headers", "X Team"),
        (replace(FINE, headers=(("X-A", "1"), ("x-a", "2"))), "", "headers", "twice"),
        (replace(FINE, model_map=(("a", ""),)), "", "model_map", "both"),
        (replace(FINE, model_map=(("a", "b"), ("a", "c"))), "", "model_map", "twice"),
        (replace(FINE, prices=(Price("m", "free"),)), "", "prices", "not a number"),
        (replace(FINE, prices=(Price("m", "1", currency="dollars"),)), "", "prices", "three letters"),
        (replace(FINE, limits=(Limits("m", "many"),)), "", "models", "tokens"),
    ],
)  # fmt: skip
def test_one_problem(state: FormState, key: str, field: str, said: str) -> None:
    problems = find_problems(state, key)
    assert list(problems) == [field]
    assert said in problems[field]


def test_the_key_is_never_repeated() -> None:
    for state in (FINE, replace(FINE, key_kind="env", key_env="sk-canary-12")):
        assert "canary" not in str(find_problems(state, "sk-canary 12"))


def test_the_first_of_the_form_comes_first() -> None:
    problems = find_problems(FormState(headers=(("", ""),)))
    assert list(problems) == ["name", "base_url", "headers"]
    assert set(problems) <= set(FIELDS)


def test_an_override_is_named_by_its_models() -> None:
    wrong = FormState(name="a", preset="deepseek", overrides=(Override("*", body="{"), Override("m")))
    assert find_problems(wrong)["overrides"].startswith("All models: This is not JSON")
    wrong = FormState(name="a", preset="deepseek", overrides=(Override("m", max_output="many"),))
    assert find_problems(wrong)["overrides"].startswith("m: Enter a number of tokens")


def test_a_proxy_needs_its_address() -> None:
    assert find_problems(FormState(name="a", preset="deepseek", proxy=""))["proxy"].startswith(
        "Enter the proxy"
    )
    assert not find_problems(FormState(name="a", preset="deepseek", proxy="direct"))
