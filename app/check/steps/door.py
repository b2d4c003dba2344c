"""Before the model says a word: is the provider reachable, is this its address, the key its key, the model there."""

from contextlib import suppress
from urllib.parse import urlsplit

import orjson

from app.check.answer import Answer
from app.check.probe import CHECK_URL, Outcome, Probe, short
from profiles.base_url import models_url, normalise, request_url
from profiles.errors import BadBaseUrlError
from profiles.profile import DEMO_SCHEME
from proxy.conversation import Wire
from proxy.json_fields import objects_field, text_field
from proxy.model_names import same_model
from proxy.route import Endpoint

ENDPOINT_TYPES: dict[str, Wire] = {
    "openai": "chat",
    "openai-response": "responses",
    "openai-responses": "responses",
    "anthropic": "messages",
}
"""`supported_endpoint_types` of new-api's model lists (seen 2026-07)."""


async def reach(probe: Probe) -> Outcome:
    """Connect: name, port, TLS; whatever the provider then says is an answer."""
    answer = await probe.line.get(list_url(probe), probe.wire)
    probe.kept["list"] = answer
    failure = answer.failure
    if failure is not None and failure.kind in ("network", "timeout") and not answer.status:
        finding = probe.find("unreachable", everywhere=True, why=short(failure.message))
        return probe.fail(finding, answer)
    secure = "TLS" if list_url(probe).startswith("https:") else "without TLS"
    return probe.passed(f"answered after {answer.ms:.0f} ms, {secure}")


def list_url(probe: Probe) -> str:
    """Return the address of the model list: of the endpoint whose base URL is likeliest to have one."""
    endpoint = probe.line.endpoints[probe.wire]
    return models_url(base_of(endpoint), probe.wire)


def base_of(endpoint: Endpoint) -> str:
    """Return the base URL of an endpoint's full address."""
    ends = {"chat": "/chat/completions", "responses": "/responses", "messages": "/v1/messages"}
    url = endpoint.url
    return (
        url.removesuffix(ends[endpoint.wire]) if url.endswith(ends[endpoint.wire]) else url.rpartition("/")[0]
    )


async def base_url(probe: Probe) -> Outcome:
    """Ask each endpoint with an empty body, which costs nothing: an API complains, anything else is elsewhere."""
    said: list[str] = []
    wrong: list[tuple[Wire, Answer]] = []
    declared = [endpoint.wire for endpoint in probe.shared.profile.endpoints]
    for wire in declared:
        endpoint = probe.line.endpoints[wire]
        answer = await probe.line.post(endpoint, b"{}", False)
        if is_elsewhere(answer):
            wrong.append((wire, answer))
        else:
            said.append(f"{wire} answers (HTTP {answer.status})")
    if not wrong:
        return probe.passed("; ".join(said) + _shape(probe))
    outcomes: list[Outcome] = []
    for wire, answer in wrong:
        advice = await _advise(probe, wire)
        finding_id = _name(
            wire, answer, any(known not in [w for w, _ in wrong] for known in declared), advice
        )
        at = Probe(probe.shared, wire, kept=probe.kept, found_now=probe.found_now)
        why = short(answer.failure.message) if answer.failure else f"HTTP {answer.status}"
        finding = at.find(finding_id, why=why, advice=advice or CHECK_URL)
        outcomes.append(at.fail(finding, answer))
    # Where one wire is right the check goes on with it.
    return outcomes[0]


def _name(wire: Wire, answer: Answer, others_work: bool, advice: str) -> str:
    if answer.is_page:
        return "html_reply"
    return f"{wire}_unsupported" if others_work and not advice else "base_url_wrong"


def is_elsewhere(answer: Answer) -> bool:
    """Tell whether an answer comes from something that is no such endpoint."""
    failure = answer.failure
    if answer.is_page:
        return answer.status < 500  # an overloaded gateway's page says nothing about the address
    return failure is not None and failure.kind == "not_found" and failure.code != "wire_not_supported"


async def _advise(probe: Probe, wire: Wire) -> str:
    """Return which base URL would be right, "" where none of the likely ones is."""
    base = base_of(probe.line.endpoints[wire])
    for candidate in _candidates(base, wire):
        url = request_url(candidate, wire)
        answer = await probe.line.post(Endpoint(wire, url, probe.line.endpoints[wire].dialect), b"{}", False)
        if answer.status and not is_elsewhere(answer) and not answer.is_page and answer.failure is not None:
            return f"Make it {candidate}: there the API answers."
    return ""


def _candidates(base: str, wire: Wire) -> list[str]:
    """Return the base URLs that are commonly meant."""
    base = base.rstrip("/")
    found: list[str] = []
    with suppress(BadBaseUrlError):
        found.append(normalise(base, wire).url)
    bare = base.removesuffix("/v1")
    root = "{0.scheme}://{0.netloc}".format(urlsplit(base))
    versions = ("",) if wire == "messages" else ("/v1",)
    found += [f"{bare}{version}" for version in versions] + [
        f"{root}{middle}{version}" for middle in ("", "/api") for version in versions
    ]
    return [one for one in dict.fromkeys(found) if one != base]


def _shape(probe: Probe) -> str:
    """Return what is odd about the base URLs as they are written."""
    for endpoint in probe.shared.profile.endpoints:
        if endpoint.base_url.startswith(f"{DEMO_SCHEME}:"):
            continue
        try:
            notes = normalise(endpoint.base_url, endpoint.wire).notes
        except BadBaseUrlError as error:
            return f"; {error.message}"
        if notes:
            return f"; {' '.join(notes)}"
    return ""


async def key(probe: Probe) -> Outcome:
    """Find out whether the key is accepted; where the list does not need or know one, the first answer tells."""
    answer: Answer = probe.kept["list"]
    if answer.failure is not None and answer.failure.code in ("key_unavailable", "key_unconfirmed"):
        return probe.failed_by(answer)
    if answer.status == 200 and not answer.is_page:
        return probe.passed("the model list was given")
    if answer.status in (401, 403):
        # Some lists take another header than the endpoint itself: that one decides.
        asked = await probe.line.post(
            probe.line.endpoints[probe.wire], orjson.dumps({"model": probe.line.model}), False
        )
        if asked.status in (401, 403):
            return probe.failed_by(asked)
        return probe.passed("the endpoint takes it, though the model list does not", answer)
    return probe.skipped("the model list does not tell; the first answer does", answer)


async def models(probe: Probe) -> Outcome:
    """Read the model list and look for the profile's model."""
    answer: Answer = probe.kept["list"]
    listed = _listed(answer)
    if listed is None:
        return probe.skipped(f"there is no model list (HTTP {answer.status})", answer)
    probe.shared.listed = listed
    names = [text_field(entry, "id") for entry in listed]
    if not probe.line.model and names:
        probe.line.model = names[0]
    model = probe.line.model
    own = next((entry for entry in listed if same_model(text_field(entry, "id"), model)), None)
    probe.shared.capabilities["listed_models"] = len(names)
    if own is None:
        return probe.passed(f"{len(names)} models are listed, {model} is not among them", answer)
    types = own.get("supported_endpoint_types")
    if isinstance(types, list):
        probe.shared.capabilities["endpoint_types"] = [str(kind) for kind in types]
    window = next(
        (
            own[name]
            for name in ("context_length", "context_window", "max_model_len")
            if isinstance(own.get(name), int)
        ),
        None,
    )
    if window is not None:
        probe.shared.capabilities["context_window"] = window
    said = f"{model} is listed" + (
        f", endpoint types {', '.join(map(str, types))}" if isinstance(types, list) else ""
    )
    return probe.passed(said)


def _listed(answer: Answer) -> list[dict[str, object]] | None:
    if answer.status != 200:
        return None
    try:
        parsed = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return None
    if isinstance(parsed, list):
        return [entry for entry in parsed if isinstance(entry, dict)]
    if not isinstance(parsed, dict):
        return None
    found = objects_field(parsed, "data") or objects_field(parsed, "models")
    return found or None


async def endpoint(probe: Probe) -> Outcome:
    """Try a wire that the profile does not name at the address where it would be."""
    answer = await probe.line.post(probe.line.endpoints[probe.wire], b"{}", False)
    if not answer.status or answer.is_page or is_elsewhere(answer) or answer.failure is None:
        probe.can("wires", False)
        return probe.skipped(f"nothing speaks {probe.wire} there (HTTP {answer.status})")
    if answer.failure.code == "wire_not_supported":
        return probe.failed_by(answer)
    return probe.passed(f"there is an endpoint (HTTP {answer.status})")


async def promises(probe: Probe) -> Outcome:
    """Compare what the model list promises with what the wires did."""
    types = probe.shared.capabilities.get("endpoint_types")
    if not types:
        return probe.skipped("the model list promises nothing")
    worked = probe.shared.capabilities.get("wires", {})
    lies = [kind for kind in types if kind in ENDPOINT_TYPES and worked.get(ENDPOINT_TYPES[kind]) is False]
    if not lies:
        return probe.passed(f"{', '.join(types)}: as promised")
    finding = probe.find("endpoint_types_lie", everywhere=True, promised=", ".join(lies))
    return probe.fail(finding, probe.kept["list"])
