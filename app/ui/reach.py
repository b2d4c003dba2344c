"""The service within reach of the app: found or started, watched, restarted, given up, ended. Nothing here waits."""

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from app import service_process
from app.service_process import ServiceProcess
from app.supervisor import START_S, Act, Supervisor
from app.ui.call import Json, Problem
from app.ui.link import Link

LOOK_MS = 100
"""So often a service that starts or ends is looked at: a system call."""
SILENT_MS = 15_000
"""A service that fell silent may be busy, or the machine asleep: it is ended when it is silent for this long more."""
END_MS = 20_000
"""The service lets running requests end for 12 s at most; longer means that it hangs."""
COMMAND_MS = 30_000
"""To give the clients their files back takes 0.3 s; this only ends a hang of their disk."""

_TAKEN = re.compile(r"Port \d+ is held by ")
"""How the service says it (`app.port_owner`)."""

State = Literal["starting", "running", "stopped", "ending"]


@dataclass(frozen=True, slots=True)
class Stopped:
    """The service was given up: why, its last output, and whether the clients have their own settings again."""

    problem: Problem
    log: str
    restored: bool


class Reach(QObject):
    """Carries out what `app.supervisor.Supervisor` decides, for the service at the other end of the link."""

    changed = Signal(str)
    """A `State`."""
    stopped = Signal(object)
    """`Stopped`, once the clients were given their files back."""

    def __init__(self, link: Link, service: ServiceProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: State = "starting"
        self.last_stop: Stopped | None = None
        self._link, self._service = link, service
        self._supervisor = Supervisor()
        self._looking = QTimer(self, interval=LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._starting = QTimer(self, singleShot=True)
        self._starting.timeout.connect(self._start)
        self._silent = QTimer(self, singleShot=True, interval=SILENT_MS)
        self._silent.timeout.connect(self._end_silent)
        self._gone = QTimer(self, interval=LOOK_MS)
        self._gone.timeout.connect(self._look_whether_gone)
        self._since = 0.0
        self._exit_seen = False
        self._pid: int | None = None
        # Asked once: a service that was killed a moment ago still counts as a child that lives.
        self._head_start = service.child is not None
        link.up.connect(self._up)
        link.down.connect(self._down)

    def begin(self) -> None:
        """Attach to the service that runs, or start one."""
        self._link.start()

    def retry(self) -> None:
        """Try again after it was given up."""
        if self.state == "stopped":
            self._supervisor.retry()
            self._set("starting")
            self._act(self._supervisor.down(time.monotonic()))

    def use_port(self, port: int) -> None:
        """Listen on another port, where the first one is taken, and try again."""
        self._run(("config", "set", "port", str(port)), lambda _: self.retry())

    def end(self, restore: bool, then: Callable[[], None]) -> None:
        """End the service in order and call `then`; with `restore` the clients get their own settings first."""
        if self.state == "ending":
            return
        self._set("ending")
        for timer in (self._looking, self._starting, self._silent, self._gone):
            timer.stop()
        # The service restores at its end; but it may have been killed, or may not be there.
        self._stop(restore, lambda: self._restore(lambda _: then()) if restore else then())

    # ------------------------------------------------------------------ what happens
    def _up(self, status: Json) -> None:
        pid = int(status.get("pid") or 0) or None
        if self.state == "ending" or (pid is not None and not self._service.lives(pid)):
            return  # the last words of one whose end was seen already: it must not count twice
        for timer in (self._silent, self._gone, self._looking, self._starting):
            timer.stop()
        self._pid = pid
        act = self._supervisor.up(str(status.get("version") or ""))
        if act == "nothing":
            self.last_stop = None
            self._set("running")
        self._act(act)

    def _down(self, why: Problem) -> None:
        if self.state == "ending":
            return
        if why.code == "service_silent" and self._known_pid() is not None:
            self._set("starting")
            self._silent.start()
            return
        if self.state == "running" and self._pid is not None and self._service.lives(self._pid):
            # It is about to end, or one that hung starts anew in the same process (`app.watchdog`).
            self._set("starting")
            self._silent.start()
            self._gone.start()
            return
        self._act(self._supervisor.down(time.monotonic()), why)

    def _look_whether_gone(self) -> None:
        if self._pid is None or not self._service.lives(self._pid):
            self._gone.stop()
            self._silent.stop()
            self._act(self._supervisor.down(time.monotonic()))

    def _end_silent(self) -> None:
        """It had its time to answer."""
        self._gone.stop()
        pid = self._known_pid()
        if pid is not None:
            self._service.kill(pid)
        self._act(self._supervisor.down(time.monotonic()))

    def _look(self) -> None:
        """See how the service that we started is doing; that it is ready is said by the link."""
        now = time.monotonic()
        status = self._service.exit_status()
        if status is not None and not self._exit_seen:
            self._exit_seen = True
            self._act(self._supervisor.exited(status, self._service.is_taken(), now))
        elif now - self._since > START_S:
            child = self._service.child
            if child is not None:
                self._service.kill(child)
            self._act(self._supervisor.overdue(now))

    # ------------------------------------------------------------------ what is done
    def _act(self, act: Act, why: Problem | None = None) -> None:
        if act == "start":
            self._set("starting")
            self._looking.stop()
            self._starting.start(round(self._supervisor.delay_s * 1000))
        elif act == "replace":
            self._set("starting")
            self._link.stop()
            self._stop(False, self._replace)
        elif act == "give_up":
            self._give_up(why)

    def _replace(self) -> None:
        self._act(self._supervisor.down(time.monotonic()))

    def _start(self) -> None:
        self._exit_seen = False
        self._since = time.monotonic()
        try:
            if not self._head_start:
                self._service.start()
        except OSError as error:
            self._supervisor.state = "stopped"
            self._give_up(Problem("cannot_start", str(error)))
            return
        self._head_start = False
        self._looking.start()
        self._link.start()

    def _give_up(self, why: Problem | None) -> None:
        self._looking.stop()
        words = self._service.last_words()
        said = words or (str(why) if why is not None and why.code == "cannot_start" else "")
        log = self._service.log_tail()

        def restored(done: bool) -> None:
            if self._supervisor.state == "stopped":
                self.last_stop = Stopped(self._explain(said, done), log, done)
                self._set("stopped")
                self.stopped.emit(self.last_stop)

        self._restore(restored)

    def _explain(self, said: str, restored: bool) -> Problem:
        what = said or self.tr("The local service stopped.")
        fix = (
            self.tr("Codex and Claude Code were set back to their own settings.")
            if restored
            else self.tr("Codex and Claude Code still point to Turnout. Run in a terminal: turnout restore")
        )
        return Problem("port_taken" if _TAKEN.match(said) else "service_stopped", what, fix)

    def _restore(self, then: Callable[[bool], None]) -> None:
        """Give the clients their files back without a service."""
        self._run(("restore", "--until-start", "--json"), then)

    def _run(self, words: tuple[str, ...], then: Callable[[bool], None]) -> None:
        """Run a command of ours; a process of its own does it, for it may have to wait for a disk."""
        program, *arguments = service_process.command(*words)
        process = QProcess(self)
        process.setProgram(program)
        process.setArguments(arguments)
        process.setWorkingDirectory(str(service_process.folder()))
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.setProcessEnvironment(_environment())
        deadline = QTimer(process, singleShot=True, interval=COMMAND_MS)
        deadline.timeout.connect(process.kill)

        def over(done: bool) -> None:
            process.deleteLater()
            then(done)

        def failed(error: QProcess.ProcessError) -> None:
            if error == QProcess.ProcessError.FailedToStart:
                over(False)

        process.finished.connect(lambda code, how: over(code == 0 and how == QProcess.ExitStatus.NormalExit))
        process.errorOccurred.connect(failed)
        deadline.start()
        process.start()

    def _stop(self, restore: bool, then: Callable[[], None]) -> None:
        """Ask the service to end, look until it has, then call `then`."""
        pid = self._known_pid()
        if pid is None or not self._service.lives(pid):
            self._link.stop()
            then()
            return
        self._link.call(
            "POST",
            "stop",
            {"restore": restore},
            fail=lambda _: self._service.terminate(pid),
            then=lambda _: None,
            timeout_ms=END_MS,
        )
        began = time.monotonic()
        waiting = QTimer(self, interval=LOOK_MS)

        def look() -> None:
            late = time.monotonic() - began > END_MS / 1000
            if self._service.lives(pid) and not late:
                return
            waiting.stop()
            waiting.deleteLater()
            self._link.stop()
            if late:
                self._service.kill(pid)
            then()

        waiting.timeout.connect(look)
        waiting.start()

    # ------------------------------------------------------------------ inside
    def _known_pid(self) -> int | None:
        if self._pid is not None and self._service.lives(self._pid):
            return self._pid
        found = self._service.find()
        if found is not None and self._service.lives(found.pid):
            return found.pid
        return self._service.child

    def _set(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


def _environment() -> QProcessEnvironment:
    variables = QProcessEnvironment()
    for name, value in service_process.environment(os.environ).items():
        variables.insert(name, value)
    return variables
