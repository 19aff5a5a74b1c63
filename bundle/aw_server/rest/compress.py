"""gzip for large answers, for clients that take it. Level 1: the network is a loopback, the time is the user's."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import cast

from flask import Response, request

# Below this the gain is not worth a thought.
LEAST = 32 * 1024
_LEVEL = 1
_GZIP = 16 + zlib.MAX_WBITS


def compressed(response: Response) -> Response:
    """The response, its body gzipped if it is large (or streamed) and the client takes gzip."""
    if response.is_streamed:
        large = not response.is_sequence
    else:
        large = (response.content_length or 0) >= LEAST
    if not large or response.status_code != 200 or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or request.method == "HEAD":
        return response
    response.headers["Content-Encoding"] = "gzip"
    if response.is_streamed:
        del response.headers["Content-Length"]
        response.response = _Stream(cast("Iterable[bytes]", response.response))
    else:
        response.set_data(_gzipped(response.get_data()))
    return response


def _gzipped(body: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return packer.compress(body) + packer.flush()


class _Stream:
    """Pieces of a body, gzipped as they come; closing it closes where they come from."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        for piece in self._pieces:
            if packed := packer.compress(piece):
                yield packed
        yield packer.flush()

    def close(self) -> None:
        """Tell the source that nobody will ask for more."""
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()
