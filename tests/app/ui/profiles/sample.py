"""The Profiles page with five accounts, for screenshots."""

from app.ui.page import Page
from app.ui.profiles.page import ProfilesPage
from tests.fakes.link import FakeLink
from tests.fakes.provider_list import DIFF, accounts, presets


def build(link: FakeLink) -> Page:
    """Return the page; it fills itself when it is shown."""
    link.answer("GET", "presets", {"presets": presets()})
    link.answer("GET", "profiles", {"profiles": accounts()})
    link.answer("POST", "profiles/preview", {"profile": None, "notes": [], "problems": []})
    link.answer("POST", "use", {"diff": DIFF})
    return ProfilesPage(link)
