"""Keys over HTTP: in, and only a hint out."""

from tests.app.control.conftest import Ask, add_profile
from tests.app.serving import ServiceInThread, chat
from tests.fakes.keyring_backends import MemoryKeyring
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply

KEY = "sk-canary-keys-0123456789"


def test_a_key_is_kept_used_and_deleted(
    ask: Ask, service: ServiceInThread, memory_keyring: MemoryKeyring
) -> None:
    with FakeProvider(Reply(text="hi"), key=KEY) as provider:
        add_profile(ask, provider)
        assert ask("PUT", "keys/p", {"key": KEY}) == {"state": "present", "hint": "…6789"}
        assert memory_keyring.kept == {("turnout", "p"): KEY}
        assert service.context.profiles.get("p").key.kind == "keyring"  # it was a local one without a key
        ask("POST", "use", {"profile": "p"})
        assert chat(service.base, key=service.context.access.get("default")) == (200, "hi")
        assert ask("DELETE", "keys/p") == {"state": "missing", "hint": None}
        assert memory_keyring.kept == {}
        status, said = chat(service.base, key=service.context.access.get("default"))
        assert status != 200
        assert "key" in said


def test_a_short_key_has_no_hint(ask: Ask) -> None:
    ask("POST", "profiles", {"preset": "deepseek"}, 201)
    assert ask("PUT", "keys/deepseek", {"key": "shortkey"}) == {"state": "present", "hint": None}


def test_what_is_refused(ask: Ask, memory_keyring: MemoryKeyring) -> None:
    ask("POST", "profiles", {"preset": "deepseek"}, 201)
    assert ask("PUT", "keys/nobody", {"key": KEY}, 404)["error"]["code"] == "profile_not_found"
    assert ask("DELETE", "keys/nobody", None, 404)["error"]["code"] == "profile_not_found"
    assert ask("PUT", "keys/deepseek", {"key": "your-api-key"}, 400)["error"]["code"] == "bad_key"
    assert ask("PUT", "keys/deepseek", {}, 400)["error"]["code"] == "bad_request"
    assert ask("PUT", "keys/deepseek", {"key": KEY, "x": 1}, 400)["error"]["code"] == "unknown_field"
    assert not memory_keyring.kept


def test_a_key_elsewhere_needs_no_keyring_to_be_deleted(no_keyring: None) -> None:
    with ServiceInThread() as service:
        service.control("POST", "profiles", {"preset": "deepseek", "key_env": "X_KEY"})
        status, answer = service.control("DELETE", "keys/deepseek")
        assert (status, answer["state"]) == (200, "missing")
