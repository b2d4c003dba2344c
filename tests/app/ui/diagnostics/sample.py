"""The diagnostics dialog with what a service would have, for screenshots and tests."""

from collections.abc import Callable

from app.ui.call import Json, Problem
from app.ui.diagnostics.dialog import DiagnosticsDialog
from tests.fakes.link import FakeLink

HOME_AND_KEYS = "Keys, your home folder and your user name."
ENTRIES: list[Json] = [
    {"name": name, "size": size, "holds": holds, "left_out": left_out}
    for name, size, holds, left_out in (
        ("manifest.json", 1873, "What is in this file.", ""),
        ("versions.json", 402, "The versions of Turnout, of what it stands on, and of the clients.", ""),
        ("doctor.json", 1291, "What the doctor finds.", HOME_AND_KEYS),
        ("status.json", 1034, "What runs, and where each client goes.", "The words of the last error."),
        ("settings.json", 520, "Your settings.", ""),
        ("routes.json", 310, "Which profile serves which client, and what steps in for it.", ""),
        ("profiles.json", 2204, "Your profiles.", "Keys, the values of headers, and what overrides hold."),
        ("checks.json", 8120, "The last check of each profile.", "What was sent and answered."),
        ("clients.json", 940, "Turnout's own entries in the clients' files.",
         "Everything else in these files, and access keys."),
        ("logs/service.log", 131_072, "The newest lines of this log.", HOME_AND_KEYS),
        ("logs/crash.old.log", 1_433, "What the app was at when it crashed.", HOME_AND_KEYS),
    )
]  # fmt: skip
REQUESTS: Json = {
    "name": "requests.json",
    "size": 48_301,
    "holds": "The figures and models of the newest requests.",
    "left_out": "What was asked and answered, errors' words, sessions and projects.",
}
BODIES: Json = {
    **REQUESTS,
    "size": 2_400_000,
    "holds": "The newest requests with prompts, code and replies.",
    "left_out": "Keys, and what looks like a credential.",
}


class PlayedCommand:
    """Answers at once, as `turnout diagnostics --json` does; `refuse` makes it fail."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.refuse: Problem | None = None
        self.hangs = False
        self.cancelled = 0

    def run(self, words: tuple[str, ...], answer: Callable[[Json | Problem], None], timeout_ms: int) -> None:
        self.asked.append(words)
        if self.refuse is not None:
            answer(self.refuse)
        elif not self.hangs:
            more = [BODIES] if "--bodies" in words else [REQUESTS] if "--requests" in words else []
            path = words[words.index("--out") + 1] if "--out" in words else None
            answer({"path": path, "entries": [*ENTRIES, *more]})

    def cancel(self) -> None:
        self.cancelled += 1


def build(link: FakeLink) -> DiagnosticsDialog:
    """Return the dialog with its list."""
    return DiagnosticsDialog(PlayedCommand())


def stage(dialog: DiagnosticsDialog) -> None:
    """For the picture: requests are asked for."""
    dialog.requests.setChecked(True)
