"""Who answers on the port? Decides whether a server may be started, is adopted, or is left alone.

Nothing is sent to a program that cannot be ours: the holder is named by the operating system first, and
only a process that our private instance record names is asked for its proof.
"""

import enum
import errno
import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass

from aw_core.instance import InstanceRecord, local_token, prove, read_instance
from aw_core.loopback_http import ask_once
from aw_core.port_holder import PortHolder, who_holds

HOST = "127.0.0.1"
_TIMEOUT = 1.0
_NEXT_PORTS = 50
_NO_SUCH_FAMILY = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL})


class Holder(enum.Enum):
    """What was found on the port."""

    NOBODY = "nobody"
    OURS = "ours"
    FOREIGN = "foreign"
    OTHER_USER = "other-user"


@dataclass(frozen=True)
class Verdict:
    """The finding, a sentence about it, and the port to use (another one if it is another user's)."""

    holder: Holder
    port: int
    sentence: str = ""
    pid: int | None = None


@dataclass(frozen=True)
class Senses:
    """How the probe sees the world; replaceable in tests."""

    who_holds: Callable[[int], PortHolder | None] = who_holds
    answers: Callable[[int], bool] = lambda port: _accepts(port)
    prove: Callable[[int, InstanceRecord], bool] = lambda port, record: _proves(port, record)
    read_instance: Callable[[str, bool], InstanceRecord | None] = read_instance
    is_free: Callable[[int], bool] = lambda port: _can_listen(port)
    uid: int | None = os.getuid() if hasattr(os, "getuid") else None


def examine(port: int, testing: bool, senses: Senses | None = None) -> Verdict:
    """Look at *port*: free, our own proven server, a foreign program, or another user's."""
    senses = senses or Senses()
    holder = senses.who_holds(port)
    if holder is None and not senses.answers(port):
        return Verdict(Holder.NOBODY, port)
    if holder is not None and _is_other_users(holder, senses.uid):
        free = _next_free(port, senses)
        sentence = f"Port {port} belongs to {holder.describe()}; using port {free} instead."
        return Verdict(Holder.OTHER_USER, free, sentence)
    record = senses.read_instance("aw-server", testing)
    if record is not None and _named_by(record, port, holder) and senses.prove(port, record):
        return Verdict(Holder.OURS, port, "It was already running and proved to be ours.", record.pid)
    who = holder.describe() if holder is not None else "another program"
    return Verdict(Holder.FOREIGN, port, f"Port {port} is already used by {who}.")


def _is_other_users(holder: PortHolder, uid: int | None) -> bool:
    return uid is not None and holder.uid is not None and holder.uid != uid


def _named_by(record: InstanceRecord, port: int, holder: PortHolder | None) -> bool:
    """Whether our private record speaks of the very process that holds the port."""
    return record.port == port and (holder is None or holder.pid is None or holder.pid == record.pid)


def _next_free(port: int, senses: Senses) -> int:
    for candidate in range(port + 1, min(port + 1 + _NEXT_PORTS, 65536)):
        if senses.is_free(candidate):
            return candidate
    return port


def _accepts(port: int) -> bool:
    """Whether anything accepts connections on the port; a busy server counts."""
    try:
        with socket.create_connection((HOST, port), timeout=_TIMEOUT):
            return True
    except TimeoutError:
        return True
    except OSError:
        return False


def _can_listen(port: int) -> bool:
    """Whether a server could listen on the port of both loopback addresses."""
    for family, address in ((socket.AF_INET, HOST), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as trial:
                if os.name == "posix":
                    trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind((address, port))
        except OSError as error:
            if error.errno not in _NO_SUCH_FAMILY:
                return False
    return True


def _proves(port: int, record: InstanceRecord) -> bool:
    # Here, and not the module secrets: they load OpenSSL, and most starts meet nobody on the port.
    import hmac

    challenge = os.urandom(16).hex()
    answer = get_json(port, f"/api/0/info?nonce={challenge}", timeout=_TIMEOUT)
    proof = answer.get("proof") if isinstance(answer, dict) else None
    return isinstance(proof, str) and hmac.compare_digest(proof, prove(record.secret, challenge))


def get_json(port: int, path: str, timeout: float) -> object:
    """The JSON answer of the server on the loopback, or None. No proxies."""
    try:
        answer = ask_once(HOST, port, "GET", path, None, {"Accept": "application/json"}, timeout)
        return json.loads(answer.body) if answer.status == 200 else None
    except (OSError, ValueError):
        return None


def key_headers(port: int) -> dict[str, str]:
    """The header by which our server knows its own user's tray; read anew each time, a restarted server has another."""
    token = local_token(HOST, port)
    return {"Authorization": f"Bearer {token}"} if token else {}


def way_in(port: int) -> str:
    """What to add to our server's address for a browser that it would ask for a key; empty where it does not."""
    headers = key_headers(port)
    if not headers:
        return ""
    try:
        answer = ask_once(HOST, port, "POST", "/api/0/sessions", None, headers, _TIMEOUT)
        path = json.loads(answer.body)["path"] if answer.status == 200 else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return str(path).removeprefix("/")


def is_ready(port: int) -> bool:
    """Whether a server answers HTTP on the port; any status counts."""
    try:
        ask_once(HOST, port, "GET", "/api/0/info", None, {}, _TIMEOUT)
    except OSError:
        return False
    return True
