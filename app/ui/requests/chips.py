"""The terms that a click adds to the filter, and takes out again."""

from app.filter_words import Word, split_words

CODEX = "client:codex"
CLAUDE_CODE = "client:claude-code"
ERRORS = "state:failed"
SLOW = ">10s"


def is_on(expression: str, term: str) -> bool:
    """Tell whether the filter has a term, on its own or among the values of its field."""
    return _find(expression, term) is not None


def toggle(expression: str, term: str) -> str:
    """Return the filter with the term, or without it. Terms of one field are alternatives: both clients, say."""
    wanted = split_words(term)[0]
    found = _find(expression, term)
    if found is not None:
        rest = [value for value in _values(found) if value != wanted.value.lower()]
        put = f"{wanted.field}:{','.join(rest)}" if wanted.operator == ":" and rest else ""
        return _replaced(expression, found, put)
    sibling = next((word for word in split_words(expression) if _is_sibling(word, wanted)), None)
    if sibling is not None:
        return _replaced(expression, sibling, f"{wanted.field}:{sibling.value},{wanted.value}")
    return f"{expression.rstrip()} {term}".lstrip()


def _find(expression: str, term: str) -> Word | None:
    wanted = split_words(term)[0]
    for word in split_words(expression):
        if (word.field, word.operator, word.negated) != (wanted.field, wanted.operator, False):
            continue
        if wanted.value.lower() in (_values(word) if wanted.operator == ":" else [word.value.lower()]):
            return word
    return None


def _is_sibling(word: Word, wanted: Word) -> bool:
    same = (word.field, word.operator) == (wanted.field, ":")
    return same and not word.negated and not word.quoted and word.value[:1] not in ("", "<", ">")


def _values(word: Word) -> list[str]:
    return [word.value.lower()] if word.quoted else word.value.lower().replace("|", ",").split(",")


def _replaced(expression: str, word: Word, put: str) -> str:
    before, after = expression[: word.start].rstrip(), expression[word.end :].lstrip()
    return " ".join(part for part in (before, put, after) if part)
