"""Small charts as pictures: bars with labels, as SVG and as PNG, and badges. No libraries, nothing from elsewhere."""

from __future__ import annotations

import struct
import zlib
from html import escape
from typing import Final, NamedTuple

WIDTH: Final = 520
_ROW: Final = 26
_TOP: Final = 44
_LABEL: Final = 150
_VALUE: Final = 110
_INK, _FAINT, _PAPER = "#24292f", "#d0d7de", "#ffffff"

# A pattern of five columns of eight dots for each printable character from space to "z"; the lowest bit is the top.
_DOTS: Final = bytes.fromhex(
    "0000000000"
    "00005f0000"
    "0007000700"
    "147f147f14"
    "242a7f2a12"
    "2313086462"
    "3649562050"
    "0008070300"
    "001c224100"
    "0041221c00"
    "2a1c7f1c2a"
    "08083e0808"
    "0080703000"
    "0808080808"
    "0000606000"
    "2010080402"
    "3e5149453e"
    "00427f4000"
    "7249494946"
    "2141494d33"
    "1814127f10"
    "2745454539"
    "3c4a494931"
    "4121110907"
    "3649494936"
    "464949291e"
    "0000140000"
    "0040340000"
    "0008142241"
    "1414141414"
    "0041221408"
    "0201590906"
    "3e415d594e"
    "7c1211127c"
    "7f49494936"
    "3e41414122"
    "7f4141413e"
    "7f49494941"
    "7f09090901"
    "3e41415173"
    "7f0808087f"
    "00417f4100"
    "2040413f01"
    "7f08142241"
    "7f40404040"
    "7f021c027f"
    "7f0408107f"
    "3e4141413e"
    "7f09090906"
    "3e4151215e"
    "7f09192946"
    "2649494932"
    "03017f0103"
    "3f4040403f"
    "1f2040201f"
    "3f4038403f"
    "6314080463"
    "0304780403"
    "6159494d43"
    "007f414141"
    "0204081020"
    "004141417f"
    "0402010204"
    "4040404040"
    "0003070800"
    "2054547840"
    "7f28444438"
    "3844444428"
    "384444287f"
    "3854545418"
    "00087e0902"
    "18a4a49c78"
    "7f08040478"
    "00447d4000"
    "2040403d00"
    "7f10284400"
    "00417f4000"
    "7c04780478"
    "7c08040478"
    "3844444438"
    "fc18242418"
    "18242418fc"
    "7c08040408"
    "4854545424"
    "04043f4424"
    "3c4040207c"
    "1c2040201c"
    "3c4030403c"
    "4428102844"
    "4c9090907c"
    "4464544c44"
)


class Bar(NamedTuple):
    """One row: a label, a value in words, how much of the width it fills (0 to 1), and its colour (`#rrggbb`)."""

    label: str
    value: str
    share: float
    colour: str


class Chart(NamedTuple):
    """A title over rows."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """In pixels."""
        return _TOP + _ROW * max(1, len(self.bars)) + 10


def svg(chart: Chart) -> str:
    """The chart as SVG; it has the colours of the page around it where that is dark."""
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{chart.height}" role="img" '
        f'viewBox="0 0 {WIDTH} {chart.height}" font-family="system-ui,sans-serif" font-size="13">',
        f"<title>{escape(chart.title)}</title>",
        f"<style>text{{fill:{_INK}}}.b{{fill:{_FAINT}}}@media(prefers-color-scheme:dark)"
        "{text{fill:#e6edf3}.b{fill:#30363d}}</style>",
        f'<text x="12" y="26" font-size="16" font-weight="600">{escape(chart.title)}</text>',
    ]
    room = WIDTH - _LABEL - _VALUE - 24
    for number, bar in enumerate(chart.bars):
        y = _TOP + _ROW * number
        rows += [
            f'<text x="{_LABEL}" y="{y + 15}" text-anchor="end">{escape(_cut(bar.label, 22))}</text>',
            f'<rect class="b" x="{_LABEL + 10}" y="{y + 4}" width="{room}" height="14" rx="3"/>',
            f'<rect fill="{escape(bar.colour)}" x="{_LABEL + 10}" y="{y + 4}" width="{room * bar.share:.1f}" '
            'height="14" rx="3"/>',
            f'<text x="{WIDTH - _VALUE - 6}" y="{y + 15}">{escape(bar.value)}</text>',
        ]
    if not chart.bars:
        rows.append(f'<text x="12" y="{_TOP + 15}">No activity in this time.</text>')
    return "".join([*rows, "</svg>"])


def png(chart: Chart) -> bytes:
    """The chart as PNG."""
    canvas = _Canvas(WIDTH, chart.height)
    canvas.write(12, 12, chart.title, 2)
    room = WIDTH - _LABEL - _VALUE - 24
    for number, bar in enumerate(chart.bars):
        y = _TOP + _ROW * number
        label = _cut(bar.label, 22)
        canvas.write(_LABEL - 6 * len(label), y + 7, label, 1)
        canvas.fill(_LABEL + 10, y + 4, room, 14, _FAINT)
        canvas.fill(_LABEL + 10, y + 4, round(room * bar.share), 14, bar.colour)
        canvas.write(WIDTH - _VALUE - 6, y + 7, bar.value, 1)
    if not chart.bars:
        canvas.write(12, _TOP + 7, "No activity in this time.", 1)
    return canvas.encoded()


def badge(label: str, message: str, colour: str) -> str:
    """A flat badge as SVG."""
    left, right = (round(6.6 * len(text)) + 14 for text in (label, message))
    whole = left + right
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" aria-label="{escape(label)}: '
        f'{escape(message)}"><title>{escape(label)}: {escape(message)}</title>'
        f'<clipPath id="r"><rect width="{whole}" height="20" rx="3"/></clipPath><g clip-path="url(#r)">'
        f'<rect width="{left}" height="20" fill="#555"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{colour}"/></g>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="{left / 2}" y="14">{escape(label)}</text>'
        f'<text x="{left + right / 2}" y="14">{escape(message)}</text>'
        "</g></svg>"
    )


class _Canvas:
    """Pixels of three bytes."""

    def __init__(self, width: int, height: int) -> None:
        self._width = width
        self._rows = [bytearray(_rgb(_PAPER) * width) for _ in range(height)]

    def fill(self, x: int, y: int, width: int, height: int, colour: str) -> None:
        """A rectangle; what lies outside is cut off."""
        left, right = max(0, x), min(self._width, x + width)
        if right > left:
            run = _rgb(colour) * (right - left)
            for row in self._rows[max(0, y) : max(0, y + height)]:
                row[left * 3 : right * 3] = run

    def write(self, x: int, y: int, text: str, size: int) -> None:
        """A line of text; characters without a pattern of dots are written as a question mark."""
        for char in text:
            number = ord(char) - 32
            if not 0 <= number < len(_DOTS) // 5:
                number = ord("?") - 32
            for column, dots in enumerate(_DOTS[number * 5 : number * 5 + 5]):
                for row in range(8):
                    if dots >> row & 1:
                        self.fill(x + column * size, y + row * size, size, size, _INK)
            x += 6 * size

    def encoded(self) -> bytes:
        """As a PNG file."""
        head = struct.pack(">IIBBBBB", self._width, len(self._rows), 8, 2, 0, 0, 0)
        pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in self._rows), 9)
        parts = ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, data) for kind, data in parts)


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _rgb(colour: str) -> bytes:
    return bytes.fromhex(colour.lstrip("#"))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 2]}.."
