"""X.509 certificates for a household: one authority, and a server's certificate that it signs (RFC 5280, in DER)."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import secrets
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from aw_cli.p256 import KeyPair, new_pair, sign

# Object identifiers as they stand in DER, without tag and length.
_ECDSA_SHA256 = bytes.fromhex("2a8648ce3d040302")
_EC_KEY = bytes.fromhex("2a8648ce3d0201")
_P256 = bytes.fromhex("2a8648ce3d030107")
_COMMON_NAME = bytes.fromhex("550403")
_BASIC_CONSTRAINTS = bytes.fromhex("551d13")
_KEY_USAGE = bytes.fromhex("551d0f")
_EXTENDED_USAGE = bytes.fromhex("551d25")
_SERVER_AUTH = bytes.fromhex("2b06010505070301")
_SUBJECT_KEY = bytes.fromhex("551d0e")
_AUTHORITY_KEY = bytes.fromhex("551d23")
_ALTERNATIVE_NAMES = bytes.fromhex("551d11")
# Clocks of two machines differ.
_EARLIER = timedelta(days=1)


class Certificate(NamedTuple):
    """A certificate and its private key, both as PEM text, and what is needed to sign with it."""

    pem: str
    key_pem: str
    pair: KeyPair
    name: str


def make_authority(name: str, now: datetime, days: int) -> Certificate:
    """A certificate that signs others. `now` is aware; valid for `days` from then."""
    pair = new_pair()
    extensions = [
        _extension(_BASIC_CONSTRAINTS, _sequence(_tlv(0x01, b"\xff"), _integer(0)), critical=True),
        _extension(_KEY_USAGE, _tlv(0x03, b"\x01\x06"), critical=True),  # sign certificates and revocation lists
        _extension(_SUBJECT_KEY, _tlv(0x04, _key_id(pair))),
    ]
    return _signed(name, pair, name, pair, now, days, extensions)


def make_server(names: Sequence[str], authority: Certificate, now: datetime, days: int) -> Certificate:
    """A server's certificate for these host names and addresses, signed by the authority."""
    pair = new_pair()
    extensions = [
        _extension(_BASIC_CONSTRAINTS, _sequence(), critical=True),
        _extension(_KEY_USAGE, _tlv(0x03, b"\x07\x80"), critical=True),  # digital signature
        _extension(_EXTENDED_USAGE, _sequence(_tlv(0x06, _SERVER_AUTH))),
        _extension(_SUBJECT_KEY, _tlv(0x04, _key_id(pair))),
        _extension(_AUTHORITY_KEY, _sequence(_tlv(0x80, _key_id(authority.pair)))),
        _extension(_ALTERNATIVE_NAMES, _sequence(*map(_alternative, names))),
    ]
    return _signed("ActivityWatch", pair, authority.name, authority.pair, now, days, extensions)


def _signed(
    subject: str, pair: KeyPair, issuer: str, signer: KeyPair, now: datetime, days: int, extensions: Sequence[bytes]
) -> Certificate:
    start = now.astimezone(UTC) - _EARLIER
    algorithm = _sequence(_tlv(0x06, _ECDSA_SHA256))
    body = _sequence(
        _tlv(0xA0, _integer(2)),  # version 3
        _integer(secrets.randbits(127) + 1),
        algorithm,
        _named(issuer),
        _sequence(_time(start), _time(start + _EARLIER + timedelta(days=days))),
        _named(subject),
        _public(pair),
        _tlv(0xA3, _sequence(*extensions)),
    )
    r, s = sign(signer.private, body)
    signature = _tlv(0x03, b"\0" + _sequence(_integer(r), _integer(s)))
    return Certificate(_pem("CERTIFICATE", _sequence(body, algorithm, signature)), _private_pem(pair), pair, subject)


def _named(name: str) -> bytes:
    return _sequence(_tlv(0x31, _sequence(_tlv(0x06, _COMMON_NAME), _tlv(0x0C, name.encode()))))


def _public(pair: KeyPair) -> bytes:
    return _sequence(_sequence(_tlv(0x06, _EC_KEY), _tlv(0x06, _P256)), _tlv(0x03, b"\0" + _point(pair)))


def _point(pair: KeyPair) -> bytes:
    return b"\x04" + pair.x.to_bytes(32) + pair.y.to_bytes(32)


def _key_id(pair: KeyPair) -> bytes:
    return hashlib.sha256(_point(pair)).digest()[:20]


def _private_pem(pair: KeyPair) -> str:
    """PKCS #8."""
    inner = _sequence(_integer(1), _tlv(0x04, pair.private.to_bytes(32)), _tlv(0xA1, _tlv(0x03, b"\0" + _point(pair))))
    algorithm = _sequence(_tlv(0x06, _EC_KEY), _tlv(0x06, _P256))
    return _pem("PRIVATE KEY", _sequence(_integer(0), algorithm, _tlv(0x04, inner)))


def _alternative(name: str) -> bytes:
    try:
        return _tlv(0x87, ipaddress.ip_address(name).packed)
    except ValueError:
        return _tlv(0x82, name.encode("ascii"))


def _extension(kind: bytes, value: bytes, *, critical: bool = False) -> bytes:
    return _sequence(_tlv(0x06, kind), *([_tlv(0x01, b"\xff")] if critical else []), _tlv(0x04, value))


def _time(moment: datetime) -> bytes:
    # Two digits of the year until 2049, four from then on (RFC 5280, 4.1.2.5).
    if moment.year < 2050:
        return _tlv(0x17, moment.strftime("%y%m%d%H%M%SZ").encode())
    return _tlv(0x18, moment.strftime("%Y%m%d%H%M%SZ").encode())


def _integer(value: int) -> bytes:
    return _tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def _sequence(*parts: bytes) -> bytes:
    return _tlv(0x30, b"".join(parts))


def _tlv(tag: int, value: bytes) -> bytes:
    size = len(value)
    if size < 0x80:
        return bytes([tag, size]) + value
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + value


def _pem(label: str, der: bytes) -> str:
    text = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64))
    return f"-----BEGIN {label}-----\n{text}\n-----END {label}-----\n"
