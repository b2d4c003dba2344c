"""The archive has what HAR 1.2 demands of it."""

import json
from typing import Any

from app.export import as_har


def read(*details: dict[str, Any]) -> Any:
    return json.loads("".join(as_har(details, "http://127.0.0.1:8377")))["log"]


def test_each_request_is_a_page_with_an_entry_for_each_side(detail: dict[str, Any]) -> None:
    log = read(detail, {**detail, "id": "x_2"})
    assert log["version"] == "1.2"
    assert [page["id"] for page in log["pages"]] == ["x_1", "x_2"]
    assert [entry["pageref"] for entry in log["entries"]] == ["x_1"] * 3 + ["x_2"] * 3
    client, first, last = log["entries"][:3]
    assert client["request"]["url"] == "http://127.0.0.1:8377/v1/responses"
    assert client["response"]["status"] == 502
    assert client["response"]["statusText"] == "Bad Gateway"
    assert client["_turnout"]["profile"] == "deepseek"
    assert first["request"]["postData"]["text"] == ""
    assert last["request"]["postData"]["text"] == detail["bodies"]["upstream_request"]
    assert last["startedDateTime"] == "2026-11-20T10:00:00.060+00:00"


def test_the_fields_that_the_format_demands_are_there(detail: dict[str, Any]) -> None:
    for entry in read(detail)["entries"]:
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= set(entry)
        request, response = entry["request"], entry["response"]
        assert {
            "method",
            "url",
            "httpVersion",
            "cookies",
            "headers",
            "queryString",
            "headersSize",
            "bodySize",
        } <= set(request)
        assert {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL"} <= set(
            response
        )
        assert entry["timings"]["wait"] + entry["timings"]["receive"] == entry["time"]


def test_the_first_byte_parts_waiting_from_receiving(detail: dict[str, Any]) -> None:
    client, _, last = read(detail | {"ttft_ms": 80.0})["entries"]
    assert client["timings"] == {"send": 0, "wait": 80.0, "receive": 40.5}
    assert last["timings"]["wait"] == 20.0


def test_a_live_request_has_no_end_yet(detail: dict[str, Any]) -> None:
    log = read(detail | {"total_ms": None, "status": None})
    assert log["pages"][0]["pageTimings"]["onLoad"] == -1
    assert log["entries"][0]["response"]["status"] == 0


def test_no_requests_make_an_empty_archive() -> None:
    assert read()["entries"] == []
