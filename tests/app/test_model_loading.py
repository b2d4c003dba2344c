"""Model lists: every provider's shape, and each failure with its cause, its fix and without the key."""

import socket
from typing import Any

import pytest

from app import model_loading
from app.model_loading import LoadedModel, ModelListError, load_models
from profiles.making import make_profile
from profiles.profile import Auth, Endpoint, Profile, Wire
from tests.fakes.model_lists import Answer, ModelLists
from tests.fakes.provider import FakeProvider

KEY = "sk-canary-lists-0123456789"


def profile(base: str, *wires: Wire, auth: Auth = "bearer", **more: Any) -> Profile:
    url = {"messages": base, "chat": f"{base}/v1", "responses": f"{base}/v1"}
    endpoints = tuple(Endpoint(wire, url[wire]) for wire in wires or ("chat",))
    return Profile("p", "P", endpoints, auth=auth, **more)


OPENAI = {"object": "list", "data": [{"id": "a", "object": "model", "created": 1}, {"id": "b"}]}
OPENROUTER = {
    "data": [
        {
            "id": "x/y",
            "name": "X: Y",
            "context_length": 200000,
            "top_provider": {"context_length": 200000, "max_completion_tokens": 8192},
        }
    ]
}
NEW_API = {
    "data": [
        {
            "id": "m",
            "supported_endpoint_types": ["anthropic", "openai", "openai-response", "gemini", "openai"],
        },
        {"id": "n", "supported_endpoint_types": None},
    ],
    "success": True,
}
ANTHROPIC = {
    "data": [{"type": "model", "id": "claude-x", "display_name": "Claude X", "max_input_tokens": 200000}],
    "has_more": False,
}
OLLAMA = {"models": [{"name": "qwen3:8b", "model": "qwen3:8b", "details": {"family": "qwen3"}}]}
LM_STUDIO = {"object": "list", "data": [{"id": "qwen", "type": "llm", "max_context_length": 131072}]}
JUNK = [{"id": " "}, {"id": 5}, 7, None, {"id": "a\n"}, {"id": "ok", "context_window": True}]
VLLM = {"object": "list", "data": [{"id": "served", "max_model_len": 32768, "root": "/models/x"}]}


@pytest.mark.parametrize(
    ("body", "models"),
    [
        (OPENAI, [LoadedModel("a"), LoadedModel("b")]),
        (OPENROUTER, [LoadedModel("x/y", 200000, 8192, "X: Y")]),
        (NEW_API, [LoadedModel("m", wires=("messages", "chat", "responses")), LoadedModel("n")]),
        (ANTHROPIC, [LoadedModel("claude-x", 200000, name="Claude X")]),
        (OLLAMA, [LoadedModel("qwen3:8b")]),
        (LM_STUDIO, [LoadedModel("qwen", 131072)]),
        (VLLM, [LoadedModel("served", 32768)]),
        (["a", "b", "a"], [LoadedModel("a"), LoadedModel("b")]),
        ({"data": JUNK}, [LoadedModel("ok")]),
        ({"models": [{"slug": "s", "display_name": "S", "context_window": 5}]}, [LoadedModel("s", 5, name="S")]),
    ],
    ids=["openai", "openrouter", "new-api", "anthropic", "ollama", "lm-studio", "vllm", "bare", "junk", "codex"],
)  # fmt: skip
async def test_shapes(body: Any, models: list[LoadedModel]) -> None:
    with ModelLists({"/v1/models": Answer(body)}) as provider:
        loaded = await load_models(profile(provider.base), KEY)
    assert list(loaded.models) == models
    assert loaded.url == f"{provider.base}/v1/models"
    assert not loaded.notes


@pytest.mark.parametrize("body", [{"object": "list", "data": []}, {"object": "list", "data": None}])
async def test_an_empty_list_is_said(body: Any) -> None:
    with ModelLists({"/v1/models": Answer(body)}) as provider:
        loaded = await load_models(profile(provider.base), None)
    assert loaded.models == ()
    assert "lists no models" in loaded.notes[0]


def test_the_answers_shape() -> None:
    assert LoadedModel("m", 5, wires=("chat",)).as_json() == {
        "id": "m", "context_window": 5, "max_output": None, "name": None, "wires": ["chat"],
    }  # fmt: skip


# ---------------------------------------------------------------------------- how it asks
@pytest.mark.parametrize(
    ("wire", "auth", "path", "sent"),
    [
        ("chat", "bearer", "/v1/models", {"authorization": f"Bearer {KEY}", "x-a": "1"}),
        ("responses", "both", "/v1/models", {"authorization": f"Bearer {KEY}", "x-api-key": KEY}),
        ("messages", "x-api-key", "/v1/models?limit=1000", {"x-api-key": KEY, "anthropic-version": "2023-06-01"}),
        ("chat", "none", "/v1/models", {}),
    ],
)  # fmt: skip
async def test_the_request(wire: Wire, auth: Auth, path: str, sent: dict[str, str]) -> None:
    with ModelLists({"/v1/models": Answer(OPENAI)}) as provider:
        await load_models(profile(provider.base, wire, auth=auth, headers={"x-a": "1"}), KEY)
    [(asked, headers)] = provider.asked
    assert asked == path
    assert headers["x-a"] == "1"
    secrets = {name: headers.get(name) for name in ("authorization", "x-api-key", "anthropic-version")}
    assert {name: value for name, value in secrets.items() if value} == {
        name: value for name, value in sent.items() if name != "x-a"
    }


async def test_another_endpoint_is_asked_where_one_has_no_list() -> None:
    with ModelLists({"/anthropic/v1/models": Answer(ANTHROPIC)}) as provider:
        asked = Profile(
            "p", "P",
            (Endpoint("messages", f"{provider.base}/anthropic"), Endpoint("chat", f"{provider.base}/v1"),
             Endpoint("responses", f"{provider.base}/v1")),
        )  # fmt: skip
        loaded = await load_models(asked, KEY)
    assert [one.id for one in loaded.models] == ["claude-x"]
    assert [path for path, _ in provider.asked] == ["/v1/models", "/anthropic/v1/models?limit=1000"]


async def test_the_tests_own_provider() -> None:
    with FakeProvider(models=["one", "two"]) as provider:
        made = make_profile("p", base_url=provider.url("chat"), wire="chat").profile
        assert [one.id for one in (await load_models(made, None)).models] == ["one", "two"]


# ---------------------------------------------------------------------------- failures
@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        (Answer({"error": KEY}, 401), "key_refused", "refused the key (401)"),
        (Answer({}, 403), "key_refused", "refused the key (403)"),
        (Answer({}, 404), "no_model_list", "no model list at"),
        (Answer({}, 405), "no_model_list", "no model list at"),
        (Answer({}, 429), "rate_limited", "pause"),
        (Answer(KEY.encode(), 500), "provider_failed", "error (500)"),
        (
            Answer(b"", 302, headers={"Location": "/elsewhere"}),
            "redirected",
            "sends the request elsewhere (302)",
        ),
        (Answer(b"<!doctype html><p>hi", content_type="text/html"), "html_reply", "web page"),
        (Answer(b"  <html>"), "html_reply", "web page"),
        (Answer(b"hello"), "no_model_list", "not JSON"),
        (Answer({"ok": True}), "no_model_list", "is no model list"),
        (Answer({"data": {}}), "no_model_list", "is no model list"),
        (Answer(5), "no_model_list", "is no model list"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_failures(answer: Answer, code: str, said: str) -> None:
    with ModelLists({"/v1/models": answer, "/elsewhere": Answer(OPENAI)}) as provider:
        with pytest.raises(ModelListError) as caught:
            await load_models(profile(provider.base), KEY)
    error = caught.value
    assert (error.code, said in error.message, bool(error.fix)) == (code, True, True)
    assert KEY not in f"{error.message}{error.fix}"
    assert len(provider.asked) == 1


async def test_a_key_is_wanted() -> None:
    with ModelLists({"/v1/models": Answer({}, 401)}) as provider:
        with pytest.raises(ModelListError, match="wants a key"):
            await load_models(profile(provider.base, "chat", "messages"), None)
    assert len(provider.asked) == 1  # the next endpoint would want it as well


async def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ModelListError, match="cannot be reached") as caught:
            await load_models(profile(f"http://127.0.0.1:{taken.getsockname()[1]}"), KEY)
    assert caught.value.code == "unreachable"


async def test_silence_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_loading, "DEADLINE_SECONDS", 0.2)
    with ModelLists({"/v1/models": Answer(silent=True)}) as provider:
        with pytest.raises(ModelListError, match=r"within 0.2 s"):
            await load_models(profile(provider.base), KEY)


async def test_a_list_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_loading, "MAX_BYTES", 100)
    with ModelLists({"/v1/models": Answer({"data": ["x" * 200]})}) as provider:
        with pytest.raises(ModelListError, match="larger than"):
            await load_models(profile(provider.base), KEY)
