"""The four bodies as a value: their size, texts and events."""

from proxy.bodies import Bodies

BODIES = Bodies(
    b"{}", b'{"model":"m"}', [(0.0101, b"data: 1\n\n"), (0.02, b"data: \xff\n\n")], [(0.03, b"x")]
)


def test_size_is_that_of_all_four() -> None:
    assert BODIES.size == 2 + 13 + 9 + 9 + 1
    assert Bodies().size == 0


def test_texts_join_the_pieces() -> None:
    assert BODIES.texts() == {
        "client_request": "{}",
        "upstream_request": '{"model":"m"}',
        "upstream_response": "data: 1\n\ndata: �\n\n",
        "client_response": "x",
    }


def test_events_have_sides_and_milliseconds() -> None:
    assert [(event["side"], event["ms"]) for event in BODIES.events()] == [
        ("upstream", 10.1), ("upstream", 20.0), ("client", 30.0),
    ]  # fmt: skip
