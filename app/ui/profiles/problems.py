"""What can be said about a form before anything is asked: a sentence for each field that cannot be saved so."""

import re

from PySide6.QtCore import QCoreApplication

from app.ui.profiles.form_state import FormState, parse_price
from app.ui.profiles.header_names import find_header_problem
from app.ui.profiles.key_text import has_gap, looks_like_address
from app.ui.profiles.override_state import EVERY_MODEL, find_override_problems, parse_tokens

FIELDS = (
    "name", "preset", "base_url", "wire", "key", "key_env", "model", "small_model",
    "headers", "model_map", "auth", "prices", "models", "overrides", "proxy", "private_network",
)  # fmt: skip
"""In the order of the form: the first with a problem is where Save jumps to."""
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CURRENCY = re.compile(r"[A-Za-z]{3}")

translate = QCoreApplication.translate


def find_problems(state: FormState, key: str = "") -> dict[str, str]:
    """Field -> sentence, in the form's order. `key`: what is typed into the key field, if anything."""
    found = {
        "name": _check_name(state),
        "base_url": _check_base_url(state),
        "key": _check_key(state, key),
        "key_env": _check_env(state),
        "headers": find_header_problem(state.headers),
        "model_map": _check_model_map(state),
        "prices": _check_prices(state),
        "models": _check_limits(state),
        "overrides": _check_overrides(state),
        "proxy": _check_proxy(state),
    }
    return {name: found[name] for name in FIELDS if found.get(name)}


def _check_name(state: FormState) -> str:
    return "" if state.name.strip() else translate("Problems", "Give the profile a name.")


def _check_base_url(state: FormState) -> str:
    if not state.base_url.strip():
        return "" if state.preset else translate("Problems", "Paste the provider's address.")
    if "{" in state.base_url:
        return translate("Problems", "Put your own value in the place of the braces.")
    return ""


def _check_key(state: FormState, key: str) -> str:
    if state.key_kind != "keyring" or not key:
        return ""
    if looks_like_address(key):
        return translate("Problems", "This is an address. Paste the key here.")
    if has_gap(key):
        return translate("Problems", "A key has no spaces or line breaks: copy it again.")
    return ""


def _check_env(state: FormState) -> str:
    if state.key_kind != "env":
        return ""
    if not state.key_env:
        return translate("Problems", "Name the variable that holds the key.")
    if not _ENV_NAME.fullmatch(state.key_env):
        return translate("Problems", "Give the variable's name, such as DEEPSEEK_API_KEY, not the key.")
    return ""


def _check_model_map(state: FormState) -> str:
    asked = [name for name, _ in state.model_map]
    for name, target in state.model_map:
        if not name or not target:
            return translate("Problems", "Each row needs both models.")
        if asked.count(name) > 1:
            return translate("Problems", "{name} is mapped twice.").format(name=name)
    return ""


def _check_prices(state: FormState) -> str:
    for price in state.prices:
        try:
            for text in (price.input, price.cached, price.output):
                parse_price(text)
        except ValueError:
            return translate("Problems", "A price of {model} is not a number.").format(model=price.model)
        if not _CURRENCY.fullmatch(price.currency.strip()):
            return translate("Problems", "A currency has three letters, such as USD or CNY.")
    return ""


def _check_limits(state: FormState) -> str:
    for limits in state.limits:
        try:
            parse_tokens(limits.context_window)
            parse_tokens(limits.max_output)
        except ValueError:
            text = translate(
                "Problems", "A limit of {model} is not a number of tokens, such as 200000 or 200k."
            )
            return text.format(model=limits.model)
    return ""


def _check_overrides(state: FormState) -> str:
    for override in state.overrides:
        for said in find_override_problems(override).values():
            every = translate("Problems", "All models")
            model = every if override.model == EVERY_MODEL else override.model
            return translate("Problems", "{model}: {problem}").format(model=model, problem=said)
    return ""


def _check_proxy(state: FormState) -> str:
    if state.proxy:
        return ""
    return translate("Problems", "Enter the proxy's address, such as socks5h://127.0.0.1:1080.")
