"""The documented errors: none of the three that a gateway can mend is seen, and the rest has one form."""

from typing import Any

import aiohttp

from proxy.access import AccessKey
from proxy.conversation import WIRES
from proxy.limits.rules import AccessRules
from tests.behaviours.documented import HELLO, WHOLE
from tests.behaviours.gateway import Gateway, gateway
from tests.behaviours.test_leaked_calls import FORMS
from tests.fakes.relay import KEY, PATHS
from tests.fakes.script import Reply, Status


async def test_what_a_gateway_mends_is_not_seen() -> None:
    """`Stream must be set to true` and `Invalid value: 'input_text'` are the provider's, and end there."""
    asked = {
        **HELLO,
        "input": [
            *HELLO["input"],
            {"role": "assistant", "content": [{"type": "input_text", "text": "I am a model."}]},
            {"role": "user", "content": "Go on."},
        ],
    }
    async with gateway(stream_only=True) as on:
        for upstream in WIRES:
            on.use(upstream)
            assert (await on.ask("responses", asked)).text == "Hello there."
        assert set(on.provider.refusals) == {"Stream must be set to true"}


async def test_a_call_in_the_text_of_a_request_without_tools_is_shown_as_it_is() -> None:
    async with gateway(Reply(text=FORMS["tool_use with tags"])) as on:
        for upstream in WIRES:
            on.use(upstream)
            assert (await on.ask("responses", HELLO)).text == FORMS["tool_use with tags"]


async def _refused(on: Gateway, wire: Any, session: aiohttp.ClientSession, stream: bool) -> tuple[int, Any]:
    url = f"{on.running.base}/v1{PATHS[wire]}"  # type: ignore[index]
    async with session.post(url, json={**WHOLE[wire], "stream": stream}) as answer:
        assert answer.content_type == "application/json"
        return answer.status, await answer.json()


def has_the_form(body: Any) -> bool:
    """`{"error": {"message", "type", "code"}}`; OpenAI's own errors also have a `param`, which is null in ours."""
    error = body["error"]
    return (
        set(body) == {"error"}
        and set(error) - {"param"} == {"message", "type", "code"}
        and error.get("param") is None
        and all(isinstance(error[name], str) and error[name] for name in ("message", "type", "code"))
    )


async def test_no_key_and_a_wrong_one() -> None:
    async with gateway() as on, aiohttp.ClientSession() as stranger:
        wrong = aiohttp.ClientSession(headers={"Authorization": "Bearer sk-canary-wrong"})
        async with wrong:
            for wire in ("responses", "chat"):
                for stream in (False, True):
                    for session, code in ((stranger, "missing_api_key"), (wrong, "invalid_api_key")):
                        status, body = await _refused(on, wire, session, stream)
                        assert (status, body["error"]["code"]) == (401, code)
                        assert body["error"]["type"] == "invalid_request_error"
                        assert has_the_form(body)
                async with stranger.get(f"{on.running.base}/v1/models") as answer:
                    assert answer.status == 401
                    assert has_the_form(await answer.json())
        assert not on.asks


async def test_limits_and_providers_errors_have_one_form() -> None:
    errors = (
        Status(400, "The request is odd"),
        Status(401, "Incorrect API key provided."),
        Status(404, "The model does not exist", error_code="model_not_found"),
        Status(429, "Slow down", headers={"Retry-After": "3"}),
        Status(500, "Boom"),
        Status(502, body="<html>Bad gateway</html>", content_type="text/html"),
    )
    async with gateway() as on:
        for wire in ("responses", "chat"):
            for stream in (False, True):
                for upstream in WIRES:
                    on.use(upstream)
                    for error in errors:
                        on.provider.play(error)
                        status, body = await _refused(on, wire, on.running.session, stream)
                        assert status >= 400
                        assert has_the_form(body), body
        on.provider.play(Reply(text="Hello there."))
        on.running.proxy.access.load((AccessKey("default", KEY, rules=AccessRules(per_minute=1)),))
        for wire, expected in (("responses", 200), ("responses", 429), ("chat", 429)):
            status, body = await _refused(on, wire, on.running.session, stream=False)
            assert status == expected
        assert body["error"]["code"] == "rate_limit_rpm"
        assert body["error"]["type"] == "invalid_request_error"
        assert "minute" in body["error"]["message"].lower()
        assert has_the_form(body)
