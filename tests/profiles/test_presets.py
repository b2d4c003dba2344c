"""The presets: complete, neutral, true to the providers' facts, and dialects that the proxy takes."""

import tomllib
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from profiles import presets
from profiles.errors import NotFoundError
from profiles.making import make_profile
from profiles.presets import Preset, dialect, dialect_for, dialect_names, find, load_presets, search
from profiles.profile import EFFORTS, KeyRef, Profile, find_warnings
from proxy.dialect import Dialect

ALL = list(load_presets().values())
ENDPOINTS = [(preset, endpoint) for preset in ALL for endpoint in preset.endpoints]
MAKERS = {"openai-responses", "openai-chat", "anthropic-messages"}


def test_there_are_enough_in_neutral_order() -> None:
    assert len(ALL) >= 45
    names = [preset.name.casefold() for preset in ALL]
    assert names == sorted(names)
    assert len(set(names)) == len(names)


def test_the_contract_names_them() -> None:
    named = {
        "openai",
        "anthropic",
        "deepseek",
        "openrouter",
        "kimi",
        "ollama",
        "demo",
        "zhipu",
        "zai",
        "minimax",
    }
    local = {"ollama", "lmstudio", "vllm", "llamacpp"}
    articles = {"crazyrouter", "zenmux", "new-api", "x666", "local-gateway", "therouter"}
    assert set(load_presets()) >= named | local | articles
    assert {preset.id for preset in ALL if preset.local} >= local


@pytest.mark.parametrize("preset", ALL, ids=lambda preset: preset.id)
def test_preset_is_whole(preset: Preset) -> None:
    assert preset.id == preset.id.lower()
    assert preset.endpoints
    listed = [model.id for model in preset.models]
    assert len(set(listed)) == len(listed)
    for name in (preset.model, preset.small_model):
        assert name is None or not listed or name in listed
    for model in preset.models:
        assert set(model.efforts) <= set(EFFORTS)
        assert list(model.efforts) == [effort for effort in EFFORTS if effort in model.efforts]
    for endpoint in preset.endpoints:
        assert endpoint.dialect in dialect_names()
        assert str(endpoint.dialect).endswith(f"-{endpoint.wire}")
        assert "aff=" not in endpoint.base_url
    assert preset.template or not any("{" in one.base_url for one in preset.endpoints)
    if preset.template and not preset.local:
        assert all("{" in one.base_url for one in preset.endpoints)


@pytest.mark.parametrize("preset", [one for one in ALL if not one.template], ids=lambda preset: preset.id)
def test_preset_makes_a_profile(preset: Preset) -> None:
    profile = make_profile(preset.id, preset=preset.id).profile
    assert profile.endpoints == preset.endpoints
    assert profile.key == KeyRef("none" if preset.auth == "none" else "keyring")
    assert find_warnings(profile) == ()


@pytest.mark.parametrize("name", dialect_names())
def test_dialect_is_the_proxys(name: str) -> None:
    table = dialect(name)
    made = msgspec.convert(dict(table), Dialect)
    assert made.maker == (name in MAKERS)
    if made.thinking != "none" and not name.startswith("minimax"):
        assert set(made.efforts) == set(EFFORTS)
    if "off" in made.efforts.values():
        assert made.thinking not in ("none", "reasoning_split")
    if made.effort_field != "none":
        assert set(made.efforts) == set(EFFORTS)


def test_every_dialect_is_used_or_generic() -> None:
    used = {endpoint.dialect for _, endpoint in ENDPOINTS}
    generic = {f"generic-{wire}" for wire in ("chat", "messages", "responses")}
    assert set(dialect_names()) <= used | generic
    assert generic <= set(dialect_names())


def test_only_the_makers_are_makers() -> None:
    makers = {preset.id for preset, endpoint in ENDPOINTS if endpoint.dialect in MAKERS}
    assert makers == {"openai", "anthropic", "azure"}


def test_deepseek_as_measured() -> None:
    chat = msgspec.convert(dict(dialect("deepseek-chat")), Dialect)
    assert chat.efforts == {
        "none": "off", "minimal": "low", "low": "low", "medium": "high", "high": "high", "xhigh": "max", "max": "max",
    }  # fmt: skip
    assert (chat.thinking, chat.effort_field) == ("type", "reasoning_effort")
    assert (chat.reasoning_back, chat.reasoning_required) == ("reasoning_content", True)
    assert (chat.tool_choice, chat.structured, chat.images) == ("auto_when_thinking", "json_object", False)
    messages = msgspec.convert(dict(dialect("deepseek-messages")), Dialect)
    assert (messages.cache_control, messages.documents, messages.images) == (False, False, False)
    responses = msgspec.convert(dict(dialect("deepseek-responses")), Dialect)
    assert (responses.reasoning_back, responses.custom_tools) == ("reasoning_text", False)
    assert any("deepseek-v4-flash without an error" in note for note in find("deepseek").notes)
    assert {model.context_window for model in find("deepseek").models} == {1_048_576}


@pytest.mark.parametrize(
    ("name", "thinking", "effort_field", "back"),
    [
        ("kimi-chat", "type", "reasoning_effort", "reasoning_content"),
        ("glm-chat", "type", "none", "reasoning_content"),
        ("qwen-chat", "enable_thinking", "none", "reasoning_content"),
        ("minimax-chat", "reasoning_split", "none", "reasoning_details"),
        ("stepfun-chat", "effort", "reasoning_effort", "reasoning"),
        ("openrouter-chat", "effort", "reasoning", "reasoning_details"),
        ("opencode-chat", "effort", "reasoning_effort", "reasoning_content"),
        ("mimo-chat", "type", "none", "reasoning_content"),
        ("nvidia-chat", "none", "none", "none"),
        ("ppio-chat", "type", "none", "reasoning_content"),
        ("qianfan-chat", "type", "reasoning_effort", "reasoning_content"),
        ("anthropic-messages", "adaptive", "output_config", "thinking"),
        ("openai-responses", "effort", "reasoning", "encrypted"),
    ],
)
def test_thinking_as_each_provider_does_it(name: str, thinking: str, effort_field: str, back: str) -> None:
    made = msgspec.convert(dict(dialect(name)), Dialect)
    assert (made.thinking, made.effort_field, made.reasoning_back) == (thinking, effort_field, back)


def test_unknown_preset_suggests_near_ones() -> None:
    with pytest.raises(NotFoundError, match="'deepsek'") as caught:
        find("deepsek")
    assert "deepseek" in caught.value.fix
    with pytest.raises(NotFoundError) as caught:
        find("moonshot")
    assert "kimi" in caught.value.fix
    with pytest.raises(NotFoundError) as caught:
        find("qqqqqqqqqq")
    assert "preset list" in caught.value.fix
    assert caught.value.code == "preset_not_found"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("智谱", {"zhipu", "zai"}),
        ("月之暗面", {"kimi", "kimi-coding"}),
        ("火山引擎", {"doubao", "volcengine-agent", "volcengine-coding"}),
        ("api.z.ai", {"zai"}),
        ("GLM-5.2", {"zhipu", "zai", "modelscope", "opencode"}),
        ("xiaomi token", {"mimo-token-plan"}),
        ("nothing of the kind", set()),
    ],
)
def test_search(text: str, expected: set[str]) -> None:
    assert {preset.id for preset in search(text)} == expected


def test_empty_search_finds_all() -> None:
    assert search(" ") == tuple(ALL)


def test_unknown_dialect() -> None:
    with pytest.raises(NotFoundError) as caught:
        dialect("deepseek-chatt")
    assert "deepseek-chat" in caught.value.fix
    with pytest.raises(NotFoundError):
        dialect("q")


def test_dialect_of_a_profile() -> None:
    profile = make_profile("d", preset="deepseek").profile
    chat = profile.endpoints[0]
    assert dialect_for(profile, chat) == dict(dialect("deepseek-chat"))
    changed = Profile("d", "D", (chat,), dialect_overrides={"chat": {"images": True}})
    assert dialect_for(changed, chat) == {**dialect("deepseek-chat"), "images": True}
    custom = make_profile("c", base_url="https://a.example/v1", wire="messages").profile
    assert dialect_for(custom, custom.endpoints[0]) == dict(dialect("generic-messages"))


def test_presets_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        load_presets()["x"] = ALL[0]  # type: ignore[index]
    with pytest.raises(TypeError):
        dialect("deepseek-chat")["maker"] = True  # type: ignore[index]
    assert presets.load_presets() is load_presets()


def test_the_tables_one_by_one_are_those_of_the_whole_file() -> None:
    whole = tomllib.loads(Path(presets.__file__).with_name("presets.toml").read_text(encoding="utf-8"))
    assert set(whole) == {"presets", "dialects"}
    for kind, tables in whole.items():
        assert {name: tomllib.loads(text) for name, text in presets._sections()[kind].items()} == tables


def test_a_maker_is_one_at_its_own_address() -> None:
    """A relay that was made of a maker's preset would else be sent the reasoning that the maker sealed."""
    found = {
        urlsplit(endpoint.base_url).netloc
        for preset in load_presets().values()
        for endpoint in preset.endpoints
        if not preset.template and dialect(endpoint.dialect or f"generic-{endpoint.wire}").get("maker")
    }
    assert found == presets.MAKERS
    for preset, relay in (("openai", "https://relay.example/v1"), ("anthropic", "http://127.0.0.1:4000")):
        own = make_profile("own", preset=preset).profile
        moved = make_profile("moved", preset=preset, base_url=relay).profile
        assert {dialect_for(own, one).get("maker") for one in own.endpoints} == {True}
        assert {dialect_for(moved, one).get("maker") for one in moved.endpoints} == {None}
    by_hand = replace(moved, dialect_overrides={"messages": {"maker": True}})
    assert dialect_for(by_hand, by_hand.endpoints[0])["maker"] is True
