"""Names and colours: languages by the endings of files, editors and their plug-ins, categories."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

OTHER: Final = "Other"

# name: colour, endings. The colours are this project's own, except where a language's community has one of its own.
_LANGUAGES: Final = """
Ada: 02f88c .adb .ads
Assembly: 6e4c13 .asm .s
Astro: ff5a03 .astro
Awk: c30e9b .awk
Bash: 89e051 .sh .bash .zsh .ksh
Batchfile: c1f12e .bat .cmd
C: 555555 .c .h
C#: 178600 .cs .csx
C++: f34b7d .cpp .cc .cxx .hpp .hh .hxx .ipp .tpp
CMake: da3434 .cmake CMakeLists.txt
COBOL: 005ca5 .cob .cbl
CSS: 563d7c .css
CSV: 237346 .csv .tsv
Clojure: db5855 .clj .cljs .cljc .edn
CoffeeScript: 244776 .coffee
Crystal: 000100 .cr
Cuda: 3a4e3a .cu .cuh
Cython: fedf5b .pyx .pxd
D: ba595e .d .di
Dart: 00b4ab .dart
Diff: 88aa00 .diff .patch
Docker: 384d54 Dockerfile Containerfile .dockerfile
Elixir: 6e4a7e .ex .exs
Elm: 60b5cc .elm
Emacs Lisp: c065db .el
Erlang: b83998 .erl .hrl
F#: b845fc .fs .fsx .fsi
Fish: 4aae47 .fish
Fortran: 4d41b1 .f .f90 .f95 .f03
GDScript: 355570 .gd
GLSL: 5686a5 .glsl .vert .frag
Git Config: f44d27 .gitconfig .gitmodules .gitattributes .gitignore
Go: 00add8 .go go.mod go.sum
GraphQL: e10098 .graphql .gql
Groovy: 4298b8 .groovy .gradle Jenkinsfile
HCL: 844fba .hcl
HTML: e34c26 .html .htm .xhtml
Handlebars: f7931e .hbs .handlebars
Haskell: 5e5086 .hs .lhs
INI: d1dbe0 .ini .cfg .conf .properties
JSON: 292929 .json .jsonc .json5 .geojson .webmanifest
JSX: 61dafb .jsx
Java: b07219 .java
JavaScript: f1e05a .js .mjs .cjs
Jinja: a52a22 .jinja .jinja2 .j2
Julia: a270ba .jl
Jupyter Notebook: da5b0b .ipynb
Kotlin: a97bff .kt .kts
LaTeX: 3d6117 .tex .sty .cls .bib
Less: 1d365d .less
Lisp: 3fb68b .lisp .lsp .cl
Lua: 000080 .lua
MATLAB: e16737 .m
Makefile: 427819 Makefile GNUmakefile makefile .mk
Markdown: 083fa1 .md .markdown .mdx .mkd
Meson: 007800 meson.build
Nim: ffc200 .nim .nims
Nix: 7e7eff .nix
OCaml: 3be133 .ml .mli
Objective-C: 438eff .mm
Odin: 60affe .odin
PHP: 4f5d95 .php .phtml
Pascal: e3f171 .pas .pp
Perl: 0298c3 .pl .pm .t
PowerShell: 012456 .ps1 .psm1 .psd1
Prisma: 0c344b .prisma
Prolog: 74283c .pro
Protocol Buffer: 4a6da7 .proto
Python: 3572a5 .py .pyi .pyw
QML: 44a51c .qml
R: 198ce7 .r .rmd
Racket: 3c5caa .rkt
ReStructuredText: 141414 .rst
Ruby: 701516 .rb .erb .rake Gemfile Rakefile
Rust: dea584 .rs
SCSS: c6538c .scss
SQL: e38c00 .sql
SVG: ff9900 .svg
Sass: a53b70 .sass
Scala: c22d40 .scala .sc .sbt
Scheme: 1e4aec .scm .ss
Solidity: aa6746 .sol
Starlark: 76d275 .bzl BUILD WORKSPACE
Svelte: ff3e00 .svelte
Swift: f05138 .swift
TOML: 9c4221 .toml
TSX: 3178c6 .tsx
Tcl: e4cc98 .tcl
Terraform: 5c4ee5 .tf .tfvars
Text: 7a8288 .txt .log
TypeScript: 3178c6 .ts .mts .cts
Typst: 239dad .typ
V: 4f87c4 .v
VHDL: adb2cb .vhd .vhdl
VimL: 199f4b .vim .vimrc
Visual Basic: 945db7 .vb .vbs
Vue.js: 41b883 .vue
WebAssembly: 04133b .wat .wast
XML: 0060ac .xml .xsd .xsl .plist
YAML: cb171e .yml .yaml
Zig: ec915c .zig
"""

_EDITORS: Final = """
Android Studio: 3ddc84 jetbrains-wakatime
Arduino IDE: 00979d arduino-wakatime
Blender: ea7600 blender-wakatime
Brackets: 0085c6 brackets-wakatime hidden
Brave: fb542b browser-wakatime
Chrome: 4285f4 browser-wakatime
Claude Code: d97757 claude-code-wakatime
CLion: 14c9a5 jetbrains-wakatime
Cursor: 000000 vscode-wakatime
DataGrip: 907cf2 jetbrains-wakatime
Eclipse: 2c2255 eclipse-wakatime
Edge: 0078d7 browser-wakatime
Emacs: 7f5ab6 wakatime-mode
Excel: 107c41 office-wakatime
Figma: f24e1e figma-wakatime
Firefox: ff7139 browser-wakatime
Gedit: 4a90d9 gedit-wakatime
GoLand: 1fa8c9 jetbrains-wakatime
Helix: 706bc8 wakatime-ls
IntelliJ IDEA: fe2857 jetbrains-wakatime
JupyterLab: f37726 jupyterlab-wakatime
Kate: 1d99f3 kate-wakatime
Kakoune: 8e44ad kakoune-wakatime
Micro: 2e3192 micro-wakatime
Neovim: 57a143 vim-wakatime
Notepad++: 90e59a notepadpp-wakatime
Obsidian: 7c3aed obsidian-wakatime
PhpStorm: b345f1 jetbrains-wakatime
PyCharm: 21d789 jetbrains-wakatime
Rider: dd1265 jetbrains-wakatime
RubyMine: fc801d jetbrains-wakatime
RustRover: ff5f2e jetbrains-wakatime
Sublime Text: ff9800 sublime-wakatime
TextMate: 822b0e textmate-wakatime
Unity: 222c37 unity-wakatime
VS Code: 007acc vscode-wakatime
VSCodium: 2f80ed vscode-wakatime
Vim: 019733 vim-wakatime
Visual Studio: 5c2d91 visualstudio-wakatime
WebStorm: 07c3f2 jetbrains-wakatime
Windsurf: 09b6a2 vscode-wakatime
Xcode: 147efb macos-wakatime
Zed: 084ccf zed-wakatime
Atom: 66595c atom-wakatime hidden
Lapce: 3f8ae2 lapce-wakatime unreleased
"""

_CAPITALS = {"ai": "AI", "ui": "UI", "qa": "QA"}
_COMMON_COLOUR = "#7a8288"


class Language(NamedTuple):
    """A language and its colour (`#rrggbb`)."""

    name: str
    colour: str


class Editor(NamedTuple):
    """An editor that has a plug-in; hidden ones are retired, unreleased ones not out yet."""

    name: str
    colour: str
    plugin: str
    hidden: bool
    released: bool


def _read_languages() -> tuple[list[Language], dict[str, str]]:
    languages: list[Language] = []
    by_ending: dict[str, str] = {}
    for line in _LANGUAGES.strip().splitlines():
        name, _, rest = line.partition(": ")
        colour, *endings = rest.split()
        languages.append(Language(name, f"#{colour}"))
        by_ending |= {ending.lower(): name for ending in endings}
    return languages, by_ending


def _read_editors() -> list[Editor]:
    editors = []
    for line in _EDITORS.strip().splitlines():
        name, _, rest = line.partition(": ")
        colour, plugin, *flags = rest.split()
        editors.append(Editor(name, f"#{colour}", plugin, "hidden" in flags, "unreleased" not in flags))
    return sorted(editors, key=lambda editor: editor.name.lower())


LANGUAGES, _BY_ENDING = _read_languages()
EDITORS: Final = _read_editors()
_COLOURS: Final = {language.name: language.colour for language in LANGUAGES}


def language_of(entity: str) -> str | None:
    """The language of a file by its name or ending; None for an ending that is not known."""
    name = re.split(r"[/\\]", entity)[-1].lower()
    if name in _BY_ENDING:
        return _BY_ENDING[name]
    stem, dot, ending = name.rpartition(".")
    return _BY_ENDING.get(f".{ending}") if dot and (stem or ending) else None


def language_colour(name: str) -> str:
    """`#rrggbb`, grey for a language that is not known."""
    return _COLOURS.get(name, _COMMON_COLOUR)


@lru_cache(maxsize=256)
def category_name(category: str) -> str:
    """A category as shown: `ai coding` is AI Coding."""
    return " ".join(_CAPITALS.get(word.lower(), word[:1].upper() + word[1:]) for word in category.split())
