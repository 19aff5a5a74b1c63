"""The disk image's looks: the application, an arrow's length away the Applications folder. Read by dmgbuild."""

# ruff: noqa: F821 - `defines` comes from dmgbuild
from pathlib import Path

app = defines["app"]
files = [app]
symlinks = {"Applications": "/Applications"}
format = "ULFO"
filesystem = "HFS+"
window_rect = ((200, 200), (640, 320))
default_view = "icon-view"
icon_size = 128
text_size = 13
show_toolbar = show_status_bar = show_sidebar = show_pathbar = False
icon_locations = {Path(app).name: (170, 150), "Applications": (470, 150)}
