"""What was mended is listed, and kept in the profile when asked; a substituted model is said once."""

from tests.app.control.conftest import Ask, add_profile
from tests.app.serving import ServiceInThread, chat
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply


def test_a_mend_is_kept_in_the_profile(ask: Ask, service: ServiceInThread) -> None:
    with FakeProvider(Reply(text="hi"), stream_only=True) as provider:
        add_profile(ask, provider)
        ask("POST", "use", {"profile": "p"})
        assert ask("GET", "profiles/p/mends") == {"mends": []}
        key = service.context.access.get("default")
        assert chat(service.base, key=key) == (200, "hi")
        [mend] = ask("GET", "profiles/p/mends")["mends"]
        assert (mend["wire"], mend["model"], mend["changes"]) == ("chat", "m", {"stream_only": True})
        assert mend["said"] == ["force_stream stream"]
        assert ask("POST", "profiles/p/mends/keep")["kept"] == [mend]
        assert service.context.profiles.get("p").dialect_overrides == {"chat": {"stream_only": True}}
        assert ask("GET", "profiles/p/mends") == {"mends": []}
        assert chat(service.base, key=key) == (200, "hi")
        assert [one.stream for one in provider.asks] == [False, True, True]
        assert ask("POST", "profiles/p/mends/keep")["kept"] == []
    ask("GET", "profiles/nobody/mends", None, 404)


def test_warnings_are_counted_for_the_profile(ask: Ask, service: ServiceInThread) -> None:
    with FakeProvider(Reply(text="hi", model="other")) as provider:
        add_profile(ask, provider)
        ask("POST", "use", {"profile": "p"})
        for _ in range(2):
            assert chat(service.base, key=service.context.access.get("default")) == (200, "hi")
        [listed] = ask("GET", "profiles")["profiles"]
        assert listed["warnings"] == {"model_substituted": 2}
