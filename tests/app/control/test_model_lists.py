"""Model lists over HTTP: of a profile, of a draft, and a key that goes to its own provider only."""

import json
import logging

import pytest

from tests.app.control.conftest import Ask
from tests.app.serving import ServiceInThread
from tests.fakes.model_lists import Answer, ModelLists

KEY = "sk-canary-lists-0123456789"
LIST = {"/v1/models": Answer({"data": [{"id": "m", "context_length": 5}]})}


def test_of_a_profile_with_its_key(ask: Ask) -> None:
    with ModelLists(LIST) as provider:
        draft = {"base_url": f"{provider.base}/v1", "wire": "chat", "id": "p", "key": KEY}
        ask("POST", "profiles", draft, 201)
        answer = ask("POST", "models", {"profile": "p"})
    assert answer["models"] == [
        {"id": "m", "context_window": 5, "max_output": None, "name": None, "wires": []}
    ]
    assert (answer["url"], answer["notes"]) == (f"{provider.base}/v1/models", [])
    assert provider.asked[0][1]["authorization"] == f"Bearer {KEY}"


def test_of_a_draft(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with ModelLists(LIST) as provider:
        draft = {"base_url": f"{provider.base}/v1/chat/completions", "key": KEY}
        answer = ask("POST", "models", draft)
        assert provider.asked[0][1]["authorization"] == f"Bearer {KEY}"
        provider.answers["/v1/models"] = Answer({"error": KEY}, 401)
        refused = ask("POST", "models", draft, 400)
    assert [one["id"] for one in answer["models"]] == ["m"]
    assert refused["error"]["code"] == "key_refused"
    assert "canary" not in json.dumps([answer, refused]) + caplog.text
    assert ask("GET", "profiles") == {"profiles": []}


def test_a_kept_key_goes_to_its_own_provider_only(ask: Ask) -> None:
    with ModelLists(LIST) as provider, ModelLists(LIST) as stranger:
        ask(
            "POST",
            "profiles",
            {"base_url": f"{provider.base}/v1", "wire": "chat", "id": "p", "key": KEY},
            201,
        )
        refused = ask("POST", "models", {"profile": "p", "base_url": f"{stranger.base}/v1"}, 400)
        ask("POST", "models", {"id": "p", "base_url": f"{provider.base}/v2"}, 400)  # no such path, same host
        ask("POST", "models", {"profile": "p", "model": "another"})
    assert refused["error"]["code"] == "key_unconfirmed"
    assert stranger.asked == []
    assert [headers["authorization"] for _, headers in provider.asked] == [f"Bearer {KEY}"] * 2


def test_the_demo_provider_has_its_list_in_the_preset(ask: Ask) -> None:
    answer = ask("POST", "models", {"preset": "demo"})
    assert answer["models"]
    assert "built in" in answer["notes"][0]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"profile": "nobody"}, 404, "profile_not_found"),
        ({"profile": 5}, 400, "bad_request"),
        ({"preset": "deepseek", "key": 5}, 400, "bad_request"),
        ({"preset": "deepseek", "key": "your-api-key"}, 400, "bad_key"),
        ({"preset": "deepseek", "colour": 1}, 400, "unknown_field"),
    ],
    ids=str,
)
def test_what_is_refused(ask: Ask, body: dict[str, object], status: int, code: str) -> None:
    assert ask("POST", "models", body, status)["error"]["code"] == code


def test_a_wrong_draft_names_its_problems(service: ServiceInThread) -> None:
    status, answer = service.control("POST", "models", {"base_url": "x"})
    assert status == 400
    assert answer["problems"][0]["field"] == "base_url"
