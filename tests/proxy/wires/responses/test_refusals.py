"""A refused request says whose fault it is and which field is meant."""

from proxy.conversation import Failure
from proxy.wires.responses.refusals import refuse


def test_refusal() -> None:
    error = refuse("background", "It cannot run in the background")
    assert str(error) == "It cannot run in the background"
    assert error.failure == Failure(
        "bad_request",
        "It cannot run in the background",
        fault="client",
        code="unsupported_background",
        status=400,
    )
