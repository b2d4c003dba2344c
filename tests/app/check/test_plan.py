"""Plans: each step once, in order, and their estimate."""

from app.check.plan import estimate, plan
from profiles.prices import Price

BOTH = ("codex", "claude-code")


def test_a_full_plan_names_each_step_once() -> None:
    steps = plan(
        ["chat", "messages"], ["responses"], {"codex": "chat", "claude-code": "messages"}, BOTH, False
    )
    places = [(step.spec.id, step.wire, step.via) for step in steps]
    assert len(set(places)) == len(places)
    assert places[0] == ("reach", None, "native")
    assert places[-1] == ("promises", None, "native")
    assert ("count_tokens", "messages", "native") in places
    assert ("count_tokens", "chat", "native") not in places
    assert ("endpoint", "responses", "native") in places
    assert not next(step for step in steps if step.spec.id == "endpoint").declared
    known = {step.spec.id for step in steps}
    assert all(need in known for step in steps for need in step.spec.needs)


def test_a_quick_plan_leaves_out_wires_that_serve_no_client() -> None:
    steps = plan(["chat", "messages", "responses"], [], {"codex": "responses"}, ("codex",), True)
    assert {step.wire for step in steps} == {None, "responses"}
    assert {step.client for step in steps} == {None, "codex"}


def test_costs_are_estimated_where_prices_are_known() -> None:
    steps = plan(["chat"], [], {"codex": "chat"}, ("codex",), False)
    tokens, cost = estimate(steps, Price(input=1.0, output=1.0))
    assert tokens["input"] > 20_000
    assert cost is not None and cost.amount > 0.02
    assert estimate(steps, None)[1] is None
