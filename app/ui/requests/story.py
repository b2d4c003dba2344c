"""A request in plain words: who asked what, who answered, how long it took, and whose fault it was if it failed."""

from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from app.causes import Cause, explain
from app.ui.requests import wording
from app.ui.requests.plain_text import one_line
from app.ui.requests.row import is_substituted
from app.ui.service_words import join

translate = QCoreApplication.translate

SUBSTITUTED = "model_substituted"
FALLBACK = "fallback_used"

Summary = dict[str, Any]

_LONGEST = 120


def sentence(summary: Summary) -> str:
    """Return one sentence that tells the whole request."""
    client = _plain(wording.client_name(summary.get("client")))
    profile = _profile(summary) or translate("RequestStory", "no profile")
    asked = _plain(summary.get("requested_model")) or translate("RequestStory", "a model")
    served = _plain(summary.get("served_model") or summary.get("upstream_model")) or asked
    total, first = wording.duration(summary.get("total_ms")), wording.duration(summary.get("ttft_ms"))
    match summary.get("state"):
        case "live":
            text = translate(
                "RequestStory", "{client} asked for {asked}; {served} at {profile} is answering."
            )
        case "failed":
            text = translate(
                "RequestStory",
                "{client} asked for {asked}; {profile} did not answer it. It failed after {total}.",
            )
        case "cancelled":
            text = translate("RequestStory", "{client} asked for {asked} and broke off after {total}.")
        case _ if summary.get("ttft_ms") is not None and summary.get("streamed"):
            text = translate(
                "RequestStory",
                "{client} asked for {asked}; {served} at {profile} answered in {total}, its first words after {first}.",
            )
        case _:
            text = translate(
                "RequestStory", "{client} asked for {asked}; {served} at {profile} answered in {total}."
            )
    return text.format(client=client, asked=asked, served=served, profile=profile, total=total, first=first)


def warnings(summary: Summary) -> list[str]:
    """Return what deserves a second look though it did not fail."""
    found = []
    codes = [str(code) for code in summary.get("warnings") or ()]
    if is_substituted(summary):
        _take(codes, SUBSTITUTED)
        text = translate("RequestStory", "{profile} was asked for {asked} but says that {served} answered.")
        found.append(
            text.format(
                profile=_profile(summary),
                asked=_plain(summary.get("upstream_model")),
                served=_plain(summary.get("served_model")),
            )
        )
    usage = summary.get("usage") or {}
    if usage.get("estimated"):
        _take(codes, "usage_missing")
        found.append(translate("RequestStory", "The provider reported no token counts: these are estimated."))
    if summary.get("stop") in ("length", "max_tokens", "max_output_tokens", "incomplete"):
        _take(codes, "answer_truncated")
        found.append(translate("RequestStory", "The answer ended at its token limit and may be cut off."))
    if left := _left_profiles(summary):
        _take(codes, FALLBACK)
        text = translate("RequestStory", "{failed} did not answer, so it went on to {profile}.")
        found.append(text.format(failed=", ".join(left), profile=_profile(summary)))
    elif (summary.get("attempts") or 0) > 1 and summary.get("state") == "done":
        text = translate("RequestStory", "It was sent {count} times before it succeeded.")
        found.append(text.format(count=summary["attempts"]))
    return [*found, *(_warning(code) for code in codes)]


def _profile(entry: Summary) -> str:
    return _plain(entry.get("profile_name") or entry.get("profile"))


def _left_profiles(summary: Summary) -> list[str]:
    """The profiles that were asked before the one that stands for the request, as far as the attempts are known."""
    attempts = summary.get("attempts_detail") or ()
    left = [_profile(one) for one in attempts if one.get("profile") != summary.get("profile")]
    return list(dict.fromkeys(name for name in left if name))


def _take(codes: list[str], code: str) -> None:
    """Take out a warning that has a better sentence, made of the request's own figures."""
    if code in codes:
        codes.remove(code)


def _warning(code: str) -> str:
    known = cause(code)
    return join(known.said, known.fix) if known else _plain(code)


def fault(name: str | None) -> str:
    """Return whose fault a failure is."""
    return {
        "client": translate("RequestStory", "The request itself: the client sent what cannot be answered."),
        "translation": translate(
            "RequestStory", "Turnout's translation: the provider did not understand what Turnout sent."
        ),
        "provider": translate("RequestStory", "The provider."),
        "network": translate("RequestStory", "The network between Turnout and the provider."),
        "turnout": translate("RequestStory", "Turnout itself."),
    }.get(name or "", translate("RequestStory", "Unknown."))


def cause(code: str) -> Cause | None:
    """Return what a failure's code means, in the current language."""
    return explain(code, "zh" if QLocale().name().startswith("zh") else "en")


def _plain(text: object) -> str:
    return one_line(str(text), _LONGEST) if text else ""
