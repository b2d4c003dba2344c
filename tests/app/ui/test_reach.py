"""The service within reach: started, watched, restarted, given up and ended, with a service that is played."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import service_process, supervisor
from app.discovery import Running
from app.ui import reach as reach_module
from app.ui.link import Problem
from app.ui.reach import Reach, Stopped
from app.version import VERSION
from tests.fakes.link import FakeLink
from tests.fakes.played_service import PlayedService

DEADLINE_MS = 20_000
AWAY = Problem("service_away", "Away.")
SILENT = Problem("service_silent", "Silent.")


class Seat:
    """A reach with everything around it played."""

    def __init__(self, folder: Path, link: FakeLink) -> None:
        self.link, self.service = link, PlayedService(folder)
        self.reach = Reach(link, self.service)
        self.states: list[str] = []
        self.stops: list[Stopped] = []
        self.reach.changed.connect(self.states.append)
        self.reach.stopped.connect(self.stops.append)

    def up(self, version: str = VERSION) -> None:
        self.link.connect_with({"pid": self.service.pid, "version": version})

    def crash(self) -> None:
        self.service.end(-9)
        self.link.lose(AWAY)


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The commands that were run, a line each; they succeed unless `fail` is there."""
    file = tmp_path / "commands"
    code = (
        "import pathlib, sys; here = pathlib.Path(sys.argv[1]); file = here.open('a');"
        " file.write(' '.join(sys.argv[2:]) + chr(10)); file.close();"
        " sys.exit((here.parent / 'fail').exists())"
    )
    monkeypatch.setattr(
        service_process, "command", lambda *words: [sys.executable, "-c", code, str(file), *words]
    )
    return file


@pytest.fixture
def seat(tmp_path: Path, link: FakeLink, commands: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    monkeypatch.setattr(supervisor, "RESTART_DELAYS_S", (0.0, 0.0, 0.0))
    monkeypatch.setattr(reach_module, "LOOK_MS", 5)
    yield (seat := Seat(tmp_path, link))
    seat.reach.deleteLater()


Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def wait(qtbot: QtBot) -> Wait:
    return lambda condition: qtbot.waitUntil(condition, timeout=DEADLINE_MS)


def test_one_that_runs_is_taken(seat: Seat) -> None:
    seat.service.pid = 7
    seat.up()
    assert seat.reach.state == "running"
    assert seat.service.started == 0


def test_one_is_started_and_then_runs(seat: Seat, wait: Wait) -> None:
    seat.link.lose(AWAY)
    wait(lambda: seat.service.started == 1)
    assert seat.reach.state == "starting"
    seat.up()
    assert seat.states == ["running"]


def test_one_that_got_a_head_start_is_not_started_again(
    tmp_path: Path, link: FakeLink, commands: Path, wait: Wait
) -> None:
    service = PlayedService(tmp_path)
    service.start()
    reach = Reach(link, service)
    link.lose(AWAY)
    wait(reach._looking.isActive)
    link.connect_with({"pid": service.pid, "version": VERSION})
    assert reach.state == "running"
    assert service.started == 1
    link.lose(AWAY)
    wait(lambda: service.started == 2)


def test_a_crash_is_mended_three_times_and_then_said(seat: Seat, wait: Wait, commands: Path) -> None:
    seat.link.lose(AWAY)
    for number in range(1, 5):
        wait(lambda number=number: seat.service.started == number)
        seat.up()
        seat.crash()
    wait(lambda: len(seat.stops) == 1)
    assert seat.service.started == 4
    assert commands.read_text() == "restore --until-start --json\n"
    stop = seat.stops[0]
    assert stop.restored
    assert stop.problem.code == "service_stopped"
    assert str(stop.problem) == (
        "The local service stopped. Codex and Claude Code were set back to their own settings."
    )
    assert stop.log == "the log\n"
    assert seat.reach.state == "stopped"
    assert seat.reach.last_stop == stop


def test_the_last_words_of_one_that_crashed_are_not_another_crash(seat: Seat, wait: Wait) -> None:
    """Its status was on the way when it was killed, and is read after its end was seen."""
    seat.link.lose(AWAY)
    wait(lambda: seat.service.started == 1)
    status = {"pid": seat.service.pid, "version": VERSION}
    seat.service.end(-9)
    wait(lambda: seat.service.started == 2)
    seat.service.end(-9)
    wait(lambda: len(seat.reach._supervisor._crashes) == 2)
    seat.link.connect_with(status)
    seat.link.lose(AWAY)
    wait(lambda: seat.service.started == 3)
    assert len(seat.reach._supervisor._crashes) == 2
    assert seat.states == []


def test_one_that_says_why_it_cannot_start(seat: Seat, wait: Wait) -> None:
    seat.service.words = "Port 8377 is held by node (pid 4123)."
    seat.link.lose(AWAY)
    wait(lambda: seat.service.started == 1)
    seat.service.end(1)
    wait(lambda: len(seat.stops) == 1)
    assert seat.stops[0].problem.message == "Port 8377 is held by node (pid 4123)."
    assert seat.stops[0].problem.code == "port_taken"
    assert seat.service.started == 1


def test_one_that_finds_another_waits_for_that(seat: Seat, wait: Wait) -> None:
    seat.link.lose(AWAY)
    wait(lambda: seat.service.started == 1)
    seat.service.taken = True
    seat.service.end(1)
    wait(lambda: seat.reach._exit_seen)
    seat.service.pid = 99
    seat.link.connect_with({"pid": 99, "version": VERSION})
    assert seat.states == ["running"]
    assert seat.stops == []


def test_clients_that_could_not_be_set_back(seat: Seat, wait: Wait, tmp_path: Path) -> None:
    (tmp_path / "fail").touch()
    seat.service.refuses = OSError("no such file")
    seat.link.lose(AWAY)
    wait(lambda: len(seat.stops) == 1)
    assert not seat.stops[0].restored
    assert "no such file" in seat.stops[0].problem.message
    assert "turnout restore" in seat.stops[0].problem.fix


def test_a_command_that_cannot_be_run(seat: Seat, wait: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_process, "command", lambda *words: ["/nonexistent/program"])
    seat.service.refuses = OSError("no")
    seat.link.lose(AWAY)
    wait(lambda: len(seat.stops) == 1)
    assert not seat.stops[0].restored


def test_a_start_that_hangs(seat: Seat, wait: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach_module, "START_S", 0.01)
    seat.link.lose(AWAY)
    wait(lambda: len(seat.stops) == 1)
    assert seat.service.started == 4
    assert [what for what, _ in seat.service.told] == ["kill"] * 4


def test_retry_after_it_was_given_up(seat: Seat, wait: Wait) -> None:
    seat.reach.retry()
    assert seat.service.started == 0
    seat.service.refuses = OSError("no")
    seat.link.lose(AWAY)
    wait(lambda: seat.reach.state == "stopped")
    seat.service.refuses = None
    seat.reach.retry()
    wait(lambda: seat.service.started == 1)
    seat.up()
    assert seat.reach.last_stop is None
    assert seat.states == ["stopped", "starting", "running"]


def test_another_port(seat: Seat, wait: Wait, commands: Path) -> None:
    seat.service.words = "Port 8377 is held by node (pid 4123)."
    seat.link.lose(AWAY)
    wait(lambda: seat.service.started == 1)
    seat.service.end(1)
    wait(lambda: seat.reach.state == "stopped")
    seat.reach.use_port(8378)
    wait(lambda: seat.service.started == 2)
    assert commands.read_text().splitlines()[1:] == ["config set port 8378"]


def test_one_that_fell_silent_gets_some_time(seat: Seat, wait: Wait) -> None:
    seat.service.pid = 7
    seat.up()
    seat.link.lose(SILENT)
    assert seat.reach.state == "starting"
    seat.up()
    assert seat.reach.state == "running"
    assert seat.service.told == []


def test_one_that_stays_silent_is_replaced(seat: Seat, wait: Wait) -> None:
    seat.service.pid = 7
    seat.up()
    seat.reach._silent.setInterval(10)
    seat.link.lose(SILENT)
    wait(lambda: seat.service.started == 1)
    assert seat.service.told == [("kill", 7)]


def test_another_version_is_replaced_in_order(seat: Seat, wait: Wait) -> None:
    seat.service.pid = 7

    def stop(body: dict[str, object]) -> dict[str, object]:
        assert body == {"restore": False}
        seat.service.end(0)
        return {}

    seat.link.answer("POST", "stop", stop)
    seat.up("0.0.1")
    wait(lambda: seat.service.started == 1)
    seat.up()
    assert seat.reach.state == "running"


@pytest.mark.parametrize("restore", [True, False])
def test_the_end(restore: bool, seat: Seat, wait: Wait, commands: Path) -> None:
    ended: list[bool] = []
    seat.service.pid = 7
    seat.up()

    def stop(body: dict[str, object]) -> dict[str, object]:
        assert body == {"restore": restore}
        seat.service.end(0)
        return {}

    seat.link.answer("POST", "stop", stop)
    seat.reach.end(restore, lambda: ended.append(True))
    seat.reach.end(restore, lambda: ended.append(False))
    seat.link.lose(AWAY)
    seat.up()
    wait(lambda: ended == [True])
    assert seat.states == ["running", "ending"]
    assert commands.exists() is restore
    assert seat.service.started == 0


def test_the_end_of_one_that_refuses_to_be_asked(seat: Seat, wait: Wait) -> None:
    ended: list[bool] = []
    seat.service.pid = 7
    seat.up()
    seat.link.refuse("POST", "stop", AWAY)
    seat.reach.end(True, lambda: ended.append(True))
    wait(lambda: ended == [True])
    assert seat.service.told == [("terminate", 7)]


def test_the_end_of_one_that_hangs(seat: Seat, wait: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[bool] = []
    monkeypatch.setattr(reach_module, "END_MS", 20)
    seat.service.pid = 7
    seat.up()
    seat.link.hang("POST", "stop")
    seat.reach.end(True, lambda: ended.append(True))
    wait(lambda: ended == [True])
    assert seat.service.told == [("kill", 7)]


def test_the_end_where_none_runs(seat: Seat, wait: Wait, commands: Path) -> None:
    ended: list[bool] = []
    seat.service.announced = Running(1, 4711, "token", VERSION)
    seat.reach.end(True, lambda: ended.append(True))
    wait(lambda: ended == [True])
    assert commands.read_text() == "restore --until-start --json\n"
    assert seat.link.asked == []


def test_one_that_is_only_announced_is_ended_too(seat: Seat, wait: Wait) -> None:
    ended: list[bool] = []
    seat.service.pid = 4711
    seat.service.announced = Running(1, 4711, "token", VERSION)
    seat.link.refuse("POST", "stop", AWAY)
    seat.reach.end(False, lambda: ended.append(True))
    wait(lambda: ended == [True])
    assert seat.service.told == [("terminate", 4711)]
