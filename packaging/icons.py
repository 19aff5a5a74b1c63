"""Make every bitmap icon from the SVGs in resources/: run by hand after an SVG was changed, then commit what changed.

usage: python packaging/icons.py            (needs PyQt5, which the tray needs anyway; no display)

    resources/icons/hicolor/<n>x<n>/apps/activitywatch.png   menus and windows of free desktops
    resources/activitywatch.ico                              Windows: programs, installer
    resources/activitywatch.icns                             macOS: the application

The tray draws its icons itself from the SVGs, at the sizes its panel may want.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

from PyQt5.QtCore import QBuffer, QIODevice, QRectF
from PyQt5.QtGui import QGuiApplication, QImage, QPainter
from PyQt5.QtSvg import QSvgRenderer

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
LOGO = RESOURCES / "activitywatch.svg"

PNG_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
# What a PNG may stand for in an .icns, by pixel size. The two smallest without a doubled display are left to macOS,
# which scales the next one: old systems show a PNG in their place as noise.
ICNS_KINDS = {
    32: [b"ic11"],
    64: [b"ic12"],
    128: [b"ic07"],
    256: [b"ic08", b"ic13"],
    512: [b"ic09", b"ic14"],
    1024: [b"ic10"],
}


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication(["icons"])
    for size in PNG_SIZES:
        file = RESOURCES / f"icons/hicolor/{size}x{size}/apps/activitywatch.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(png(draw(LOGO, size)))
    LOGO.with_suffix(".ico").write_bytes(ico({size: draw(LOGO, size) for size in ICO_SIZES}))
    LOGO.with_suffix(".icns").write_bytes(icns({size: draw(LOGO, size) for size in ICNS_KINDS}))
    app.quit()
    return 0


def draw(svg: Path, size: int) -> QImage:
    """The drawing at size x size pixels on a transparent ground."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(svg)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def png(image: QImage) -> bytes:
    """A PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data())


def ico(images: dict[int, QImage]) -> bytes:
    """A Windows icon: bitmaps, and a PNG for 256, as its readers expect since Vista."""
    parts = [(size, png(image) if size == 256 else bitmap(image)) for size, image in images.items()]
    offset = 6 + 16 * len(parts)
    header = struct.pack("<HHH", 0, 1, len(parts))
    for size, data in parts:
        side = size % 256
        header += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return header + b"".join(data for _, data in parts)


def bitmap(image: QImage) -> bytes:
    """A bitmap as an .ico holds it: straight BGRA from the bottom up, then a mask nobody reads where there is alpha."""
    size = image.width()
    straight = image.convertToFormat(QImage.Format.Format_ARGB32).mirrored(False, True)
    pixels = straight.constBits()
    assert pixels is not None
    mask = bytes((size + 31) // 32 * 4 * size)
    header = struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, 0, 0, 0, 0, 0)
    return header + pixels.asstring(straight.sizeInBytes()) + mask


def icns(images: dict[int, QImage]) -> bytes:
    """A macOS icon: PNGs, each under every kind it serves."""
    parts = b""
    for size, image in images.items():
        data = png(image)
        for kind in ICNS_KINDS[size]:
            parts += kind + struct.pack(">I", len(data) + 8) + data
    return b"icns" + struct.pack(">I", len(parts) + 8) + parts


if __name__ == "__main__":
    sys.exit(main())
