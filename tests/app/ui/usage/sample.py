"""The Usage page with a month of invented requests, for screenshots."""

import random
from datetime import date, timedelta
from typing import Any

from app.ui.page import Page
from app.ui.usage.page import UsagePage
from tests.fakes.link import FakeLink
from tests.fakes.provider_list import accounts

TODAY = date(2026, 11, 21)
_USED = (
    ("deepseek", "deepseek-v4-pro", "codex", 1.1),
    ("kimi", "kimi-k2.7-code", "claude-code", 2.4),
    ("zhipu", "glm-5.2", "claude-code", 0.9),
    ("ollama", "qwen3-coder:30b", "codex", None),
)


def rows(days: int = 30) -> list[dict[str, Any]]:
    """Return the same rows every time: working days, some failures, one model without a price."""
    chance = random.Random(7)
    made = []
    for back in range(days):
        day = TODAY - timedelta(days=back)
        for profile, model, client, price in _USED:
            if chance.random() < (0.7 if day.weekday() > 4 else 0.12):
                continue
            read = chance.randint(200_000, 2_400_000)
            output = chance.randint(8_000, 90_000)
            requests = chance.randint(8, 90)
            made.append(
                {
                    "day": day.isoformat(), "profile": profile, "model": model, "client": client,
                    "requests": requests, "failed": chance.choice((0, 0, 0, 1, 3)),
                    "input": read, "cached": int(read * chance.uniform(0.6, 0.94)),
                    "output": output, "reasoning": int(output * chance.uniform(0.1, 0.5)),
                    "cost": None if price is None else {"currency": "CNY", "amount": read * price / 1e6},
                }
            )  # fmt: skip
    return made


def build(link: FakeLink) -> Page:
    """Return the page; it fills itself when it is shown."""
    link.answer("GET", "profiles", {"profiles": accounts()})
    link.answer("GET", "usage", {"rows": rows()})
    return UsagePage(link, lambda: TODAY)
