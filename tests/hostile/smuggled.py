"""Requests whose end two readers could see at two places, or that are no HTTP/1.1 at all: bytes by name."""

from collections.abc import Mapping

SMUGGLED = "smuggled-canary"
"""Stands in the request behind each of them: whoever takes that one for a request has been fooled."""
BODY = b'{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"first"}]}'


def second(host: str, credential: str, *more: str) -> bytes:
    """Return the request behind: a good one, which a provider would see."""
    body = BODY.replace(b"first", SMUGGLED.encode())
    return _head(host, credential, f"Content-Length: {len(body)}", *more) + body


def _head(host: str, credential: str, *more: str, first: str = "POST /v1/messages HTTP/1.1") -> bytes:
    lines = [first, f"Host: {host}", f"Authorization: {credential}", "Content-Type: application/json", *more]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def refused(host: str, credential: str) -> Mapping[str, bytes]:
    """Return what has to be refused with the connection, all that is behind it included."""
    size, chunked = len(BODY), b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
    good = f"Content-Length: {size}"
    te = "Transfer-Encoding: chunked"

    def head(*more: str, first: str = "POST /v1/messages HTTP/1.1") -> bytes:
        return _head(host, credential, *more, first=first)

    def line(raw: bytes) -> bytes:
        """A good request with one more line, as it is."""
        return head(good)[:-2] + raw + b"\r\n\r\n" + BODY

    def start(first: bytes, body: bytes = BODY) -> bytes:
        return head(good).replace(b"POST /v1/messages HTTP/1.1", first) + body

    cases = {
        # Two lengths, or one that is none.
        "length and chunked": head(good, te) + chunked,
        "chunked and length": head(te, good) + chunked,
        # An expectation is answered before anything else is looked at.
        "unknown expectation": head(good, "Expect: 200-ok") + BODY,
        "unknown expectation of two lengths": head(good, te, "Expect: 200-ok") + chunked,
        "expectation of two lengths": head(good, te, "Expect: 100-continue") + chunked,
        "unknown expectation of nothing": head(
            "Expect: 200-ok", first="GET /nothing/is/here HTTP/1.1"
        ),
        "short length and chunked": head("Content-Length: 4", te) + chunked,
        "two lengths": head(good, "Content-Length: 0") + BODY,
        "twice the same length": head(good, good) + BODY,
        "lengths in a list": head(f"Content-Length: {size}, {size}") + BODY,
        "two lengths in a list": head(f"Content-Length: {size}, 0") + BODY,
        "negative length": head(f"Content-Length: -{size}") + BODY,
        "minus zero": head("Content-Length: -0") + BODY,
        "length with a plus": head(f"Content-Length: +{size}") + BODY,
        "hexadecimal length": head(f"Content-Length: 0x{size:x}") + BODY,
        "length with an underscore": head(f"Content-Length: {size // 10}_{size % 10}") + BODY,
        "length with a point": head(f"Content-Length: {size}.0") + BODY,
        "length with an exponent": head("Content-Length: 1e1") + BODY,
        "length in words": head("Content-Length: ten") + BODY,
        "empty length": head("Content-Length: ") + BODY,
        "length with a space inside": head("Content-Length: 1 0") + BODY,
        "length past 64 bits": head("Content-Length: 18446744073709551617") + BODY,
        "length of 5,000 digits": head("Content-Length: " + "9" * 5_000) + BODY,
        "length in other digits": line("Content-Length: ٣".encode()),
        # Transfer codings.
        "xchunked": head("Transfer-Encoding: xchunked") + chunked,
        "xchunked with a length": head("Transfer-Encoding: xchunked", good) + BODY,
        "chunked twice in a list": head("Transfer-Encoding: chunked, chunked") + chunked,
        "chunked in two headers": head(te, te) + chunked,
        "chunked with a parameter": head("Transfer-Encoding: chunked;x=1") + chunked,
        "identity": head("Transfer-Encoding: identity") + BODY,
        "identity with a length": head("Transfer-Encoding: identity", good) + BODY,
        "chunked before identity": head("Transfer-Encoding: chunked, identity") + chunked,
        "gzip": head("Transfer-Encoding: gzip") + chunked,
        "chunked before gzip": head("Transfer-Encoding: chunked, gzip") + chunked,
        "chunked in quotes": head('Transfer-Encoding: "chunked"') + chunked,
        "chunked with a vertical tab": head("Transfer-Encoding: \x0bchunked") + chunked,
        "chunked behind a tab and a letter": head("Transfer-Encoding: x\tchunked") + chunked,
        "empty coding with a length": head("Transfer-Encoding: ", good) + BODY,
        "chunked in HTTP/1.0": head(te, first="POST /v1/messages HTTP/1.0") + chunked,
        "chunked with a letter of another alphabet": line("Transfer-Encoding: \u017fchunked".encode()),
        # Lines.
        "folded value": line(b"X-A: b\r\n c"),
        "folded value with a tab": line(b"X-A: b\r\n\tc"),
        "folded coding": line(b"Transfer-Encoding:\r\n chunked"),
        "space before the colon": line(b"X-A : b"),
        "space before the colon of the coding": line(b"Transfer-Encoding : chunked"),
        "tab before the colon of the length": line(b"Content-Length\t: 0"),
        "space before a name": head().replace(b"\r\nHost", b"\r\n X: y\r\nHost", 1) + BODY,
        "no colon": line(b"X-A"),
        "no name": line(b": b"),
        "bare line feeds": head(good).replace(b"\r\n", b"\n") + BODY,
        "one bare line feed": line(b"X-A: b\nX-C: d"),
        "bare line feed and a coding": line(b"X-A: b\nTransfer-Encoding: chunked"),
        "one bare carriage return": line(b"X-A: b\rX-C: d"),
        "bare carriage return and a coding": line(b"X-A: b\rTransfer-Encoding: chunked"),
        "carriage returns at the end": head(good)[:-4] + b"\r\r\n\r\r\n" + BODY,
        "bare line feed at the end": head(good)[:-2] + b"\n" + BODY,
        "NUL in a value": line(b"X-A: b\0c"),
        "NUL in a name": line(b"X-\0A: b"),
        "bell in a value": line(b"X-A: \x07"),
        "escape in a value": line(b"X-A: \x1b[31m"),
        "delete in a value": line(b"X-A: \x7f"),
        "control byte in a name": line(b"X-\x01A: b"),
        "bytes over 127 in a name": line(b"X-\xe9: b"),
        "parentheses in a name": line(b"X(A): b"),
        "slash in a name": line(b"X/A: b"),
        "header of 64 kB": line(b"X-A: " + b"a" * 65_536),
        "name of 64 kB": line(b"X-" + b"a" * 65_536 + b": b"),
        "a thousand headers": line(b"\r\n".join(b"X-%d: a" % number for number in range(1_000))),
        "two hosts": line(b"Host: " + host.encode()),
        "no host": head(good).replace(f"Host: {host}\r\n".encode(), b"") + BODY,
        # Chunks.
        "chunk size is no number": head(te) + b"zz\r\n" + BODY,
        "chunk size with a prefix": head(te) + b"0x%x\r\n%s\r\n0\r\n\r\n" % (size, BODY),
        "chunk size with a sign": head(te) + b"+%x\r\n%s\r\n0\r\n\r\n" % (size, BODY),
        "negative chunk size": head(te) + b"-1\r\n" + BODY + b"\r\n0\r\n\r\n",
        "chunk size with an underscore": head(te) + b"4_b\r\n" + BODY + b"\r\n0\r\n\r\n",
        "chunk size past 64 bits": head(te) + b"f" * 17 + b"\r\n" + BODY + b"\r\n0\r\n\r\n",
        "chunk size that wraps to its own": head(te) + b"1%016x\r\n" % size + BODY + b"\r\n0\r\n\r\n",
        "no chunk size": head(te) + b"\r\n" + BODY + b"\r\n0\r\n\r\n",
        "space before a chunk size": head(te) + b" %x\r\n%s\r\n0\r\n\r\n" % (size, BODY),
        "space after a chunk size": head(te) + b"%x \r\n%s\r\n0\r\n\r\n" % (size, BODY),
        "chunk longer than its size": head(te) + b"4\r\n" + BODY + b"\r\n0\r\n\r\n",
        "chunk with a bare line feed": head(te) + b"%x\n%s\n0\n\n" % (size, BODY),
        "chunk with a bare carriage return": head(te) + b"%x\r%s\r0\r\r" % (size, BODY),
        "extension with a line feed": head(te) + b"%x;a\nb\r\n%s\r\n0\r\n\r\n" % (size, BODY),
        "extension with a carriage return": head(te) + b"%x;a\rb\r\n%s\r\n0\r\n\r\n" % (size, BODY),
        "extension with NUL": head(te) + b"%x;a\0\r\n%s\r\n0\r\n\r\n" % (size, BODY),
        "extension without a line end": head(te) + b"%x;%s" % (size, b"a" * 70_000),
        "trailer without a colon": head(te) + chunked[:-2] + b"x\r\n\r\n",
        "trailer with a bare line feed": head(te) + chunked[:-2] + b"X-A: b\nc\r\n\r\n",
        # First lines.
        "no version": start(b"POST /v1/messages"),
        "HTTP/0.9": b"GET /v1/models\r\n\r\n",
        "HTTP/0.9 with a version": start(b"POST /v1/messages HTTP/0.9"),
        "HTTP/2.0": start(b"POST /v1/messages HTTP/2.0"),
        "HTTP/1.2": start(b"POST /v1/messages HTTP/1.2"),
        "HTTP/1.10": start(b"POST /v1/messages HTTP/1.10"),
        "http/1.1": start(b"POST /v1/messages http/1.1"),
        "a tab": start(b"POST\t/v1/messages HTTP/1.1"),
        "space in the target": start(b"POST /v1/messages /v1 HTTP/1.1"),
        "line feed in the target": start(b"POST /v1/\nmessages HTTP/1.1"),
        "NUL in the target": start(b"POST /v1/mess\0ages HTTP/1.1"),
        "no target": start(b"POST  HTTP/1.1"),
        "target of 64 kB": start(b"POST /v1/messages?" + b"a" * 65_536 + b" HTTP/1.1"),
        "method in small letters": start(b"post /v1/messages HTTP/1.1"),
        "unknown method": start(b"FROBNICATE /v1/messages HTTP/1.1"),
        "method with a control byte": start(b"PO\x01ST /v1/messages HTTP/1.1"),
        "method of 64 kB": start(b"P" * 65_536 + b" /v1/messages HTTP/1.1"),
        "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\x12\x04" + b"\0" * 23,
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xaa" * 64,
        "an answer": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "SMTP": b"EHLO evil.com\r\n",
        "nothing but letters": b"A" * 70_000,
    }  # fmt: skip
    return {name: case for name, case in cases.items() if case}


def contained(host: str, credential: str) -> Mapping[str, bytes]:
    """Return what is clear HTTP with a request inside a place where none can be: in a body, a trailer, an extension."""
    inner = second(host, credential)
    te = "Transfer-Encoding: chunked"

    def head(*more: str, first: str = "POST /v1/messages HTTP/1.1") -> bytes:
        return _head(host, credential, *more, first=first)

    return {
        "body of a GET": head(f"Content-Length: {len(inner)}", first="GET /v1/models HTTP/1.1") + inner,
        "chunked body of a GET": head(te, first="GET /v1/models HTTP/1.1")
        + b"%x\r\n%s\r\n0\r\n\r\n" % (len(inner), inner),
        "body of a HEAD": head(f"Content-Length: {len(inner)}", first="HEAD /v1/models HTTP/1.1") + inner,
        "body of an OPTIONS": head(f"Content-Length: {len(inner)}", first="OPTIONS /v1/models HTTP/1.1") + inner,
        "body of a TRACE": head(f"Content-Length: {len(inner)}", first="TRACE /v1/models HTTP/1.1") + inner,
        "body of a POST": head(f"Content-Length: {len(inner)}") + inner,
        "chunks of a POST": head(te) + b"%x\r\n%s\r\n0\r\n\r\n" % (len(inner), inner),
        "body that is not read": head(f"Content-Length: {len(inner)}", first="POST /v1/nothing HTTP/1.1") + inner,
        "body of what is refused": head(f"Content-Length: {len(inner)}", "Origin: https://evil.com") + inner,
        "body after Expect": head(f"Content-Length: {len(inner)}", "Expect: 100-continue") + inner,
        "body after another Expect": head(f"Content-Length: {len(inner)}", "Expect: 200-ok") + inner,
        "behind CONNECT": head(first="CONNECT 127.0.0.1:80 HTTP/1.1") + inner,
        "behind CONNECT to a path": head(first="CONNECT /v1/messages HTTP/1.1") + inner,
        "behind an upgrade to a websocket": head(
            "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: eA==",
            f"Content-Length: {len(inner)}", first="GET /v1/responses HTTP/1.1",
        ) + inner,
        "behind an upgrade to h2c": head(
            "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__",
            f"Content-Length: {len(inner)}",
        ) + inner,
        "half a body": head(f"Content-Length: {len(inner) * 2}") + inner,
        "half a chunk": head(te) + b"%x\r\n%s" % (len(inner) * 2, inner),
    }  # fmt: skip
