"""What the frozen folder is made of: components with versions and licences, as texts and as a bill of materials.

Components are found by looking at the files that are really inside, so that nothing is forgotten:
Python distributions by their file lists, system libraries by the package that owns them. Of the web page, whose parts
are no longer to be told apart, everything is named that its lock file installs for it.
Standard library only; run with the interpreter whose environment was frozen.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
import sysconfig
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import freezing

_TEXT_NAME = re.compile(r"(licen[cs]e|copying|notice|authors|copyright)", re.IGNORECASE)
OWN = "activitywatch"


@dataclass(frozen=True)
class Component:
    """One thing that somebody else made. `kind`: pypi, npm, deb, rpm or generic (as in package URLs)."""

    name: str
    version: str
    kind: str
    licence: str
    texts: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def purl(self) -> str:
        """Its package URL."""
        place = {"deb": "deb/debian", "rpm": "rpm"}.get(self.kind, self.kind)
        name = self.name.replace("@", "%40") if self.kind == "npm" else self.name
        return f"pkg:{place}/{name}@{self.version}"


def components(internals: list[Path], root: Path = freezing.ROOT) -> list[Component]:
    """Everything inside the folder that is not ours, by kind and name. `internals`: where the frozen modules lie."""
    inside = {path.relative_to(top).as_posix() for top in internals for path in top.rglob("*") if not path.is_dir()}
    found = [*distributions(inside), *npm_packages(root / "bundle/aw-webui"), *system_libraries(inside), runtime()]
    return sorted(set(found), key=lambda component: (component.kind, component.name.lower(), component.version))


# --- Python --------------------------------------------------------------------------------------------------------


def distributions(inside: set[str]) -> Iterator[Component]:
    """The installed distributions of which at least one file is `inside` (paths below the frozen folder)."""
    for dist in importlib.metadata.distributions():
        name = dist.metadata["Name"]
        if name.lower() == OWN:
            continue
        files = [PurePosixPath(str(file)) for file in dist.files or []]
        # The freezing tool's own starter is inside every program, though no module of it is.
        if name.lower() == "pyinstaller" or any(_is_inside(file, inside) for file in files):
            yield Component(name, dist.version, "pypi", licence_of(dist.metadata), _texts(dist, files))


def _is_inside(file: PurePosixPath, inside: set[str]) -> bool:
    if "dist-info" in file.parts[0] or file.parts[0] == "..":
        return False
    return str(file.with_suffix(".pyc") if file.suffix == ".py" else file) in inside


def licence_of(metadata: Any) -> str:
    """What a distribution says about its licence, shortest form first."""
    for key in ("License-Expression", "License"):
        text = str(metadata[key] or "").strip()
        if text and "\n" not in text and text.upper() != "UNKNOWN":
            return text
    classifiers = [str(value) for value in metadata.get_all("Classifier") or []]
    named = [value.split(" :: ")[-1] for value in classifiers if value.startswith("License ::")]
    return " AND ".join(named) or "see its licence text"


def _texts(dist: importlib.metadata.Distribution, files: Iterable[PurePosixPath]) -> dict[str, str]:
    texts = {}
    for file in files:
        if "dist-info" in file.parts[0] and _TEXT_NAME.search(file.name):
            path = Path(str(dist.locate_file(str(file))))
            if path.is_file():
                texts[file.name] = path.read_text(encoding="utf-8", errors="replace")
    return texts


def runtime() -> Component:
    """Python itself."""
    places = [
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path(f"/usr/share/doc/python3.{sys.version_info.minor}/copyright"),
        Path(f"/usr/share/doc/libpython3.{sys.version_info.minor}-minimal/copyright"),
    ]
    text = next((place.read_text(encoding="utf-8", errors="replace") for place in places if place.is_file()), "")
    version = ".".join(map(str, sys.version_info[:3]))
    return Component("cpython", version, "generic", "PSF-2.0", {"LICENSE.txt": text or sys.copyright})


# --- The web page --------------------------------------------------------------------------------------------------


def npm_packages(webui: Path) -> Iterator[Component]:
    """What the built page may contain: the packages of the lock file that are not tools for building."""
    lock = json.loads((webui / "package-lock.json").read_text(encoding="utf-8"))
    for place, entry in lock["packages"].items():
        if place and not entry.get("dev") and not entry.get("optional"):
            folder = webui / place
            texts = {
                file.name: file.read_text(encoding="utf-8", errors="replace")
                for file in sorted(folder.glob("*"))
                if file.is_file() and _TEXT_NAME.search(file.name)
            }
            name = place.rpartition("node_modules/")[2]
            yield Component(name, entry["version"], "npm", str(entry.get("license", "see its licence text")), texts)


# --- Libraries of the building system --------------------------------------------------------------------------------


def system_libraries(inside: set[str]) -> Iterator[Component]:
    """The packages of the building system whose libraries came along (Linux with dpkg; elsewhere none came)."""
    names = {PurePosixPath(name).name for name in inside if "/" not in name and freezing.INSIDE.match(name)}
    for name in sorted(names):
        if not name.startswith(("libpython", "libQt5", "libicu")):
            yield owner(name)


def owner(library: str) -> Component:
    """The Debian package that has `library`; a component of that name without a version when nobody knows."""
    path = _installed(library)
    said = _said("dpkg-query", "-S", str(path.resolve())) or _said("dpkg-query", "-S", str(path)) if path else ""
    if not said:
        return Component(library, "unknown", "generic", "see its project")
    package = said.split(":")[0]
    version = _said("dpkg-query", "-W", "-f", "${Version}", package)
    text = Path("/usr/share/doc") / package / "copyright"
    texts = {"copyright": text.read_text(encoding="utf-8", errors="replace")} if text.is_file() else {}
    return Component(package, version, "deb", "see its copyright file", texts)


def _installed(library: str) -> Path | None:
    for line in _said("/sbin/ldconfig", "-p").splitlines():
        if line.split() and line.split()[0] == library:
            return Path(line.rpartition("=> ")[2].strip())
    return None


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


# --- Writing it down -------------------------------------------------------------------------------------------------


def bill_of_materials(found: list[Component], version: str, epoch: int) -> dict[str, Any]:
    """A CycloneDX 1.5 document. `epoch`: its time, seconds since 1970."""
    main = f"pkg:generic/{OWN}@{version}"
    serial = uuid.uuid5(uuid.NAMESPACE_URL, main + "".join(component.purl for component in found))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": main,
                "name": OWN,
                "version": version,
                "licenses": [{"license": {"id": "MPL-2.0"}}],
            },
        },
        "components": [
            {
                "type": "library",
                "bom-ref": component.purl,
                "name": component.name,
                "version": component.version,
                "purl": component.purl,
                "licenses": [{"license": {"name": component.licence}}],
            }
            for component in found
        ],
        "dependencies": [{"ref": main, "dependsOn": [component.purl for component in found]}],
    }


def write_licences(found: list[Component], folder: Path) -> None:
    """One folder per component with its texts, and a table of all of them in README.txt."""
    lines = ["What ActivityWatch is made of besides its own code, and under which licences.", ""]
    width = max((len(component.name) for component in found), default=0)
    for component in found:
        lines.append(f"{component.name:<{width}}  {component.version:<24} {component.licence}")
        for name, text in sorted(component.texts.items()):
            place = folder / component.name.replace("/", "_") / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
    lines += [
        "",
        "PyQt5 is under the GPL v3; so the programs together, as they lie here, are passed on under its terms.",
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
