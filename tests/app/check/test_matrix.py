"""The matrix: provider by capability."""

from app.check import matrix

RESULT = {
    "profile": "p",
    "verdicts": {"codex": {"verdict": "native"}},
    "capabilities": {
        "wires": {"chat": True, "responses": False},
        "tools": {"chat": True, "messages": False},
        "images": {"chat": False},
    },
}


def test_rows() -> None:
    heads, row = matrix.rows([RESULT])
    cells = dict(zip(heads, row, strict=True))
    assert cells["PROFILE"] == "p"
    assert (cells["CODEX"], cells["CLAUDE CODE"]) == ("native", "–")
    assert (cells["WIRES"], cells["TOOLS"], cells["IMAGES"], cells["CACHE"]) == ("chat", "✓ partly", "✕", "–")
    assert matrix.rows([{**RESULT, "capabilities": {"wires": {"chat": False}}}])[1][3] == "none"


def test_json() -> None:
    (entry,) = matrix.as_json([RESULT])
    assert entry["verdicts"] == {"codex": "native"}
    assert entry["capabilities"]["images"] == {"chat": False}
    assert entry["capabilities"]["usage"] is None
