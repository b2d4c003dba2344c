"""The requests page with a day's work in it, for pictures."""

from app.ui.requests.page import RequestsPage
from tests.fakes.link import FakeLink
from tests.fakes.summaries import detail, failed, live, many, summary


def build(link: FakeLink) -> RequestsPage:
    """Return the page with requests of every kind, the last ones live."""
    kept = [
        *many(60)[:-2],
        summary(session="s_0042", upstream_model="deepseek-v4-pro", served_model="deepseek-v3.2-exp",
                warnings=["model_substituted", "cache_collapsed"]),
        failed(1, session="s_0042", profile="deepseek", warnings=["fallback_used"]),
        live(session="s_0042"),
        live(client="claude-code", client_version="2.1.329", requested_model="claude-opus-4-6", profile="kimi",
             upstream_model="kimi-k2-thinking", session="s_0043"),
    ]  # fmt: skip
    link.answer("GET", "exchanges", {"exchanges": kept})
    for one in kept:
        link.answer("GET", f"exchanges/{one['id']}", detail(one))
    return RequestsPage(link)


def stage(page: RequestsPage) -> None:
    """Show the failed request in full."""
    page.model.flush()
    # What the pictures of the window itself count as live has no data for the list.
    page.model.store.remove([key for key in page.model.store.rows if key.startswith("live-")])
    page.model.set_filter(page.model.store.filter)
    page.table.go(page.model.rowCount() - 3)
    page.open_detail()
