"""Requirements 47 and 48: each status of a provider on each of its wires, as each client gets it, after one request."""

import json
import re

from proxy.conversation import WIRES, Wire
from tests.catalogue.talk import CLAUDE, CODEX, body
from tests.fakes.asked import Ask
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import PATHS, PROVIDER_KEY, make_route, running_proxy
from tests.fakes.script import Status, Turn

AGENTS = {"responses": CODEX, "messages": CLAUDE, "chat": {}}
STOP = ("false", None)
MAY = (None, None)
Told = tuple[int, str | None, str | None, str | None]
"""Status, code (messages: type), `x-should-retry`, `Retry-After`."""

# What is permanent costs Codex one request only as a 400, and Claude Code only with `x-should-retry: false`; what
# passes may be asked again, by Codex after a pause that we name where the provider names none: it would else
# ask thirty times within half a minute (Codex 0.169.0, Claude Code 2.1.329).
GOLDEN: dict[int, dict[Wire, Told]] = {
    code: {"responses": (*codex, None, pause), "messages": claude, "chat": chat}
    for codes, codex, pause, claude, chat in (
        ((400, 422), (400, "invalid_prompt"), None, (400, "policy_blocked", *STOP), (400, "bad_request", *STOP)),
        ((401,), (400, "invalid_api_key"), None, (401, "authentication_error", *STOP), (401, "auth", *STOP)),
        ((402,), (400, "insufficient_quota"), None, (402, "billing_error", *STOP), (429, "insufficient_quota", *STOP)),
        ((403,), (400, "invalid_prompt"), None, (403, "permission_error", *STOP), (401, "forbidden", *STOP)),
        ((404, 405), (400, "wrong_url"), None, (400, "policy_blocked", *STOP), (404, "wrong_url", *STOP)),
        ((413,), (400, "invalid_prompt"), None, (413, "request_too_large", *STOP), (413, "too_large", *STOP)),
        ((408, 504), (503, "server_error"), "1", (504, "api_error", *MAY), (503, "timeout", *MAY)),
        ((429,), (429, "rate_limit_exceeded"), "3", (429, "rate_limit_error", *MAY),
         (429, "rate_limit_exceeded", *MAY)),
        ((500, 502, 520), (503, "server_error"), "1", (502, "api_error", *MAY), (502, "server", *MAY)),
        ((503, 529), (503, "server_error"), "1", (529, "overloaded_error", *MAY), (503, "overloaded", *MAY)),
    )
    for code in codes
}  # fmt: skip
REASON = f"the reason {PROVIDER_KEY} " + "and more of it " * 400


async def test_requirement_048_what_each_client_gets() -> None:
    def refuse(ask: Ask) -> Turn:
        found = re.search(r"status (\d+)", ask.user_text)
        assert found is not None
        return Status(int(found[1]), REASON)

    wrong: list[str] = []
    asked = 0
    with FakeProvider(refuse) as provider:
        routes = [make_route(provider.url(wire), wire, profile=wire) for wire in WIRES]
        async with running_proxy(*routes) as running:
            running.proxy.exchanges.keys_in_use = lambda: (PROVIDER_KEY,)
            for code, told in GOLDEN.items():
                for upstream in WIRES:
                    for inbound in WIRES:
                        asked += 1
                        sent = body(inbound, f"status {code}", stream=asked % 2 == 0) | {
                            "model": f"m@{upstream}"
                        }
                        url = f"{running.base}/v1{PATHS[inbound]}"
                        async with running.session.post(url, json=sent, headers=AGENTS[inbound]) as answer:
                            text = await answer.text()
                            headers = answer.headers
                        error = json.loads(text)["error"]
                        got = (
                            answer.status,
                            error["type"] if inbound == "messages" else error["code"],
                            headers.get("x-should-retry"),
                            headers.get("retry-after"),
                        )
                        name = f"{code} of {upstream} for {inbound}"
                        if got != told[inbound]:
                            wrong.append(f"{name}: {got}")
                        if "the reason" not in error["message"] or len(text) > 2_000:
                            wrong.append(f"{name}: {len(text)} characters")
                        if PROVIDER_KEY in text:
                            wrong.append(f"{name}: the key")
            attempts = [len(one.attempts) for one in running.proxy.recorder.exchanges()]
        # An address that leads nowhere may have been meant with or without /v1: that is looked for, once in all.
        assert len(provider.asks) + len(provider.strays) - asked <= 2 * len(WIRES)
    assert wrong == []
    assert max(attempts) <= 2
    assert asked == len(GOLDEN) * 9
