"""The settings page with data: for screenshots and tests."""

from typing import Any

from app.control.settings import described_json
from app.ui.settings.doctor import DoctorSection
from app.ui.settings.page import SettingsPage
from profiles.settings import NAMES, describe
from tests.fakes.desktop import PROFILES
from tests.fakes.fallbacks import BREAKERS, fallbacks
from tests.fakes.link import FakeLink, Json

SETTINGS: Json = {
    "settings": {name: describe(name).default for name in NAMES},
    "described": [described_json(describe(name)) for name in NAMES],
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
                    "message": "ANTHROPIC_BASE_URL is set in the environment:"
                    " Claude Code may take it instead of its settings.",
                    "fix": "Remove it from your shell's start files: unset ANTHROPIC_BASE_URL",
                }
            ],
        },
    ]
}
NO_LIMITS: Json = {
    "enabled": True,
    "expires_at": None,
    "models": [],
    "deny_models": [],
    "rpm": None,
    "rpd": None,
    "concurrency": None,
    "quota_tokens": None,
    "max_tokens": None,
}


def access_key(name: str, client: str = "other", **more: Any) -> Json:
    """An access key as the service tells of it: active, without limits, nothing used."""
    return {
        "name": name,
        "client": client,
        "built_in": False,
        "state": "active",
        "created_at": "2026-08-01T09:00:00+00:00",
        "old_key_until": None,
        **NO_LIMITS,
        "used": {"minute": 0, "day": 0, "tokens": 0, "active": 0},
        **more,
    }


ACCESS: Json = {
    "keys": [
        access_key("codex", "codex", built_in=True, old_key_until="2099-08-20T14:42:00+00:00"),
        access_key("claude-code", "claude-code", built_in=True),
        access_key("default", built_in=True, enabled=False, state="disabled"),
        access_key(
            "ci",
            models=["gpt-5*", "glm-*"],
            deny_models=["*@work"],
            rpm=30,
            rpd=2_000,
            concurrency=4,
            quota_tokens=5_000_000,
            max_tokens=32_000,
            expires_at="2027-01-15T08:30:00+00:00",
            used={"minute": 3, "day": 412, "tokens": 1_204_311, "active": 1},
        ),
        access_key("old-notebook", state="expired", expires_at="2026-06-30T00:00:00+00:00", rpd=100),
    ],
    "clients": ["codex", "claude-code", "other"],
    "most": {
        "rpm": 100_000,
        "rpd": 1_000_000_000,
        "concurrency": 100_000,
        "quota_tokens": 10**15,
        "max_tokens": 1_000_000_000,
    },
}
DOCTOR: Json = {
    "findings": [
        {
            "id": "no_key",
            "severity": "severe",
            "message": "Profile openrouter has no key.",
            "cause": "Requests to it cannot be authorised.",
            "fix": "Open the profile and enter its key.",
            "fixable": False,
        },
        {
            "id": "no_proxy_missing",
            "severity": "warning",
            "message": "HTTP_PROXY is set and NO_PROXY does not name 127.0.0.1.",
            "cause": "Codex and Claude Code send even local requests through HTTP_PROXY, so they do not reach Turnout.",
            "fix": "Put into your shell's start file: export NO_PROXY=127.0.0.1,localhost",
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
    link.answer("GET", "access", ACCESS)
    link.answer("GET", "profiles", {"profiles": PROFILES})
    link.answer("GET", "fallbacks", fallbacks())
    link.answer("GET", "breakers", BREAKERS)
    link.answer("GET", "doctor", DOCTOR)


def build(link: FakeLink) -> SettingsPage:
    answer(link)
    return SettingsPage(link, NoAutostart())


def stage(page: SettingsPage) -> None:
    """For the picture: the doctor has looked."""
    page.findChild(DoctorSection).run()
