"""Checks follow one another; cancelling ends them all."""

from app.ui.call import Problem
from app.ui.check.run import CheckRun
from tests.app.ui.check.sample import PLAN, RESULT, STEPS
from tests.fakes.link import FakeLink, Json

LINES: list[Json] = [
    {"event": "plan", "data": PLAN},
    {"event": "step", "data": STEPS[0]},
    {"event": "something new", "data": {}},
    {"event": "result", "data": RESULT},
]


def watched(link: FakeLink) -> tuple[CheckRun, list[str]]:
    run, told = CheckRun(link, link), []
    run.planned.connect(lambda profile, _: told.append(f"plan {profile}"))
    run.stepped.connect(lambda profile, step: told.append(f"{step['id']} {profile}"))
    run.finished.connect(lambda profile, _: told.append(f"result {profile}"))
    run.failed.connect(lambda profile, problem: told.append(f"{problem.code} {profile}"))
    run.ended.connect(lambda: told.append("ended"))
    return run, told


def test_all_are_checked_in_order(link: FakeLink) -> None:
    link.answer_lines("check", LINES)
    run, told = watched(link)
    run.start(["a", "b"], quick=True)
    assert run.is_running
    link.settle()
    assert told == ["plan a", "reach a", "result a", "plan b", "reach b", "result b", "ended"]
    assert link.bodies("POST", "check") == [{"profile": one, "quick": True} for one in ("a", "b")]
    assert not run.is_running


def test_one_that_breaks_off_does_not_stop_the_next(link: FakeLink) -> None:
    link.answer_lines("check", LINES[:2], Problem("gone", "The service went."))
    run, told = watched(link)
    run.start(["a", "b"])
    link.settle()
    assert told == ["plan a", "reach a", "gone a", "plan b", "reach b", "gone b", "ended"]


def test_cancel(link: FakeLink) -> None:
    link.hang("POST", "check")
    run, told = watched(link)
    run.cancel()
    run.start(["a", "b"])
    run.cancel()
    assert (link.cancelled, told, run.is_running) == (["check"], ["ended"], False)


def test_new_start_cancels_the_old(link: FakeLink) -> None:
    link.hang("POST", "check")
    run, told = watched(link)
    run.start(["a"])
    run.start(["b"])
    assert (link.cancelled, told, run.profile) == (["check"], [], "b")
