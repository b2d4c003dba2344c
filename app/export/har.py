"""Requests as an HTTP archive (HAR 1.2): a page for each, with an entry for each side of Turnout."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from app.version import VERSION


def as_har(details: Iterable[dict[str, Any]], base_url: str = "") -> Iterator[str]:
    """Yield the archive's text piece by piece: a log of many bodies is larger than memory should be.

    What is not known is -1, as the format has it; `_turnout` holds our own summary.
    """
    creator = {"name": "Turnout", "version": VERSION}
    yield f'{{"log": {{"version": "1.2", "creator": {json.dumps(creator)}, "entries": ['
    pages: list[dict[str, Any]] = []
    comma = ""
    for detail in details:
        pages.append(_page(detail))
        entries = [_client_entry(detail, base_url)]
        entries += [_upstream_entry(detail, attempt) for attempt in detail["attempts_detail"]]
        for entry in entries:
            yield comma + json.dumps(entry, ensure_ascii=False)
            comma = ",\n"
    yield f'], "pages": {json.dumps(pages, ensure_ascii=False)}}}}}\n'


def _page(detail: dict[str, Any]) -> dict[str, Any]:
    return {
        "startedDateTime": detail["started_at"],
        "id": detail["id"],
        "title": f"{detail['client']} {detail['requested_model'] or ''}".strip(),
        "pageTimings": {
            "onContentLoad": -1,
            "onLoad": -1 if detail["total_ms"] is None else detail["total_ms"],
        },
    }


def _client_entry(detail: dict[str, Any], base_url: str) -> dict[str, Any]:
    summary = {
        name: value
        for name, value in detail.items()
        if name not in ("bodies", "events", "attempts_detail", "headers")
    }
    return {
        **_entry(
            detail["id"], detail["started_at"], detail["total_ms"], _wait(detail, 0.0, detail["total_ms"])
        ),
        "request": _request(
            f"{base_url}{detail['path']}",
            detail["headers"]["client_request"],
            detail["bodies"]["client_request"],
        ),
        "response": _response(
            detail["status"] or 0, {}, detail["bodies"]["client_response"], detail["streamed"]
        ),
        "comment": "client to Turnout",
        "_turnout": summary,
    }


def _upstream_entry(detail: dict[str, Any], attempt: dict[str, Any]) -> dict[str, Any]:
    """The bodies are kept of the last attempt only."""
    last = attempt is detail["attempts_detail"][-1]
    bodies, headers = detail["bodies"], detail["headers"]
    started = datetime.fromisoformat(detail["started_at"]) + timedelta(milliseconds=attempt["started_ms"])
    return {
        **_entry(
            detail["id"],
            started.isoformat(timespec="milliseconds"),
            attempt["ms"],
            _wait(detail, attempt["started_ms"], attempt["ms"]),
        ),
        "request": _request(
            attempt["url"],
            headers["upstream_request"] if last else {},
            bodies["upstream_request"] if last else "",
        ),
        "response": _response(
            attempt["status"],
            headers["upstream_response"] if last else {},
            bodies["upstream_response"] if last else "",
            detail["streamed"],
        ),
        "comment": f"Turnout to {attempt['profile']}",
    }


def _entry(page: str, started: str, total: float | None, wait: float) -> dict[str, Any]:
    return {
        "pageref": page,
        "startedDateTime": started,
        "time": total or 0,
        "cache": {},
        "timings": {"send": 0, "wait": wait, "receive": max((total or 0) - wait, 0)},
    }


def _wait(detail: dict[str, Any], started: float, total: float | None) -> float:
    first: float | None = detail["ttft_ms"]
    return min(max(first - started, 0.0), total or 0.0) if first is not None else total or 0.0


def _request(url: str, headers: dict[str, str], body: str) -> dict[str, Any]:
    return {
        "method": "POST",
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers),
        "queryString": [],
        "headersSize": -1,
        "bodySize": len(body.encode()),
        "postData": {"mimeType": "application/json", "text": body},
    }


def _response(status: int, headers: dict[str, str], body: str, streamed: bool) -> dict[str, Any]:
    kind = headers.get("content-type") or ("text/event-stream" if streamed else "application/json")
    return {
        "status": status,
        "statusText": HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers),
        "content": {"size": len(body.encode()), "mimeType": kind, "text": body},
        "redirectURL": headers.get("location", ""),
        "headersSize": -1,
        "bodySize": len(body.encode()),
    }


def _pairs(headers: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]
