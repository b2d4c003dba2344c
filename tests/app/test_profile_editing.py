"""Drafts made into profiles: what a form leaves out, what it empties, and a problem for each wrong field."""

from typing import Any

import pytest

from app.profile_editing import FIELDS, NO_MODEL, change, make
from profiles.making import make_profile
from profiles.overrides import Override
from profiles.presets import load_presets
from profiles.prices import Price
from profiles.profile import Endpoint, KeyRef, Model, Profile

DEEPSEEK = make_profile("deepseek", preset="deepseek").profile
OWN = Profile(
    id="own",
    name="Mine",
    endpoints=(Endpoint("chat", "https://a.example/v1"),),
    model="m1",
    small_model="m2",
    models=(Model("m1", 1000, images=True), Model("m2")),
    model_map={"gpt": "m1"},
    headers={"x-a": "1"},
    prices={"m1": Price(1.0)},
    dialect_overrides={"chat": {"images": False}},
)


def made(draft: dict[str, Any], *others: Profile, **more: bool) -> Profile:
    edited = make(draft, others, **more)
    assert not edited.problems
    assert edited.profile
    return edited.profile


def changed(before: Profile, draft: dict[str, Any], *others: Profile, **more: bool) -> Profile:
    edited = change(before, draft, others, **more)
    assert not edited.problems
    assert edited.profile
    return edited.profile


# ---------------------------------------------------------------------------- new ones
def test_a_preset_is_enough() -> None:
    assert made({"preset": "deepseek"}) == DEEPSEEK
    assert (
        made({"preset": "deepseek", "name": "", "model": None, "headers": None, "base_url": " "}) == DEEPSEEK
    )


@pytest.mark.parametrize(
    "preset", [one for one in load_presets().values() if not one.template], ids=lambda one: one.id
)
def test_every_preset_makes_a_profile(preset: Any) -> None:
    profile = made({"preset": preset.id})
    assert (profile.id, profile.endpoints, profile.auth) == (preset.id, preset.endpoints, preset.auth)


def test_a_second_one_has_an_id_and_a_name_of_its_own() -> None:
    second = made({"preset": "deepseek"}, DEEPSEEK)
    assert (second.id, second.name) == ("deepseek-2", "DeepSeek 2")
    third = made({"preset": "deepseek"}, DEEPSEEK, second)
    assert (third.id, third.name) == ("deepseek-3", "DeepSeek 3")


@pytest.mark.parametrize(
    ("draft", "profile_id"),
    [
        ({"name": "My Relay!"}, "my-relay"),
        ({"name": "月之暗面"}, "relay-example"),
        ({}, "relay-example"),
        ({"base_url": "http://192.168.0.5:8000/v1", "private_network": True}, "local"),
        ({"base_url": "http://localhost:1234/v1"}, "localhost"),
        ({"base_url": "https://api.com/v1"}, "profile"),
        ({"id": "chosen"}, "chosen"),
    ],
    ids=str,
)
def test_ids_made_up(draft: dict[str, Any], profile_id: str) -> None:
    assert made({"base_url": "https://api.relay.example.com/v1", "wire": "chat", **draft}).id == profile_id


def test_a_pasted_address_is_normalised_and_says_so() -> None:
    edited = make({"base_url": " https://a.example/v1/chat/completions/ "})
    assert edited.profile
    assert edited.profile.endpoints == (Endpoint("chat", "https://a.example/v1"),)
    assert any("/chat/completions" in note for note in edited.notes)
    assert NO_MODEL in edited.notes


def test_an_address_of_ones_own_for_a_preset() -> None:
    profile = made({"preset": "azure", "base_url": "https://mine.openai.azure.com"})
    assert {one.base_url for one in profile.endpoints} == {"https://mine.openai.azure.com/openai/v1"}
    assert profile.preset == "azure"


def test_everything_at_once() -> None:
    profile = made(
        {
            "endpoints": [
                {"wire": "chat", "base_url": "https://a.example/v1/chat/completions"},
                {
                    "wire": "messages",
                    "base_url": "https://a.example/v1/messages",
                    "dialect": "vendor-messages",
                },
            ],
            "name": "A",
            "model": " m1 ",
            "small_model": "m2",
            "models": ["m1", {"id": "m2", "context_window": 5, "efforts": ["low"], "images": False}, "m1"],
            "model_map": {"gpt": "m1"},
            "headers": {"X-Title": "me"},
            "auth": "both",
            "key_kind": "env",
            "key_env": "A_KEY",
            "prices": {"m1": {"input": 1, "currency": "CNY"}},
        }
    )
    assert profile == Profile(
        id="a",
        name="A",
        endpoints=(
            Endpoint("chat", "https://a.example/v1"),
            Endpoint("messages", "https://a.example", "vendor-messages"),
        ),
        model="m1",
        small_model="m2",
        models=(Model("m1"), Model("m2", 5, efforts=("low",), images=False)),
        model_map={"gpt": "m1"},
        headers={"X-Title": "me"},
        key=KeyRef("env", "A_KEY"),
        auth="both",
        prices={"m1": Price(1.0, currency="CNY")},
    )


def test_endpoints_of_a_preset_keep_its_dialects() -> None:
    given = [{"wire": "chat", "base_url": "https://proxy.example/v1"}]
    profile = made({"preset": "deepseek", "endpoints": given})
    assert profile.endpoints == (Endpoint("chat", "https://proxy.example/v1", "deepseek-chat"),)
    assert (profile.preset, profile.model, profile.name) == ("deepseek", DEEPSEEK.model, "DeepSeek")


# ---------------------------------------------------------------------------- keys
@pytest.mark.parametrize(
    ("draft", "has_key", "key", "auth"),
    [
        ({"base_url": "http://localhost:1/v1", "wire": "chat"}, False, KeyRef("none"), "none"),
        ({"base_url": "http://localhost:1/v1", "wire": "chat"}, True, KeyRef("keyring"), "bearer"),
        ({"preset": "deepseek"}, True, KeyRef("keyring"), "bearer"),
        ({"preset": "deepseek", "key_env": "X_KEY"}, False, KeyRef("env", "X_KEY"), "bearer"),
        ({"preset": "deepseek", "key_kind": "none"}, False, KeyRef("none"), "bearer"),
        ({"preset": "deepseek", "key_kind": "none", "auth": "none"}, False, KeyRef("none"), "none"),
    ],
    ids=str,
)
def test_where_the_key_is(draft: dict[str, Any], has_key: bool, key: KeyRef, auth: str) -> None:
    profile = made(draft, has_key=has_key)
    assert (profile.key, profile.auth) == (key, auth)


def test_an_environment_key_keeps_its_variable() -> None:
    before = made({"preset": "deepseek", "key_env": "X_KEY"})
    assert changed(before, {"key_kind": "env"}) == before
    assert changed(before, {"key_kind": "keyring"}).key == KeyRef("keyring")


# ---------------------------------------------------------------------------- changes
def test_what_is_absent_stays() -> None:
    for profile in (OWN, DEEPSEEK):
        assert changed(profile, {}) == profile
        assert changed(profile, {"id": profile.id}) == profile


def test_what_is_null_goes_back_to_the_preset() -> None:
    fields = {"name": "x", "model": "m", "small_model": "s", "models": ["m"], "auth": "both"}
    before = changed(DEEPSEEK, {**fields, "base_url": "https://proxy.example/v1", "wire": "chat"})
    assert before.endpoints == (Endpoint("chat", "https://proxy.example/v1", "deepseek-chat"),)
    assert changed(before, dict.fromkeys((*fields, "base_url"))) == DEEPSEEK


def test_what_is_null_goes_where_there_is_no_preset() -> None:
    emptied = ("name", "model", "small_model", "models", "model_map", "headers", "prices")
    after = changed(OWN, dict.fromkeys(emptied))
    assert (after.name, after.model, after.small_model, after.models) == ("own", None, None, ())
    assert (after.model_map, after.headers, after.prices) == ({}, {}, {})
    assert after.dialect_overrides == OWN.dialect_overrides


def test_the_address_it_has_already_moves_nothing() -> None:
    for endpoint in DEEPSEEK.endpoints:
        assert changed(DEEPSEEK, {"base_url": endpoint.base_url}) == DEEPSEEK
        assert changed(DEEPSEEK, {"base_url": endpoint.base_url, "wire": endpoint.wire}) == DEEPSEEK


def test_another_address() -> None:
    after = changed(OWN, {"base_url": "https://b.example/v1"})
    assert after.endpoints == (Endpoint("chat", "https://b.example/v1"),)
    assert after.model == "m1"
    after = changed(OWN, {"endpoints": [{"wire": "responses", "base_url": "https://b.example/v1"}]})
    assert [one.wire for one in after.endpoints] == ["responses"]


def test_another_provider_brings_its_own_models() -> None:
    before = changed(DEEPSEEK, {"key_env": "MY_KEY", "headers": {"x-a": "1"}})
    after = changed(before, {"preset": "openai"})
    assert (after.id, after.preset) == ("deepseek", "openai")
    assert after.models == load_presets()["openai"].models
    assert after.model == load_presets()["openai"].model
    assert after.key == KeyRef("env", "MY_KEY")
    assert after.headers == {"x-a": "1"}


def test_known_models_keep_what_is_known_of_them() -> None:
    assert changed(OWN, {"models": ["m3", "m1"]}).models == (Model("m3"), OWN.models[0])
    assert changed(DEEPSEEK, {"models": [{"id": "deepseek-v4-pro"}]}).models == (Model("deepseek-v4-pro"),)


# ---------------------------------------------------------------------------- problems
@pytest.mark.parametrize(
    ("draft", "field", "said"),
    [
        ({}, "base_url", "a preset, or a base URL"),
        ({"preset": "nobody"}, "preset", "no preset 'nobody'"),
        ({"preset": 5}, "preset", "has to be a text"),
        ({"preset": "azure"}, "base_url", "placeholder"),
        ({"base_url": "https://x.example/v1"}, "wire", "Nothing says which wire"),
        ({"base_url": "https://x.example/v1", "wire": "grpc"}, "wire", "not a wire"),
        ({"base_url": "nonsense", "wire": "chat"}, "base_url", "not a web address"),
        ({"base_url": "https://u:p@x.example/v1", "wire": "chat"}, "base_url", "user name or password"),
        ({"base_url": "https://platform.deepseek.com/usage"}, "base_url", "for people"),
        ({"base_url": "http://x.example/v1", "wire": "chat"}, "base_url", "unencrypted"),
        ({"preset": "deepseek", "wire": "responses", "base_url": 5}, "base_url", "text"),
        ({"preset": "deepseek", "endpoints": [], "base_url": "https://x.example"}, "endpoints", "either"),
        ({"preset": "deepseek", "endpoints": []}, "endpoints", "list"),
        ({"endpoints": [{"wire": "chat"}]}, "endpoints", "needs its wire"),
        ({"endpoints": [{"wire": "chat", "base_url": "x"}]}, "endpoints", "not a web address"),
        ({"endpoints": [{"wire": "chat", "base_url": "https://a.example", "dialect": "no"}]}, "endpoints", "dialect"),
        ({"endpoints": [{"wire": "chat", "base_url": "https://a.example"}] * 2}, "endpoints", "same wire"),
        ({"preset": "deepseek", "id": "A b"}, "id", "cannot be a profile's id"),
        ({"preset": "deepseek", "id": "taken"}, "id", "already"),
        ({"preset": "deepseek", "name": "a\tb"}, "name", "control characters"),
        ({"preset": "deepseek", "model": "a\nb"}, "model", "cannot be a model's name"),
        ({"preset": "deepseek", "models": "m"}, "models", "list"),
        ({"preset": "deepseek", "models": [5]}, "models", "needs its id"),
        ({"preset": "deepseek", "models": [{"id": "m", "price": 1}]}, "models", "no field 'price'"),
        ({"preset": "deepseek", "models": [{"id": "m", "context_window": True}]}, "models", "wrong type"),
        ({"preset": "deepseek", "models": [{"id": "m", "context_window": 0}]}, "models", "number of tokens"),
        ({"preset": "deepseek", "models": [{"id": "m", "efforts": "low"}]}, "models", "list of words"),
        ({"preset": "deepseek", "model_map": {"a": 1}}, "model_map", "model's name"),
        ({"preset": "deepseek", "model_map": {" ": "m"}}, "model_map", "model's name"),
        ({"preset": "deepseek", "model_map": []}, "model_map", "table"),
        ({"preset": "deepseek", "headers": {"a": 1}}, "headers", "text"),
        ({"preset": "deepseek", "headers": {"Authorization": "x"}}, "headers", "carries a key"),
        ({"preset": "deepseek", "auth": "basic"}, "auth", "not a way"),
        ({"preset": "deepseek", "key_kind": "file"}, "key_kind", "not a place"),
        ({"preset": "deepseek", "key_kind": "env"}, "key_env", "missing"),
        ({"preset": "deepseek", "key_env": "sk-canary-0123456789"}, "key_env", "not the name"),
        ({"preset": "deepseek", "prices": {"m": 5}}, "prices", "table"),
        ({"preset": "deepseek", "prices": {"m": {"input": -1}}}, "prices", "no price"),
        ({"preset": "deepseek", "colour": "red"}, "colour", "no field"),
    ],
    ids=str,
)  # fmt: skip
def test_a_problem_has_its_field(draft: dict[str, Any], field: str, said: str) -> None:
    taken = make_profile("taken", preset="demo").profile
    edited = make(draft, [taken])
    assert edited.profile is None
    problem = next(one for one in edited.problems if one.field == field)
    assert said in problem.message
    assert "sk-canary" not in str(edited)
    assert "--" not in problem.fix
    assert "`turnout" not in problem.fix


def test_all_problems_are_named_at_once() -> None:
    edited = make({"base_url": "x", "model": "\0", "headers": {"a b": "1", "cookie": "c"}, "auth": "zz"})
    assert [one.field for one in edited.problems] == ["base_url", "model", "headers", "headers", "auth"]


def test_a_key_and_another_place_for_it() -> None:
    edited = make({"preset": "deepseek", "key_env": "X_KEY"}, has_key=True)
    assert [one.field for one in edited.problems] == ["key"]


def test_an_id_stays() -> None:
    edited = change(OWN, {"id": "another"})
    assert [one.field for one in edited.problems] == ["id"]


def test_the_fields_are_those_of_the_contract() -> None:
    assert len(FIELDS) == 18


# ----------------------------------------------------------------------------- what is set whatever the client says
def test_overrides_proxy_and_network_of_a_draft() -> None:
    overrides = {"*": {"effort": "high"}, "m": {"body": {"seed": 1}, "remove": ["top_p"]}}
    draft = {"overrides": overrides, "proxy": "socks5h://127.0.0.1:1080", "private_network": True}
    edited = change(OWN, draft)
    assert edited.profile
    assert edited.profile.overrides["m"] == Override(body={"seed": 1}, remove=("top_p",))
    assert edited.profile.proxy == "socks5h://127.0.0.1:1080"
    assert edited.profile.private_network
    kept = change(edited.profile, {"name": "Other"}).profile
    assert kept
    assert (kept.overrides, kept.proxy, kept.private_network) == (
        edited.profile.overrides,
        edited.profile.proxy,
        True,
    )
    back = change(kept, {"overrides": None, "proxy": None, "private_network": None}).profile
    assert back
    assert (back.overrides, back.proxy, back.private_network) == ({}, "environment", False)


@pytest.mark.parametrize(
    ("draft", "field", "words"),
    [
        ({"overrides": []}, "overrides", "table"),
        ({"overrides": {"m": {"effort": "very"}}}, "overrides", "very"),
        ({"overrides": {"*": {"body": {"model": "x"}}}}, "overrides", "model"),
        ({"overrides": {"a\0": {}}}, "overrides", "name"),
        ({"proxy": "http://me:canary-pw@h:1"}, "proxy", "login"),
        ({"proxy": "127.0.0.1:1"}, "proxy", "proxy"),
        ({"private_network": "yes"}, "private_network", "true or false"),
    ],
)
def test_their_mistakes_have_a_place(draft: dict[str, Any], field: str, words: str) -> None:
    edited = change(OWN, draft)
    assert [one.field for one in edited.problems] == [field]
    assert words in edited.problems[0].message
    assert "canary" not in str(edited.problems)


@pytest.mark.parametrize(
    "address", ["http://192.168.0.5:8000/v1", "https://gpu-box/v1", "https://llm.lan/v1"]
)
def test_an_address_in_the_own_network_needs_a_word(address: str) -> None:
    draft = {"base_url": address, "wire": "chat"}
    [problem] = make(draft).problems
    assert problem.field == "private_network"
    kept = make({**draft, "private_network": True}).profile
    assert kept is not None
    assert change(kept, {"name": "N"}).problems == ()
    assert [one.field for one in change(kept, {"private_network": None}).problems] == ["private_network"]
