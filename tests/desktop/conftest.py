"""What the journeys start from: two clients with settings of their own, and a desk that shows its end if they fail."""

import json
import os

os.environ["QT_QPA_PLATFORM"] = (
    "offscreen"  # before the first import of Qt; the desk's own programs get a display
)

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.desktop.desk import Desk

CODEX_OWN = b'# mine\r\nmodel_reasoning_effort = "high"\r\n'
CLAUDE_OWN = json.dumps({"permissions": {"allow": ["Read"]}}, indent=4).encode()
"""No model: Claude Code 2.1.329 would write it anew, as `opus[1m]`."""


class Homes:
    """The settings of both clients, as their users left them."""

    def __init__(self, home: Path) -> None:
        self.codex = home / ".codex" / "config.toml"
        self.claude = home / ".claude" / "settings.json"
        self._own = {self.codex: CODEX_OWN, self.claude: CLAUDE_OWN}
        for file, content in self._own.items():
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content)

    def are_own(self) -> bool:
        """Tell whether both are as at the start, to the byte."""
        return all(file.read_bytes() == content for file, content in self._own.items())


@pytest.fixture
def homes(tmp_path: Path) -> Homes:
    return Homes(tmp_path / "home")


@pytest.fixture
def open_desk(
    require_display: Callable[[], str],
    tmp_path: Path,
    homes: Homes,
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., Desk]]:
    """`open_desk(tray=False)` opens a desk; the service takes any free port."""
    with ExitStack() as stack:

        def begin(*, tray: bool = True) -> Desk:
            require_display()
            desk = stack.enter_context(Desk(tmp_path, tray=tray))
            stack.callback(show_end, desk)
            desk.context.settings.set("port", 0)
            desk.context.settings.set("theme", "light")
            return desk

        def show_end(desk: Desk) -> None:
            if request.session.testsfailed:
                desk.screenshot(tmp_path / "failed.png")

        yield begin
