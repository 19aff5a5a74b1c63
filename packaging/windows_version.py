"""The version resource that Windows shows under "Details" and in the task manager. Standard library only."""

from __future__ import annotations

import re
from pathlib import Path

DESCRIPTIONS = {
    "aw-qt": "ActivityWatch",
    "aw-server": "ActivityWatch server",
    "aw-watcher-afk": "ActivityWatch presence watcher",
    "aw-watcher-window": "ActivityWatch window watcher",
    "aw-client": "ActivityWatch client",
    "aw-cli": "ActivityWatch command line",
}

_TEMPLATE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004, fileType=0x1,
                    subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('040904B0', [
      StringStruct('CompanyName', 'ActivityWatch'),
      StringStruct('FileDescription', {description!r}),
      StringStruct('FileVersion', {version!r}),
      StringStruct('InternalName', {name!r}),
      StringStruct('LegalCopyright', 'Mozilla Public License 2.0'),
      StringStruct('OriginalFilename', {file!r}),
      StringStruct('ProductName', 'ActivityWatch'),
      StringStruct('ProductVersion', {version!r})])]),
    VarFileInfo([VarStruct('Translation', [1033, 1200])])
  ]
)
"""


def numbers(version: str) -> tuple[int, int, int, int]:
    """The four numbers Windows wants: `0.14.0b2` → (0, 14, 0, 0). Missing ones are 0."""
    release = re.match(r"\d+(\.\d+)*", version)
    found = [min(int(part), 65535) for part in release[0].split(".")] if release else []
    first, second, third, fourth, *_ = [*found, 0, 0, 0, 0]
    return first, second, third, fourth


def text(name: str, version: str) -> str:
    """What the freezing tool reads for the program `name`."""
    return _TEMPLATE.format(
        numbers=numbers(version),
        description=DESCRIPTIONS.get(name, name),
        version=version,
        name=name,
        file=f"{name}.exe",
    )


def version_resource(folder: Path, name: str, project: dict[str, object]) -> str:
    """Write the resource of `name` below `folder`; returns the path."""
    file = folder / f"{name}-version.txt"
    file.write_text(text(name, str(project["version"])), encoding="utf-8")
    return str(file)
