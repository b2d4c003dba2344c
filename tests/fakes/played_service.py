"""A service process that a test plays: it is started, lives and ends without any process."""

from pathlib import Path

from app.discovery import Running
from app.service_process import ServiceProcess
from profiles.paths import Paths


class PlayedService(ServiceProcess):
    """`pid` lives until `end`; `started` counts; `told` lists what was sent to it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Paths(folder, folder, folder, folder))
        self.pid: int | None = None
        self.started = 0
        self.status: int | None = None
        self.taken = False
        self.announced: Running | None = None
        self.told: list[tuple[str, int]] = []
        self.words = ""
        self.refuses: OSError | None = None
        self.obeys = True

    def find(self) -> Running | None:
        return self.announced

    def start(self) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.started += 1
        self.pid, self.status = 1000 + self.started, None

    @property
    def child(self) -> int | None:
        return self.pid

    def end(self, status: int) -> None:
        """It ends by itself."""
        self.pid, self.status = None, status

    def exit_status(self) -> int | None:
        return self.status

    def is_taken(self) -> bool:
        return self.taken

    def lives(self, pid: int) -> bool:
        return pid == self.pid

    def terminate(self, pid: int) -> None:
        self.told.append(("terminate", pid))
        if self.obeys:
            self.end(0)

    def kill(self, pid: int) -> None:
        self.told.append(("kill", pid))
        self.end(-9)

    def log_tail(self) -> str:
        return f"the log\n{self.words}"

    def last_words(self) -> str:
        return self.words
