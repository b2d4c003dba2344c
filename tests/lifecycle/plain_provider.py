"""A provider as a process of its own that answers with recorded bytes: it costs the machine next to nothing.

`python -m tests.lifecycle.plain_provider ANSWERS` prints its port. ANSWERS is a JSON file of `{"PATH MODEL STREAM":
base64}`, whole HTTP answers; one whose name of a model is `cut` ends with its connection.
"""

import asyncio
import base64
import json
import re
import sys
from pathlib import Path

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_MODEL = re.compile(rb'"model": *"(\w+)"')
_STREAM = re.compile(rb'"stream": *true')


class Answering(asyncio.Protocol):
    """One connection: requests one after another, each of a known length."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        self._answers, self._held = answers, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._held, 0, end)
            size = end + 4 + (int(length[1]) if length else 0)
            if len(self._held) < size:
                return
            request, self._held = self._held[:size], self._held[size:]
            model = _MODEL.search(request)
            path = request.split(b" ", 2)[1].decode()
            name = model[1].decode() if model else ""
            self._transport.write(self._answers[f"{path} {name} {bool(_STREAM.search(request))}"])
            if name == "cut":
                self._transport.close()


async def main(recorded: dict[str, str]) -> None:
    answers = {name: base64.b64decode(data) for name, data in recorded.items()}
    server = await asyncio.get_running_loop().create_server(lambda: Answering(answers), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text())))
