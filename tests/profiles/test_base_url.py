"""Base URLs: every preset joins rightly, and whatever is pasted becomes usable or is explained."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.base_url import models_url, normalise, request_url
from profiles.errors import BadBaseUrlError
from profiles.presets import load_presets
from profiles.profile import WIRES, Wire

# What each preset's requests are posted to: the addresses of the providers' own documentation.
POSTED_TO = {
    "aihubmix": {
        "messages": "https://aihubmix.com/v1/messages",
        "responses": "https://aihubmix.com/v1/responses",
        "chat": "https://aihubmix.com/v1/chat/completions",
    },
    "anthropic": {"messages": "https://api.anthropic.com/v1/messages"},
    "azure": {
        "responses": "https://{RESOURCE}.openai.azure.com/openai/v1/responses",
        "chat": "https://{RESOURCE}.openai.azure.com/openai/v1/chat/completions",
    },
    "atlascloud": {
        "messages": "https://api.atlascloud.ai/v1/messages",
        "chat": "https://api.atlascloud.ai/v1/chat/completions",
    },
    "bailian": {
        "messages": "https://dashscope.aliyuncs.com/apps/anthropic/v1/messages",
        "responses": "https://dashscope.aliyuncs.com/compatible-mode/v1/responses",
        "chat": "https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions",
    },
    "bailian-coding": {"messages": "https://coding.dashscope.aliyuncs.com/apps/anthropic/v1/messages"},
    "bailing": {
        "messages": "https://api.tbox.cn/api/anthropic/v1/messages",
        "chat": "https://api.tbox.cn/api/llm/v1/chat/completions",
    },
    "byteplus": {
        "messages": "https://ark.ap-southeast.bytepluses.com/api/coding/v1/messages",
        "responses": "https://ark.ap-southeast.bytepluses.com/api/coding/v3/responses",
    },
    "cerebras": {"chat": "https://api.cerebras.ai/v1/chat/completions"},
    "codex-relay": {"responses": "https://{HOST}/v1/responses"},
    "crazyrouter": {
        "chat": "https://cn.crazyrouter.com/v1/chat/completions",
        "messages": "https://cn.crazyrouter.com/v1/messages",
    },
    "deepinfra": {"chat": "https://api.deepinfra.com/v1/openai/chat/completions"},
    "deepseek": {
        "chat": "https://api.deepseek.com/chat/completions",
        "messages": "https://api.deepseek.com/anthropic/v1/messages",
        "responses": "https://api.deepseek.com/responses",
    },
    "doubao": {
        "messages": "https://ark.cn-beijing.volces.com/api/compatible/v1/messages",
        "responses": "https://ark.cn-beijing.volces.com/api/v3/responses",
        "chat": "https://ark.cn-beijing.volces.com/api/v3/chat/completions",
    },
    "fireworks": {
        "chat": "https://api.fireworks.ai/inference/v1/chat/completions",
        "responses": "https://api.fireworks.ai/inference/v1/responses",
        "messages": "https://api.fireworks.ai/inference/v1/messages",
    },
    "gemini": {"chat": "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions"},
    "groq": {
        "chat": "https://api.groq.com/openai/v1/chat/completions",
        "responses": "https://api.groq.com/openai/v1/responses",
    },
    "huggingface": {
        "chat": "https://router.huggingface.co/v1/chat/completions",
        "responses": "https://router.huggingface.co/v1/responses",
    },
    "hunyuan": {
        "responses": "https://tokenhub.tencentmaas.com/v1/responses",
        "chat": "https://tokenhub.tencentmaas.com/v1/chat/completions",
    },
    "jiekou": {
        "messages": "https://api.jiekou.ai/anthropic/v1/messages",
        "chat": "https://api.jiekou.ai/openai/v1/chat/completions",
    },
    "kat-coder": {
        "messages": "https://vanchin.streamlake.ai/api/gateway/v1/endpoints/{ENDPOINT_ID}/claude-code-proxy/v1/messages"
    },
    "kimi": {
        "messages": "https://api.moonshot.cn/anthropic/v1/messages",
        "chat": "https://api.moonshot.cn/v1/chat/completions",
    },
    "kimi-coding": {
        "messages": "https://api.kimi.com/coding/v1/messages",
        "chat": "https://api.kimi.com/coding/v1/chat/completions",
    },
    "litellm": {
        "chat": "http://127.0.0.1:4000/v1/chat/completions",
        "responses": "http://127.0.0.1:4000/v1/responses",
        "messages": "http://127.0.0.1:4000/v1/messages",
    },
    "llamacpp": {
        "chat": "http://127.0.0.1:8080/v1/chat/completions",
        "messages": "http://127.0.0.1:8080/v1/messages",
    },
    "lmstudio": {
        "chat": "http://127.0.0.1:1234/v1/chat/completions",
        "responses": "http://127.0.0.1:1234/v1/responses",
        "messages": "http://127.0.0.1:1234/v1/messages",
    },
    "local-gateway": {
        "responses": "http://127.0.0.1:8082/v1/responses",
        "chat": "http://127.0.0.1:8082/v1/chat/completions",
    },
    "longcat": {
        "messages": "https://api.longcat.chat/anthropic/v1/messages",
        "responses": "https://api.longcat.chat/openai/v1/responses",
        "chat": "https://api.longcat.chat/openai/v1/chat/completions",
    },
    "mimo": {
        "messages": "https://api.xiaomimimo.com/anthropic/v1/messages",
        "responses": "https://api.xiaomimimo.com/v1/responses",
        "chat": "https://api.xiaomimimo.com/v1/chat/completions",
    },
    "mimo-token-plan": {
        "messages": "https://token-plan-cn.xiaomimimo.com/anthropic/v1/messages",
        "responses": "https://token-plan-cn.xiaomimimo.com/v1/responses",
        "chat": "https://token-plan-cn.xiaomimimo.com/v1/chat/completions",
    },
    "minimax": {
        "messages": "https://api.minimax.io/anthropic/v1/messages",
        "responses": "https://api.minimax.io/v1/responses",
        "chat": "https://api.minimax.io/v1/chat/completions",
    },
    "minimax-cn": {
        "messages": "https://api.minimaxi.com/anthropic/v1/messages",
        "responses": "https://api.minimaxi.com/v1/responses",
        "chat": "https://api.minimaxi.com/v1/chat/completions",
    },
    "mistral": {"chat": "https://api.mistral.ai/v1/chat/completions"},
    "modelscope": {
        "messages": "https://api-inference.modelscope.cn/v1/messages",
        "chat": "https://api-inference.modelscope.cn/v1/chat/completions",
    },
    "new-api": {
        "chat": "https://{SITE}/v1/chat/completions",
        "messages": "https://{SITE}/v1/messages",
        "responses": "https://{SITE}/v1/responses",
    },
    "novita": {
        "messages": "https://api.novita.ai/anthropic/v1/messages",
        "chat": "https://api.novita.ai/openai/v1/chat/completions",
    },
    "nvidia": {"chat": "https://integrate.api.nvidia.com/v1/chat/completions"},
    "ollama": {
        "chat": "http://127.0.0.1:11434/v1/chat/completions",
        "responses": "http://127.0.0.1:11434/v1/responses",
        "messages": "http://127.0.0.1:11434/v1/messages",
    },
    "openai": {
        "responses": "https://api.openai.com/v1/responses",
        "chat": "https://api.openai.com/v1/chat/completions",
    },
    "opencode": {
        "messages": "https://opencode.ai/zen/go/v1/messages",
        "chat": "https://opencode.ai/zen/go/v1/chat/completions",
    },
    "openrouter": {
        "messages": "https://openrouter.ai/api/v1/messages",
        "responses": "https://openrouter.ai/api/v1/responses",
        "chat": "https://openrouter.ai/api/v1/chat/completions",
    },
    "ppio": {
        "messages": "https://api.ppio.com/anthropic/v1/messages",
        "chat": "https://api.ppio.com/openai/v1/chat/completions",
    },
    "qianfan": {
        "messages": "https://qianfan.baidubce.com/anthropic/coding/v1/messages",
        "chat": "https://qianfan.baidubce.com/v2/coding/chat/completions",
    },
    "qianfan-token-plan": {
        "messages": "https://qianfan.baidubce.com/anthropic/tokenplan/personal/v1/messages",
        "chat": "https://qianfan.baidubce.com/v2/tokenplan/personal/chat/completions",
    },
    "siliconflow": {
        "messages": "https://api.siliconflow.com/v1/messages",
        "chat": "https://api.siliconflow.com/v1/chat/completions",
    },
    "siliconflow-cn": {
        "messages": "https://api.siliconflow.cn/v1/messages",
        "chat": "https://api.siliconflow.cn/v1/chat/completions",
    },
    "stepfun": {
        "messages": "https://api.stepfun.com/step_plan/v1/messages",
        "chat": "https://api.stepfun.com/step_plan/v1/chat/completions",
    },
    "stepfun-intl": {
        "messages": "https://api.stepfun.ai/step_plan/v1/messages",
        "chat": "https://api.stepfun.ai/step_plan/v1/chat/completions",
    },
    "therouter": {"chat": "https://{HOST}/v1/chat/completions"},
    "together": {"chat": "https://api.together.xyz/v1/chat/completions"},
    "vercel": {
        "messages": "https://ai-gateway.vercel.sh/v1/messages",
        "responses": "https://ai-gateway.vercel.sh/v1/responses",
        "chat": "https://ai-gateway.vercel.sh/v1/chat/completions",
    },
    "vllm": {
        "chat": "http://127.0.0.1:8000/v1/chat/completions",
        "responses": "http://127.0.0.1:8000/v1/responses",
        "messages": "http://127.0.0.1:8000/v1/messages",
    },
    "volcengine-agent": {
        "messages": "https://ark.cn-beijing.volces.com/api/plan/v1/messages",
        "responses": "https://ark.cn-beijing.volces.com/api/plan/v3/responses",
    },
    "volcengine-coding": {
        "messages": "https://ark.cn-beijing.volces.com/api/coding/v1/messages",
        "responses": "https://ark.cn-beijing.volces.com/api/coding/v3/responses",
    },
    "x666": {"chat": "https://x666.me/v1/chat/completions"},
    "xai": {
        "responses": "https://api.x.ai/v1/responses",
        "chat": "https://api.x.ai/v1/chat/completions",
    },
    "zai": {
        "messages": "https://api.z.ai/api/anthropic/v1/messages",
        "chat": "https://api.z.ai/api/coding/paas/v4/chat/completions",
    },
    "zenmux": {
        "responses": "https://zenmux.ai/api/v1/responses",
        "chat": "https://zenmux.ai/api/v1/chat/completions",
    },
    "zhipu": {
        "messages": "https://open.bigmodel.cn/api/anthropic/v1/messages",
        "chat": "https://open.bigmodel.cn/api/coding/paas/v4/chat/completions",
    },
}


@pytest.mark.parametrize("preset", [preset for preset in load_presets() if preset != "demo"])
def test_every_preset_joins_rightly(preset: str) -> None:
    endpoints = load_presets()[preset].endpoints
    assert {one.wire: request_url(one.base_url, one.wire) for one in endpoints} == POSTED_TO[preset]


PRESET_URLS = [
    (preset.id, endpoint.base_url, endpoint.wire)
    for preset in load_presets().values()
    for endpoint in preset.endpoints
    if "{" not in endpoint.base_url and preset.id != "demo"
]


@pytest.mark.parametrize(("preset", "url", "wire"), PRESET_URLS)
def test_a_pasted_preset_url_means_itself(preset: str, url: str, wire: Wire) -> None:
    posted = request_url(url, wire)
    assert request_url(normalise(url, wire).url, wire) == posted
    assert request_url(normalise(f" {posted}/ ").url, wire) == posted
    assert normalise(posted).wire_hint == wire


@pytest.mark.parametrize(
    ("url", "wire", "models"),
    [
        ("https://api.openai.com/v1", "responses", "https://api.openai.com/v1/models"),
        ("https://api.deepseek.com", "chat", "https://api.deepseek.com/models"),
        ("https://api.anthropic.com", "messages", "https://api.anthropic.com/v1/models"),
        ("https://x.example/v1/", "messages", "https://x.example/v1/models"),
        ("https://api.z.ai/api/coding/paas/v4", "chat", "https://api.z.ai/api/coding/paas/v4/models"),
    ],
)
def test_models_url(url: str, wire: Wire, models: str) -> None:
    assert models_url(url, wire) == models


@pytest.mark.parametrize(
    ("pasted", "url", "hint"),
    [
        ("https://api.example.com/v1", "https://api.example.com/v1", None),
        ("https://api.example.com/v1/", "https://api.example.com/v1", None),
        ("https://api.example.com", "https://api.example.com/v1", None),
        ("https://api.example.com/", "https://api.example.com/v1", None),
        ("https://api.example.com/v1/chat/completions", "https://api.example.com/v1", "chat"),
        ("https://api.example.com/v1/chat/completions/", "https://api.example.com/v1", "chat"),
        ("https://api.example.com/v1/Chat/Completions", "https://api.example.com/v1", "chat"),
        ("https://api.example.com/chat/completions", "https://api.example.com/v1", "chat"),
        ("https://api.example.com/v1/responses", "https://api.example.com/v1", "responses"),
        ("https://api.example.com/v1/messages", "https://api.example.com", "messages"),
        ("https://api.example.com/v1/messages?beta=true", "https://api.example.com", "messages"),
        ("https://api.example.com/v1/messages/count_tokens", "https://api.example.com", "messages"),
        ("https://api.example.com/v1/models", "https://api.example.com/v1", None),
        ("https://api.example.com/v1/v1", "https://api.example.com/v1", None),
        ("https://api.example.com//v1//v1/v1/", "https://api.example.com/v1", None),
        ("https://api.example.com/v1/chat/completions/responses", "https://api.example.com/v1", "chat"),
        ("https://api.example.com/anthropic", "https://api.example.com/anthropic", "messages"),
        ("https://api.example.com/anthropic/v1", "https://api.example.com/anthropic", "messages"),
        ("https://api.example.com/anthropic/v1/messages", "https://api.example.com/anthropic", "messages"),
        ("https://API.Example.com:443/v1", "https://api.example.com/v1", None),
        ("HTTPS://api.example.com/V1", "https://api.example.com/V1", None),
        ("http://127.0.0.1:80/v1", "http://127.0.0.1/v1", None),
        ("api.example.com/v1", "https://api.example.com/v1", None),
        ("localhost:8080", "http://localhost:8080/v1", None),
        ("192.168.1.2:11434", "http://192.168.1.2:11434/v1", None),
        ("[::1]:8080/v1", "http://[::1]:8080/v1", None),
        ("'https://api.example.com/v1'", "https://api.example.com/v1", None),
        ("“https://api.example.com/v1”，", "https://api.example.com/v1", None),
        ("<https://api.example.com/v1>", "https://api.example.com/v1", None),
        ('base_url = "https://api.example.com/v1"', "https://api.example.com/v1", None),
        ("ANTHROPIC_BASE_URL=https://api.example.com/anthropic", "https://api.example.com/anthropic", "messages"),
        ("curl https://api.example.com/v1/responses -d '{}'", "https://api.example.com/v1", "responses"),
        ("https://api.example.com/v1#", "https://api.example.com/v1", None),
        ("turnout-demo:", "turnout-demo:", None),
        # Known providers: their hosts have their API where it is.
        ("https://api.deepseek.com", "https://api.deepseek.com", None),
        ("https://api.deepseek.com/v1", "https://api.deepseek.com/v1", None),
        ("api.groq.com", "https://api.groq.com/openai/v1", None),
        ("https://api.groq.com/v1", "https://api.groq.com/openai/v1", None),
        ("https://api.z.ai", "https://api.z.ai/api/coding/paas/v4", None),
        ("https://api.z.ai/v1/messages", "https://api.z.ai/api/anthropic", "messages"),
        ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1", None),
        ("https://zenmux.ai/api/v1/", "https://zenmux.ai/api/v1", None),
        ("https://aihubmix.com", "https://aihubmix.com", None),
    ],
)  # fmt: skip
def test_whatever_is_pasted(pasted: str, url: str, hint: str | None) -> None:
    found = normalise(pasted)
    assert (found.url, found.wire_hint) == (url, hint)


def test_changes_are_told() -> None:
    assert normalise("https://api.example.com/v1").notes == ()
    notes = normalise("curl 'api.example.com/v1/v1/chat/completions?beta=true'".removeprefix("curl ")).notes
    assert len(notes) == 4
    assert "https://" in notes[0]
    assert "beta" in notes[1]
    assert "/chat/completions" in notes[2]
    assert "doubled" in notes[3]


@pytest.mark.parametrize("wire", WIRES)
def test_the_wire_the_user_names_decides(wire: Wire) -> None:
    found = normalise("https://api.example.com", wire)
    assert found.url == ("https://api.example.com" if wire == "messages" else "https://api.example.com/v1")
    assert normalise("https://api.example.com/v1", "messages").url == "https://api.example.com"


@pytest.mark.parametrize(
    ("pasted", "reason", "fix"),
    [
        ("", "empty", "https://"),
        ('""', "empty", "https://"),
        ("hello", "not a web address", "https://"),
        ("two words", "not a web address", "https://"),
        ("https://a.example/v1 https://b.example/v1", "several", "alone"),
        ("ftp://a.example", "not a web address", "https://"),
        ("https://a.example:99999", "cannot be read", ""),
        ("https://a.example/v1?key=canary", "query", "keyring"),
        ("https://user:canary@a.example/v1", "user name", "key set"),
        ("http://a.example/v1", "unencrypted", "https"),
        ("https://platform.deepseek.com/api_keys", "DeepSeek", "https://api.deepseek.com"),
        ("https://www.bigmodel.cn/usercenter", "for people", "--preset zhipu"),
        ("https://chatgpt.com", "OpenAI", "https://api.openai.com/v1"),
        ("https://openrouter.ai/settings/keys", "OpenRouter", "https://openrouter.ai/api/v1"),
        ("https://openrouter.ai", "OpenRouter", "https://openrouter.ai/api"),
        ("https://console.anthropic.com/settings/keys#x", "Anthropic", "--preset anthropic"),
        ("https://ark.cn-beijing.volces.com", "elsewhere", "/api/coding/v3"),
    ],
)
def test_what_cannot_be_an_api_is_explained(pasted: str, reason: str, fix: str) -> None:
    with pytest.raises(BadBaseUrlError, match=reason) as caught:
        normalise(pasted)
    assert fix in caught.value.fix
    assert "canary" not in str(caught.value) + caught.value.fix


SEGMENTS = st.sampled_from(
    ["v1", "v4", "api", "anthropic", "openai", "chat", "completions", "messages", "responses", "models", ""]
)
URLS = st.builds(
    lambda scheme, host, path, end: f"{scheme}://{host}/{'/'.join(path)}{end}",
    st.sampled_from(["https", "HTTPS"]),
    st.sampled_from(
        ["a.example", "A.example:443", "b.example:8443", "api.deepseek.com", "api.groq.com", "api.z.ai"]
    ),
    st.lists(SEGMENTS, max_size=6),
    st.sampled_from(["", "/", "//", "?beta=true", "#", " "]),
)


@settings(deadline=None)
@given(URLS, st.sampled_from([None, *WIRES]))
def test_twice_is_once_and_requests_never_double(pasted: str, wire: Wire | None) -> None:
    try:
        found = normalise(pasted, wire)
    except BadBaseUrlError as error:
        assert "elsewhere on that host" in str(error)  # the only refusal there may be
        return
    spoken = wire or found.wire_hint
    assert normalise(found.url, spoken).url == found.url
    for one in WIRES:
        posted = request_url(found.url, one)
        assert "//" not in posted.removeprefix("https://")
        assert "/v1/v1" not in posted
        assert posted.count("/chat/completions") <= 1
        assert not posted.endswith(("/responses/responses", "/messages/messages", "/completions/responses"))


@settings(deadline=None)
@given(st.text())
def test_any_text_is_normalised_or_refused(pasted: str) -> None:
    try:
        found = normalise(pasted)
    except BadBaseUrlError as error:
        assert str(error)
    else:
        assert found.url.startswith(("https://", "http://", "turnout-demo:"))
