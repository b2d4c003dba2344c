"""When the service is started, replaced and given up: decisions on a clock of the test."""

import pytest

from app.supervisor import RESTART_DELAYS_S, RESTART_WINDOW_S, RESTARTS, Supervisor
from app.version import VERSION


def running() -> Supervisor:
    supervisor = Supervisor()
    assert supervisor.up(VERSION) == "nothing"
    assert supervisor.state == "running"
    return supervisor


def test_one_that_runs_is_taken() -> None:
    running()


def test_where_none_runs_one_is_started_once() -> None:
    supervisor = Supervisor()
    assert supervisor.down(0) == "start"
    assert supervisor.delay_s == 0
    assert supervisor.down(1) == "nothing"
    assert supervisor.up(VERSION) == "nothing"
    assert supervisor.state == "running"


def test_three_restarts_in_ten_minutes_and_no_fourth() -> None:
    supervisor = running()
    delays = []
    for number in range(RESTARTS):
        assert supervisor.down(number) == "start"
        delays.append(supervisor.delay_s)
        supervisor.up(VERSION)
    assert tuple(delays) == RESTART_DELAYS_S
    assert supervisor.down(RESTART_WINDOW_S - 1) == "give_up"
    assert supervisor.state == "stopped"
    assert supervisor.down(RESTART_WINDOW_S) == "nothing"


def test_crashes_of_long_ago_do_not_count() -> None:
    supervisor = running()
    for number in range(20):
        assert supervisor.down(number * (RESTART_WINDOW_S / RESTARTS + 1)) == "start"
        supervisor.up(VERSION)


def test_a_crash_at_the_start_counts_like_any() -> None:
    supervisor = Supervisor()
    supervisor.down(0)
    assert [supervisor.exited(-11, False, 1) for _ in range(RESTARTS)] == ["start"] * RESTARTS
    assert supervisor.exited(-11, False, 2) == "give_up"


def test_one_that_said_why_it_cannot_start_is_not_started_again() -> None:
    supervisor = Supervisor()
    supervisor.down(0)
    assert supervisor.exited(1, False, 1) == "give_up"
    assert supervisor.state == "stopped"


def test_one_that_found_another_one_waits_for_that() -> None:
    supervisor = Supervisor()
    supervisor.down(0)
    assert supervisor.exited(1, True, 1) == "nothing"
    assert supervisor.up(VERSION) == "nothing"
    assert supervisor.state == "running"


def test_an_end_that_was_noticed_late_is_old_news() -> None:
    supervisor = running()
    assert supervisor.exited(-9, False, 1) == "nothing"
    assert supervisor.overdue(1) == "nothing"


def test_one_that_is_never_ready() -> None:
    supervisor = Supervisor()
    supervisor.down(0)
    assert [supervisor.overdue(30.0 * n) for n in range(1, 5)] == ["start", "start", "start", "give_up"]


def test_another_version_is_replaced_once() -> None:
    supervisor = Supervisor()
    assert supervisor.up("0.0.1") == "replace"
    assert supervisor.down(0) == "start"
    assert supervisor.up("0.0.1") == "nothing"  # it came back: whoever starts it wants it
    assert supervisor.state == "running"


@pytest.mark.parametrize("how", ["retry", "by itself"])
def test_after_it_was_given_up(how: str) -> None:
    supervisor = Supervisor()
    supervisor.down(0)
    supervisor.exited(1, False, 1)
    if how == "retry":
        supervisor.retry()
        assert supervisor.down(2) == "start"
    assert supervisor.up(VERSION) == "nothing"
    assert supervisor.state == "running"
