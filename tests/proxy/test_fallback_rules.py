"""The rule table: what goes on to the next profile, what the client is told; each row with the provider's own words."""

import pytest

from app.fallback import proxy_rules
from profiles.fallback_rules import default_rules
from proxy import failures
from proxy.conversation import Failure
from proxy.fallback_rules import FallbackRule, goes_on

DEFAULT = proxy_rules(default_rules())


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (401, {}, b'{"error":{"message":"Incorrect API key provided."}}', True),
        (402, {}, b'{"error":{"message":"Insufficient Balance"}}', True),
        (403, {}, b'{"error":{"message":"Your region is not supported"}}', True),
        (404, {}, b'{"error":{"message":"The model x does not exist","code":"model_not_found"}}', True),
        (404, {}, b"Not Found", True),
        (429, {}, b'{"error":{"message":"Rate limit reached"}}', True),
        (429, {"Retry-After": "3"}, b'{"error":{"message":"Rate limit reached"}}', False),
        (429, {"Retry-After": "10"}, b'{"error":{"message":"Rate limit reached"}}', False),
        (429, {"Retry-After": "11"}, b'{"error":{"message":"Rate limit reached"}}', True),
        (429, {}, b'{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}', True),
        (500, {}, b"", True),
        (502, {}, b"<html><h1>502 Bad Gateway</h1></html>", True),
        (503, {}, b'{"error":{"message":"overloaded"}}', True),
        (529, {}, b'{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', True),
        (400, {}, b'{"error":{"message":"The engine is currently overloaded, please try again later"}}', True),
        (400, {}, b'{"error":{"message":"temperature: out of range"}}', False),
        (422, {}, b'{"error":{"message":"messages.3: invalid"}}', False),
        (400, {}, b'{"error":{"message":"prompt is too long: 250000 tokens > 200000 maximum"}}', False),
        (413, {}, b'{"error":{"message":"Request entity too large"}}', False),
        (451, {}, b'{"error":{"message":"content policy"}}', False),
    ],
)  # fmt: skip
def test_the_built_in_table(status: int, headers: dict[str, str], body: bytes, expected: bool) -> None:
    failure = failures.classify(status, headers, body)
    assert goes_on(DEFAULT, failure) is expected, failure


@pytest.mark.parametrize(
    "failure",
    [
        failures.unreachable("h", "Connection refused"),
        failures.hung_up("h"),
        failures.timed_out("connect", 1),
        failures.timed_out("first_byte", 1),
        failures.timed_out("idle", 1),
        failures.cut("3 pieces"),
        failures.empty_reply(),
        Failure("bad_request", "m answered", "provider", "model_substituted"),
        Failure("auth", "no key", "turnout", "key_unavailable"),
    ],
    ids=lambda failure: failure.code,
)
def test_what_is_no_status_goes_on(failure: Failure) -> None:
    assert goes_on(DEFAULT, failure)


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (FallbackRule(then="next", kinds=("server",)), True),
        (FallbackRule(then="next", kinds=("auth", "quota")), False),
        (FallbackRule(then="next", statuses=(503,)), True),
        (FallbackRule(then="next", statuses=(5,)), True),
        (FallbackRule(then="next", statuses=(4, 500)), False),
        (FallbackRule(then="next", codes=("gateway_page",)), True),
        (FallbackRule(then="next", text="MODEL .* unavailable"), True),
        (FallbackRule(then="next", text="^unavailable"), False),
        (FallbackRule(then="next", wait_over=5), True),
        (FallbackRule(then="next", wait_over=30), False),
        (FallbackRule(then="next", kinds=("server",), statuses=(500,)), False),
    ],
)
def test_a_rule_fits_where_all_it_says_holds(rule: FallbackRule, fits: bool) -> None:
    failure = Failure("server", "Model x is unavailable", "provider", "gateway_page", 503, 20.0)
    assert rule.fits(failure) is fits


def test_a_status_of_nothing_is_in_no_class() -> None:
    assert not FallbackRule(then="next", statuses=(5,)).fits(failures.hung_up("h"))


def test_the_first_rule_decides_and_none_means_stop() -> None:
    failure = Failure("server", "boom", status=500)
    stop, on = FallbackRule(then="stop", statuses=(500,)), FallbackRule(then="next", kinds=("server",))
    assert not goes_on((stop, on), failure)
    assert goes_on((on, stop), failure)
    assert not goes_on((), failure)
