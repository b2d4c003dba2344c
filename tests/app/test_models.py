"""The model list: bare names of the profile in use, every other as `model@profile`."""

from app.models import listed_models
from profiles.making import make_profile

DEMO = make_profile("demo", preset="demo").profile
OTHER = make_profile("work", base_url="https://llm.example.com/v1", wire="chat", model="big").profile


def test_names_of_profiles_in_use_and_of_all_others() -> None:
    listed = {model.id: model for model in listed_models([DEMO, OTHER], {"codex": "work"})}
    assert {"big", "big@work", "demo@demo"} <= set(listed)
    assert "demo" not in listed
    assert listed["big"].catalog["slug"] == "big"


def test_no_profile_no_model() -> None:
    assert listed_models([], {}) == ()
    assert listed_models([], {"codex": "gone"}) == ()
