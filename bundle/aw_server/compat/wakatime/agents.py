"""Who sent it: editor, operating system, plug-in and versions out of a User-Agent."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

UNKNOWN_EDITOR = "Unknown Editor"
UNKNOWN_OS = "Unknown OS"

_TOKEN = re.compile(r"([^\s/()]+)/([^\s()]+)|([^\s()]+)")
_PLATFORM = re.compile(r"\(([^)]*)\)")
_RUNTIME = re.compile(r"(?:go|python)\d", re.IGNORECASE)
_SYSTEMS = {
    "darwin": "Mac",
    "mac": "Mac",
    "macos": "Mac",
    "macintosh": "Mac",
    "win": "Windows",
    "win32": "Windows",
    "windows": "Windows",
    "linux": "Linux",
    "x11": "Linux",
    "freebsd": "FreeBSD",
    "openbsd": "OpenBSD",
    "netbsd": "NetBSD",
    "android": "Android",
    "ios": "iOS",
    "cros": "ChromeOS",
}
_BROWSERS = ("chrome", "firefox", "edge", "opera", "safari", "brave", "vivaldi", "arc", "chromium")
_DESKTOP_PLUGINS = frozenset(("macos-wakatime", "windows-wakatime", "linux-wakatime", "desktop-wakatime"))
_PASSED_OVER = frozenset(("wakatime", "wakatime-ls", "wakatime-cli", "mozilla", "applewebkit", "gecko", "version"))
_NAMES = {
    "vscode": "VS Code",
    "vs-code": "VS Code",
    "vscodium": "VSCodium",
    "visualstudio": "Visual Studio",
    "vim": "Vim",
    "neovim": "Neovim",
    "nvim": "Neovim",
    "emacs": "Emacs",
    "intellijidea": "IntelliJ IDEA",
    "intellij": "IntelliJ IDEA",
    "pycharm": "PyCharm",
    "phpstorm": "PhpStorm",
    "webstorm": "WebStorm",
    "rubymine": "RubyMine",
    "goland": "GoLand",
    "clion": "CLion",
    "datagrip": "DataGrip",
    "rustrover": "RustRover",
    "androidstudio": "Android Studio",
    "appcode": "AppCode",
    "sublime": "Sublime Text",
    "sublimetext": "Sublime Text",
    "xcode": "Xcode",
    "texstudio": "TeXstudio",
    "nano": "GNU nano",
    "bash": "Bash",
    "zsh": "Zsh",
    "fish": "Fish",
    "iterm2": "iTerm2",
    "gedit": "gedit",
    "jupyterlab": "JupyterLab",
    "powershell": "PowerShell",
}


class Agent(NamedTuple):
    """What a User-Agent says; None for what it does not."""

    editor: str
    editor_raw: str | None
    os: str
    cli: str | None = None
    plugin: str | None = None
    plugin_version: str | None = None
    is_browser_extension: bool = False
    is_desktop_app: bool = False


@lru_cache(maxsize=2048)
def parse(value: str) -> Agent:
    """The sender behind a User-Agent. Never fails: what cannot be told is unknown."""
    platform = _PLATFORM.search(value)
    tokens = [(m[1] or m[3], m[2]) for m in _TOKEN.finditer(_PLATFORM.sub(" ", value))]
    cli = next((version.removeprefix("v") for name, version in tokens if name == "wakatime" and version), None)
    plugin = next(((name, version) for name, version in tokens if name.endswith("-wakatime")), None)
    editor = _editor(tokens, plugin[0] if plugin else None)
    prefix = plugin[0].removesuffix("-wakatime") if plugin else ""
    return Agent(
        editor=display_name(editor) if editor else UNKNOWN_EDITOR,
        editor_raw=editor,
        os=_system(platform[1] if platform else value),
        cli=cli,
        plugin=plugin[0] if plugin else None,
        plugin_version=plugin[1] if plugin else None,
        is_browser_extension=prefix in _BROWSERS or prefix == "browser",
        is_desktop_app=bool(plugin) and plugin is not None and plugin[0] in _DESKTOP_PLUGINS,
    )


def display_name(editor: str) -> str:
    """An editor's name for people: `vscode` is VS Code, `cursor` is Cursor; one with capitals is left alone."""
    known = _NAMES.get(editor.lower())
    if known is not None:
        return known
    if editor != editor.lower():
        return editor
    return " ".join(word[:1].upper() + word[1:] for word in re.split(r"[\s_-]+", editor) if word)


def _editor(tokens: list[tuple[str, str | None]], plugin: str | None) -> str | None:
    candidates = [
        name
        for name, version in tokens
        if name.lower() not in _PASSED_OVER
        and not name.endswith("-wakatime")
        and not _RUNTIME.match(name)
        and (version is not None)
    ]
    # The tools that write code by themselves name the model first; the tool is what the time was spent in.
    for name in candidates:
        if name.lower().endswith(("-cli", "-tui", "-code")) or name.lower() in ("claude", "codex"):
            return name.removesuffix("-cli").removesuffix("-tui")
    named = [name for name in candidates if name.lower() != "unknown"]
    if named:
        return named[0]
    prefix = (plugin or "").removesuffix("-wakatime")
    return prefix if prefix and prefix not in _SYSTEMS else None


def _system(text: str) -> str:
    if "-wsl2-" in text.lower() or "microsoft-standard" in text.lower():
        return "WSL"
    words = re.split(r"[-_;\s/.]+", text.lower())
    if text.lower().startswith(("chrome/", "firefox/", "edge/", "opera/", "safari/")):
        words = [word for word in words if word in _SYSTEMS]
    for word in words:
        if word in _SYSTEMS:
            return _SYSTEMS[word]
    return UNKNOWN_OS
