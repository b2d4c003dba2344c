"""Usage over HTTP: rows by day, profile, model and client, with a cost where prices are known."""

from datetime import datetime

from tests.app.control.conftest import Ask, add_profile
from tests.app.serving import ServiceInThread, chat, wait_until
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Reply, Usage


def test_rows_and_costs(ask: Ask, service: ServiceInThread) -> None:
    assert ask("GET", "usage") == {"rows": []}
    today = datetime.now().astimezone().date().isoformat()
    with FakeProvider(Reply(text="hi", usage=Usage(input=1000, output=100))) as provider:
        add_profile(ask, provider)
        ask("POST", "use", {"profile": "p"})
        assert chat(service.base, key=service.context.access.get("default"))[0] == 200
        for _ in wait_until(lambda: bool(ask("GET", "usage")["rows"])):
            pass
        [row] = ask("GET", f"usage?from={today}&to={today}")["rows"]
        assert (row["day"], row["profile"], row["client"], row["requests"]) == (today, "p", "other", 1)
        assert (row["input"], row["output"], row["cost"]) == (1000, 100, None)
        ask("PUT", "profiles/p", {"prices": {row["model"]: {"input": 1, "output": 10}}})
        [row] = ask("GET", "usage")["rows"]
        assert row["cost"] == {"currency": "USD", "amount": 0.002}
        assert ask("GET", "usage?to=2020-01-01") == {"rows": []}


def test_a_day_that_is_none(ask: Ask) -> None:
    error = ask("GET", "usage?from=yesterday", None, 400)["error"]
    assert "`from`" in error["message"]
