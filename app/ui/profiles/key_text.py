"""The key itself, out of what was pasted: people copy quotes, spaces, `Bearer` and whole shell lines along."""

import re

# A variable's name as they are written for keys, such as DEEPSEEK_API_KEY: a key itself may hold `=`.
_ASSIGNMENT = re.compile(
    r"(?:export\s+|set\s+|\$env:)?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\s*=\s*(?P<value>[^=].*)", re.DOTALL
)
_HEADER = re.compile(
    r"(?:authorization\s*:\s*)?bearer\s+(?P<value>.+)|x-api-key\s*:\s*(?P<other>.+)",
    re.IGNORECASE | re.DOTALL,
)
_WRAPPING = " \t\r\n\"'`“”‘’,;"


def clean_key(pasted: str) -> str:
    """Return the key alone; what is not understood comes back without the space around it."""
    text = pasted.strip(_WRAPPING)
    if found := _ASSIGNMENT.fullmatch(text):
        text = found["value"].strip(_WRAPPING)
    if found := _HEADER.fullmatch(text):
        text = (found["value"] or found["other"]).strip(_WRAPPING)
    return text


def looks_like_address(key: str) -> bool:
    """Whether an address was pasted where the key belongs."""
    return key.lower().startswith(("http://", "https://"))


def has_gap(key: str) -> bool:
    """Whether white space or a control character is left inside: no provider's key has one."""
    return any(character.isspace() or not character.isprintable() for character in key)
