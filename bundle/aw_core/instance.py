"""How a running server proves that it is ours: a 0600 file with a secret, and a keyed hash over a challenge."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from .dirs import get_data_dir
from .files import write_private


@dataclass(frozen=True)
class InstanceRecord:
    """One running program: process id, start (seconds since 1970), where it listens, and the secret it proves."""

    pid: int
    start_time: float
    host: str
    port: int
    version: str
    secret: str


def new_secret() -> str:
    """32 random bytes as hex."""
    return secrets.token_hex(32)


def prove(secret: str, challenge: str) -> str:
    """HMAC-SHA256 of the challenge under the secret, as hex. The secret itself is never sent."""
    return hmac.new(secret.encode(), challenge.encode(), hashlib.sha256).hexdigest()


def proof_is_right(secret: str, challenge: str, proof: object) -> bool:
    """Whether `proof` is what the owner of `secret` would answer; takes the same time for every wrong one."""
    return isinstance(proof, str) and hmac.compare_digest(prove(secret, challenge).encode(), proof.encode())


def instance_path(name: str, testing: bool) -> Path:
    """`<data>/<name>/instance.json`, or `instance-testing.json`."""
    return Path(get_data_dir(name)) / ("instance-testing.json" if testing else "instance.json")


def write_instance(name: str, testing: bool, record: InstanceRecord) -> None:
    """Publish the record for the same user only. Raises OSError."""
    write_private(instance_path(name, testing), json.dumps(asdict(record)))


def read_instance(name: str, testing: bool) -> InstanceRecord | None:
    """The record, or None if there is none that can be read and understood."""
    try:
        raw = json.loads(instance_path(name, testing).read_text())
        record = InstanceRecord(**{field.name: raw[field.name] for field in fields(InstanceRecord)})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    sound = isinstance(record.pid, int) and isinstance(record.port, int) and isinstance(record.secret, str)
    return record if sound and record.secret else None


def remove_instance(name: str, testing: bool, pid: int) -> None:
    """Take the record away if it is still the one of process `pid`."""
    record = read_instance(name, testing)
    if record is not None and record.pid == pid:
        instance_path(name, testing).unlink(missing_ok=True)
