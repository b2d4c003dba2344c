"""The Profiles page with five accounts, for screenshots."""

from typing import Any

from app.ui.page import Page
from app.ui.profiles.page import ProfilesPage
from tests.fakes.link import FakeLink
from tests.fakes.provider_list import DIFF, abilities, accounts, presets

MENDS = [
    {
        "wire": "chat",
        "model": "deepseek-v4-pro",
        "said": ["drop_parameter seed"],
        "changes": {"refused_fields": ["seed"]},
        "base_url": None,
    }
]


def build(link: FakeLink) -> Page:
    """Return the page; it fills itself when it is shown."""
    link.answer("GET", "presets", {"presets": presets()})
    link.answer("GET", "profiles", {"profiles": accounts()})
    link.answer("POST", "profiles/preview", {"profile": None, "notes": [], "problems": []})
    link.answer("POST", "use", {"diff": DIFF})
    for profile in (*accounts(), {"id": "new-one", "preset": "deepseek"}):
        mends: list[dict[str, Any]] = MENDS if profile["id"] == "deepseek" else []
        link.answer("GET", f"profiles/{profile['id']}/mends", {"mends": mends})
        link.answer("GET", f"profiles/{profile['id']}/capabilities", abilities(profile["preset"]))
    return ProfilesPage(link)


def stage(page: ProfilesPage) -> None:
    """Show what the provider of the first profile can do."""
    page.form.abilities.fold.setChecked(True)
