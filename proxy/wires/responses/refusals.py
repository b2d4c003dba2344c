"""How the decoder refuses a request that it cannot understand."""

from proxy.conversation import Failure
from proxy.wires import RequestError


def refuse(param: str, message: str) -> RequestError:
    """Return the error for a request whose `param` cannot be honoured; `message` is one sentence."""
    return RequestError(
        Failure("bad_request", message, fault="client", code=f"unsupported_{param}", status=400)
    )
