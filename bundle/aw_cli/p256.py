"""Signatures on the curve P-256, for making certificates without a large library: slow, plain, and checked by OpenSSL.

Used once, on the owner's own computer, by `aw-cli tls init`; nothing here guards against who can time it. Connections
are made and checked by the `ssl` module, never by this.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import NamedTuple

# FIPS 186-4, D.1.2.3
_P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_A = _P - 3
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_Point = tuple[int, int] | None


class KeyPair(NamedTuple):
    """A private number and the point that belongs to it."""

    private: int
    x: int
    y: int


def new_pair() -> KeyPair:
    """A key from the system's randomness."""
    private = secrets.randbelow(_N - 1) + 1
    point = _times(private, _G)
    assert point is not None
    return KeyPair(private, *point)


def sign(private: int, message: bytes) -> tuple[int, int]:
    """An ECDSA signature (r, s) of the message's SHA-256."""
    digest = int.from_bytes(hashlib.sha256(message).digest())
    while True:
        nonce = secrets.randbelow(_N - 1) + 1
        point = _times(nonce, _G)
        assert point is not None
        r = point[0] % _N
        s = pow(nonce, -1, _N) * (digest + r * private) % _N
        if r and s:
            return r, s


def _times(factor: int, point: _Point) -> _Point:
    result: _Point = None
    while factor:
        if factor & 1:
            result = _add(result, point)
        point = _add(point, point)
        factor >>= 1
    return result


def _add(one: _Point, other: _Point) -> _Point:
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2:
        if (y1 + y2) % _P == 0:
            return None
        slope = (3 * x1 * x1 + _A) * pow(2 * y1, -1, _P) % _P
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, _P) % _P
    x = (slope * slope - x1 - x2) % _P
    return x, (slope * (x1 - x) - y1) % _P
