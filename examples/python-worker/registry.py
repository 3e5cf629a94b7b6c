"""Announces a worker to temporal-registry: plain HTTP, nothing but the standard library."""

import asyncio
import json
import os
import urllib.error
import urllib.parse
import urllib.request

RETRY_SECONDS = 2
URL = os.environ.get("TEMPORAL_REGISTRY_URL") or "http://127.0.0.1:8080"
TOKEN = os.environ.get("TEMPORAL_REGISTRY_TOKEN")


async def keep_registered(worker_id: str, registration: dict, stop: asyncio.Event) -> None:
    """Registers and beats until `stop` is set, whatever happens to the gateway meanwhile."""
    stopping = asyncio.ensure_future(stop.wait())
    beat_seconds = None  # not registered
    while not stop.is_set():
        if beat_seconds:
            answer = await call("POST", worker_id, "/heartbeat")
        else:
            answer = await call("PUT", worker_id, body=registration)
            if "lease" in answer:
                beat_seconds = answer["lease"]["heartbeat_interval_seconds"]
                print(json.dumps({"msg": "registered", "worker_id": worker_id}), flush=True)
        if answer.get("code") == "worker-unknown":
            beat_seconds = None
            continue
        wait_seconds = RETRY_SECONDS if "code" in answer else beat_seconds
        await asyncio.wait([stopping], timeout=wait_seconds)


async def call(method: str, worker_id: str, verb: str = "", body: dict | None = None) -> dict:
    """What the registry answers; with a `code` it is a problem, printed here and not raised."""
    path = f"/registry/workers/{urllib.parse.quote(worker_id, safe='')}{verb}"
    request = urllib.request.Request(URL.rstrip("/") + path, method=method)
    if body:
        request.data = json.dumps(body).encode()
        request.add_header("content-type", "application/json")
    if TOKEN:
        request.add_header("authorization", f"Bearer {TOKEN}")
    answer = await asyncio.to_thread(send, request)
    if "code" in answer:
        print(json.dumps({"msg": f"{method} {path} failed", **answer}), flush=True)
    return answer


def send(request: urllib.request.Request) -> dict:
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return json.loads(response.read() or "{}")
    except urllib.error.HTTPError as error:
        text = error.read().decode(errors="replace")
        is_problem = error.headers.get_content_type() == "application/problem+json"
        return json.loads(text) if is_problem else {"code": "not-a-problem", "detail": text}
    except (OSError, ValueError) as error:
        return {"code": "no-answer", "detail": str(error)}
