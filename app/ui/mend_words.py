"""What Turnout mended, in words: the service names the repair and its field."""

from PySide6.QtCore import QCoreApplication

from app.ui.service_words import localize

translate = QCoreApplication.translate


_AGAIN = "sent again after a refusal: "
"""How a request's note begins that names a repair (proxy/relay.py)."""


def note_words(action: str) -> str:
    """Return what was done, as a note of a request says it."""
    if action.startswith(_AGAIN):
        text = translate("mends", "sent again after a refusal: {mend}")
        return text.format(mend=mend_words(action.removeprefix(_AGAIN).strip()))
    return localize(action)


def mend_words(said: str) -> str:
    """Return a mend as people call it (`said` of `GET profiles/ID/mends`); one that we do not know as it was said."""
    repair, _, field = said.partition(" ")
    known = {
        "drop_stream_options": translate("mends", "no stream_options are sent"),
        "clamp_max_output": translate("mends", "the limit of a reply is lowered to what the provider takes"),
        "rename_max_tokens": translate("mends", "the limit of a reply is called {field}"),
        "force_stream": translate("mends", "replies are always streamed"),
        "add_reasoning": translate("mends", "reasoning is sent back with tool calls"),
        "strip_reasoning": translate("mends", "earlier reasoning is left out"),
        "drop_effort": translate("mends", "no reasoning effort is sent"),
        "relax_tool_choice": translate("mends", "the choice of tools is left to the model"),
        "end_with_user": translate("mends", "conversations end with the user"),
        "drop_parameter": translate("mends", "{field} is left out"),
        "add_instructions": translate("mends", "a system text is added where there is none"),
        "rename_role": translate("mends", "system text goes by the role {field}"),
    }.get(repair)
    return known.format(field=field) if known else localize(said)
