"""The matrix over HTTP: shown, set, and done at the next request."""

import json

from tests.app.control.conftest import Ask, add_profile
from tests.app.serving import ServiceInThread, post
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply


def test_a_word_of_the_users_counts_at_once(ask: Ask, service: ServiceInThread) -> None:
    with FakeProvider(Reply(text="hi")) as provider:
        add_profile(ask, provider)
        found = ask("GET", "profiles/p/capabilities")
        assert found["wires"]["chat"]["images"] == {"value": None, "source": None}
        body = {"capabilities": {"all": {"images": False}}, "policies": {"images": "refuse"}}
        found = ask("PUT", "profiles/p/capabilities", body)
        assert found["wires"]["chat"]["images"] == {"value": False, "source": "user"}
        assert found["policies"]["images"]["value"] == "refuse"
        assert service.context.profiles.get("p").capabilities == {"all": {"images": False}}
        [listed] = ask("GET", "profiles")["profiles"]
        assert (listed["policies"], listed["warnings"]) == ({"images": "refuse"}, {})

        ask("POST", "use", {"profile": "p"})
        picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}
        messages = [{"role": "user", "content": [picture]}]
        key = service.context.access.get("default")
        status, said = post(service.base, "/v1/chat/completions", {"model": "m", "messages": messages}, key)
        assert (status, json.loads(said)["error"]["code"]) == (400, "capability_missing")
        assert provider.asks == []

        found = ask(
            "PUT",
            "profiles/p/capabilities",
            {"capabilities": {"all": {"images": None}}, "policies": {"images": None}},
        )
        assert found["wires"]["chat"]["images"]["source"] is None
        assert service.context.profiles.get("p").capabilities == {}


def test_another_model(ask: Ask) -> None:
    ask("POST", "profiles", {"preset": "deepseek", "id": "d"}, 201)
    assert ask("GET", "profiles/d/capabilities?model=deepseek-v4-flash")["model"] == "deepseek-v4-flash"


def test_what_is_none_is_refused(ask: Ask) -> None:
    ask("POST", "profiles", {"preset": "deepseek", "id": "d"}, 201)
    for body in (
        {"capabilities": {"all": {"cats": True}}},
        {"capabilities": {"all": True}},
        {"capabilities": []},
        {"policies": {"images": "maybe"}},
        {"policies": {"images": 1}},
        {"other": {}},
    ):
        ask("PUT", "profiles/d/capabilities", body, 400)
    ask("GET", "profiles/nobody/capabilities", None, 404)
