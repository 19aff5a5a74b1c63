"""The icons made from the SVGs are there, of their sizes and current; the desktop's own judges accept our entries."""

from __future__ import annotations

import importlib
import re
import struct
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "resources"
STATES = {"ok", "paused", "trouble"}
GRIDS = (16, 18, 22, 24)
PANELS = {"light": "#f2f2f2", "dark": "#2b2b2b"}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def icons() -> Any:
    return importlib.import_module("icons")


def png_size(data: bytes) -> tuple[int, int]:
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    return int(width), int(height)


def ico_sizes() -> list[int]:
    data = (RESOURCES / "activitywatch.ico").read_bytes()
    kind, count = struct.unpack("<HH", data[2:6])
    assert kind == 1
    sizes = []
    for index in range(count):
        width, _, _, _, _, depth, length, offset = struct.unpack_from("<BBBBHHII", data, 6 + 16 * index)
        part = data[offset : offset + length]
        assert (depth, len(part)) == (32, length)
        real = png_size(part)[0] if part.startswith(b"\x89PNG") else struct.unpack_from("<i", part, 4)[0]
        assert real == (width or 256)
        sizes.append(real)
    return sizes


def icns_sizes() -> set[int]:
    data = (RESOURCES / "activitywatch.icns").read_bytes()
    assert data[:4] == b"icns"
    assert struct.unpack(">I", data[4:8])[0] == len(data)
    found, at = set(), 8
    while at < len(data):
        length = struct.unpack(">I", data[at + 4 : at + 8])[0]
        found.add(png_size(data[at + 8 : at + length])[0])
        at += length
    return found


def test_every_png_has_the_size_of_its_folder(icons: Any) -> None:
    found = {}
    for file in (RESOURCES / "icons").rglob("*.png"):
        found[file.parent.parent.name] = png_size(file.read_bytes())
    assert found == {f"{size}x{size}": (size, size) for size in icons.PNG_SIZES}


def test_windows_and_macos_have_theirs(icons: Any) -> None:
    assert ico_sizes() == list(icons.ICO_SIZES)
    assert icns_sizes() == set(icons.ICNS_KINDS)


def test_they_were_made_from_the_logo_as_it_is_now(icons: Any, qapp_offscreen: None) -> None:
    """Another Qt may round a pixel differently; another drawing differs by far more."""
    from PyQt5.QtGui import QImage

    made = QImage(str(RESOURCES / "icons/hicolor/64x64/apps/activitywatch.png"))
    now = icons.draw(icons.LOGO, 64)
    difference = 0
    for x in range(64):
        for y in range(64):
            a, b = made.pixelColor(x, y), now.pixelColor(x, y)
            pairs = zip(a.getRgb(), b.getRgb(), strict=True)
            difference += sum(abs((one or 0) - (other or 0)) for one, other in pairs)
    assert difference / (64 * 64 * 4) < 1, "run packaging/icons.py and commit what it makes"


@pytest.fixture
def qapp_offscreen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")


def test_everything_made_stays_small() -> None:
    made = [*(RESOURCES / "icons").rglob("*.png"), *RESOURCES.glob("activitywatch.ic*")]
    assert sum(file.stat().st_size for file in made) < 300_000


# -- the drawings ----------------------------------------------------------------------------------


def test_every_state_is_drawn_on_every_grid_and_in_one_colour() -> None:
    for state in STATES:
        for grid in GRIDS:
            root = ET.parse(RESOURCES / f"tray-{state}-{grid}.svg").getroot()
            assert root.get("viewBox") == f"0 0 {grid} {grid}"
        symbolic = "activitywatch-symbolic.svg" if state == "ok" else f"activitywatch-{state}-symbolic.svg"
        text = (RESOURCES / symbolic).read_text()
        # Desktops recolour fills of symbolic icons and nothing else.
        assert "stroke" not in text
        assert set(re.findall("#[0-9a-f]{6}", text)) == {"#2e3436"}


@pytest.mark.parametrize("state", sorted(STATES))
@pytest.mark.parametrize("panel", PANELS)
def test_each_state_stands_out_on_light_and_dark_panels(state: str, panel: str) -> None:
    for grid in GRIDS:
        text = (RESOURCES / f"tray-{state}-{grid}.svg").read_text()
        (colour,) = set(re.findall("#[0-9a-f]{6}", text))
        assert contrast(colour, PANELS[panel]) >= 3


def contrast(one: str, other: str) -> float:
    """By the formula of the web's accessibility rules."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_tray_page_and_program_show_the_same_mark() -> None:
    """The ring, three quarters strong and one faint, around a dot: the same lines in the same order everywhere."""
    header = (ROOT / "bundle/aw-webui/src/components/BrandMark.vue").read_text()
    favicon = (ROOT / "bundle/aw-webui/public/favicon.svg").read_text()
    tray = (RESOURCES / "tray-ok-16.svg").read_text()
    shapes = [re.findall(r'(?: d|cx|cy| r)="([^"]+)"', text) for text in (header, favicon, tray)]
    assert shapes[0] == shapes[1] == shapes[2]
    assert len(shapes[0]) == 5


# -- what the desktop is told ----------------------------------------------------------------------


def test_the_menu_entry_and_the_autostart_entry_are_valid(tmp_path: Path) -> None:
    autostart = tmp_path / "autostart.desktop"
    text = (RESOURCES / "aw-qt-autostart.desktop").read_text()
    autostart.write_text(text.replace("@COMMAND@", "aw-qt"))
    for entry in (RESOURCES / "aw-qt.desktop", autostart):
        judged = subprocess.run(["desktop-file-validate", str(entry)], capture_output=True, text=True, check=False)
        assert (judged.returncode, judged.stdout) == (0, "")


def test_the_description_for_software_centres_is_valid() -> None:
    (metadata,) = RESOURCES.glob("*.metainfo.xml")
    command = ["appstreamcli", "validate", "--no-net", str(metadata)]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout
    root = ET.parse(metadata).getroot()
    assert root.findtext("launchable") == "aw-qt.desktop"
    assert root.findtext("id") == metadata.name.removesuffix(".metainfo.xml")
    assert re.search(r"^Icon=(.+)$", (RESOURCES / "aw-qt.desktop").read_text(), re.M)[1] == root.findtext("icon")  # type: ignore[index]
