"""Thousands of requests made from the API's own description, and every answer held against it (schemathesis)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from aw_server.openapi import answers
from tests.support.programs import LiveServer, request

# Not asked: that everything which the description allows is accepted. It cannot say that an end lies in the future,
# that a zone exists, or that exactly one of two keys is wanted.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
)
BUCKET = "aw-watcher-demo_box"
PAGE = "clock"
ANSWERS = {name for name, kind in vars(answers).items() if isinstance(kind, type) and issubclass(kind, msgspec.Struct)}


def talkative_server(*arguments: str) -> LiveServer:
    """A server that has a custom page; to be used as a context manager."""
    page = Path(os.environ["HOME"]) / PAGE
    page.mkdir()
    (page / "index.html").write_text("<title>A clock</title>")
    return LiveServer(*arguments, "--custom-static", f"{PAGE}={page}")


def ask_everything(server: LiveServer, *, examples: int, seed: int, timeout: float) -> int:
    """Asks every route of a running server many times, anything and wrong things first, then about a bucket that is
    there; returns how many requests that were.

    `examples`: how many made-up requests each route gets beside its examples and edge cases; `timeout`: seconds for
    each of the two. Fails with the report when an answer is a 5xx or is not as described.
    """
    document = request(f"{server.url}/api/openapi.json").json
    _be_strict(document)
    asked = _run(server, document, ["--max-examples", str(examples), "--seed", str(seed), "--mode", "all"], timeout)
    about = {"client": "aw-watcher-demo", "type": "demo.status", "hostname": "box"}
    server.api(f"buckets/{BUCKET}", "POST", about)
    server.api("pause", "DELETE")
    _be_pointed(document)
    options = ["--max-examples", str(examples), "--seed", str(seed), "--mode", "positive"]
    return asked + _run(server, document, options, timeout)


def _run(server: LiveServer, document: dict[str, Any], options: list[str], timeout: float) -> int:
    home = Path(os.environ["HOME"])
    description = home / "openapi.json"
    description.write_text(json.dumps(document))
    run = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run", str(description)]
    target = ["--url", server.url, "--checks", ",".join(CHECKS), "--continue-on-failure", "--workers", "1"]
    quiet = ["--generation-database", "none", "--no-color"]
    done = subprocess.run(
        [*run, *target, *options, *quiet], cwd=home, capture_output=True, text=True, timeout=timeout, check=False
    )
    last_words = f"The server's last words:\n{server.log_text()[-2000:]}"
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{last_words}"
    asked = re.search(r"(\d+) generated", done.stdout)
    assert asked is not None, done.stdout
    return int(asked[1])


def _be_strict(document: dict[str, Any]) -> None:
    """A key that no answer is said to have is a fault. And no long poll that waits: it asks without a version."""
    schemas = document["components"]["schemas"]
    for name in ANSWERS & schemas.keys():
        schemas[name]["additionalProperties"] = False
    poll = document["paths"]["/api/0/modules/wishes"]["get"]
    poll["parameters"] = [one for one in poll["parameters"] if one["name"] != "after"]


def _be_pointed(document: dict[str, Any]) -> None:
    """Ask about the bucket and the page that are there; and keep the bucket."""
    del document["paths"]["/api/0/buckets/{bucket_id}"]["delete"]
    for path, entry in document["paths"].items():
        for operation in entry.values():
            if "{bucket_id}" in path or path.startswith("/pages/{name}"):
                there = BUCKET if "{bucket_id}" in path else PAGE
                operation["parameters"][0]["schema"] = {"type": "string", "enum": [there]}
