"""One message to one address: no redirect is followed, no proxy asked, no certificate believed that does not fit."""

from __future__ import annotations

import http.client
import ssl
from urllib.parse import urlsplit

_PATIENCE = 10.0


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Status and reason of the answer; 0 and a sentence if there was none. Never raises."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, parts.port, timeout=_PATIENCE, context=context)
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=_PATIENCE)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, f"{answer.status} {answer.reason[:80]}".strip()
    except TimeoutError:
        return 0, "no answer in time"
    except (OSError, http.client.HTTPException, ValueError) as error:
        return 0, f"no connection ({type(error).__name__})"
    finally:
        connection.close()
