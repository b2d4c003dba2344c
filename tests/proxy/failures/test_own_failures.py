"""Failures that Turnout itself finds."""

from proxy.failures import cut, empty_reply, timed_out, unreachable


def test_our_own_failures() -> None:
    assert (
        unreachable("api.example", "Connection refused").message
        == "api.example cannot be reached: Connection refused"
    )
    assert (unreachable("h", "x").kind, unreachable("h", "x").fault) == ("network", "network")
    assert timed_out("first_byte", 300).message == "The provider sent nothing within 300 s"
    assert (timed_out("connect", 10).kind, timed_out("connect", 10).fault) == ("timeout", "network")
    assert timed_out("idle", 0.5).code == "timeout_idle"
    assert "total" in timed_out("total", 5).message
    assert (cut("3 events").kind, cut("text").message) == (
        "truncated",
        "The provider's reply broke off after text",
    )
    assert empty_reply().kind == "empty"
