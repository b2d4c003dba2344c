"""The settings page with data: for screenshots and tests."""

from app.ui.settings.doctor import DoctorSection
from app.ui.settings.page import SettingsPage
from tests.fakes.link import FakeLink, Json

DESCRIBED: list[Json] = [
    {"name": "port", "kind": "int", "default": 8377, "choices": [], "least": 0, "most": 65535},
    {
        "name": "connect_timeout_ms",
        "kind": "int",
        "default": 10000,
        "choices": [],
        "least": 1,
        "most": 86400000,
    },
    {
        "name": "first_byte_timeout_ms",
        "kind": "int",
        "default": 300000,
        "choices": [],
        "least": 1,
        "most": 86400000,
    },
    {
        "name": "idle_timeout_ms",
        "kind": "int",
        "default": 120000,
        "choices": [],
        "least": 1,
        "most": 86400000,
    },
    {
        "name": "keepalive_interval_ms",
        "kind": "int",
        "default": 10000,
        "choices": [],
        "least": 1,
        "most": 86400000,
    },
    {
        "name": "max_body_bytes",
        "kind": "int",
        "default": 67108864,
        "choices": [],
        "least": 1024,
        "most": 1073741824,
    },
    {"name": "record_bodies", "kind": "choice", "default": "all", "choices": ["never", "errors", "all"]},
    {
        "name": "log_max_bytes",
        "kind": "int",
        "default": 536870912,
        "choices": [],
        "least": 1048576,
        "most": 2**40,
    },
    {"name": "log_max_days", "kind": "int", "default": 30, "choices": [], "least": 1, "most": 3650},
    {"name": "language", "kind": "choice", "default": "system", "choices": ["system", "en", "zh_CN"]},
    {"name": "theme", "kind": "choice", "default": "system", "choices": ["system", "light", "dark"]},
    {"name": "restore_on_quit", "kind": "bool", "default": True, "choices": []},
    {"name": "close_to_tray", "kind": "bool", "default": True, "choices": []},
    {"name": "notifications", "kind": "bool", "default": True, "choices": []},
]
SETTINGS: Json = {
    "settings": {one["name"]: one["default"] for one in DESCRIBED},
    "described": DESCRIBED,
}
CLIENTS: Json = {
    "clients": [
        {
            "client": "codex",
            "name": "Codex",
            "found": True,
            "version": "0.169.0",
            "program": "/home/mei/.npm-global/bin/codex",
            "config": "/home/mei/.codex/config.toml",
            "connected": True,
            "mode": "proxy",
            "warnings": [],
        },
        {
            "client": "claude-code",
            "name": "Claude Code",
            "found": True,
            "version": "2.1.329",
            "program": "/home/mei/.npm-global/bin/claude",
            "config": "/home/mei/.claude/settings.json",
            "connected": False,
            "mode": "proxy",
            "warnings": [
                {
                    "message": "ANTHROPIC_BASE_URL is set in the environment: Claude Code may take it instead.",
                    "fix": "Remove it from your shell's start files.",
                }
            ],
        },
    ]
}
DOCTOR: Json = {
    "findings": [
        {
            "id": "no_key",
            "severity": "severe",
            "message": "The profile openrouter has no key.",
            "cause": "Its key is not in the keyring.",
            "fix": "Open the profile and paste its key.",
            "fixable": False,
        },
        {
            "id": "no_proxy_missing",
            "severity": "warning",
            "message": "HTTP_PROXY is set and NO_PROXY does not name 127.0.0.1.",
            "cause": "Claude Code would ask your proxy for Turnout.",
            "fix": "Add 127.0.0.1 and localhost to NO_PROXY.",
            "fixable": True,
        },
    ]
}


class NoAutostart:
    """Start at login, only remembered."""

    def __init__(self) -> None:
        self.on = True

    def is_on(self) -> bool:
        return self.on

    def set(self, on: bool) -> None:
        self.on = on


def answer(link: FakeLink) -> None:
    """Let the played service answer all that the page asks."""
    link.answer("GET", "settings", SETTINGS)
    link.answer("GET", "clients", CLIENTS)
    link.answer("GET", "doctor", DOCTOR)


def build(link: FakeLink) -> SettingsPage:
    answer(link)
    return SettingsPage(link, NoAutostart())


def stage(page: SettingsPage) -> None:
    """For the picture: the doctor has looked."""
    page.findChild(DoctorSection).run()
