"""Windows, pages and files of real desktops, and the category each belongs to; then the traps."""

from __future__ import annotations

import pytest

from tests.aw_core.test_categories import category

IDE = "Software Development > Editing & IDEs"
TERMINAL = "Software Development > Systems Operations"
DEV = "Software Development > General Software Development"
DATA = "Software Development > Data Modeling & Analysis"
QA = "Software Development > Quality Assurance"
DOCS = "Reference & Learning > Engineering & Technology"
REFERENCE = "Reference & Learning > General Reference & Learning"
SEARCH = "Reference & Learning > Search"
MAIL = "Communication & Scheduling > Email"
CHAT = "Communication & Scheduling > Instant Message"
MEETING = "Communication & Scheduling > Meetings"
CALENDAR = "Communication & Scheduling > Calendars"
WRITING = "Design & Composition > Writing"
GRAPHICS = "Design & Composition > Graphic Design"
SLIDES = "Design & Composition > Presentation"
SHEETS = "Business > General Business"
PROJECT = "Business > Project Management"
VIDEO = "Entertainment > Video"
MUSIC = "Entertainment > Music"
GAMES = "Entertainment > Games"
SOCIAL = "Social Networking > General Social Networking"
NEWS = "News & Opinion > General News & Opinion"
TECH = "News & Opinion > Science & Technology"
SHOP = "Shopping > General Shopping"
UTILITY = "Utilities > General Utilities"
BROWSER = "Utilities > Browsers"
OTHER = "Utilities > Other"
UNKNOWN = "Uncategorized"

APPS = {
    # X11 classes, Wayland ids, Windows executables, macOS names
    IDE: "Code, code-oss, Code.exe, code, Visual Studio Code, jetbrains-pycharm-ce, pycharm64.exe, PyCharm, "
    "idea64.exe, "
    "dev.zed.Zed, Cursor, sublime_text, Emacs, Gvim, neovide, org.kde.kate, Xcode, devenv.exe, notepad++.exe, "
    "jetbrains-studio, org.gnome.Builder, Godot",
    TERMINAL: "Alacritty, kitty, gnome-terminal-server, org.gnome.Terminal, konsole, org.kde.konsole, xterm, "
    "XTerm, foot, "
    "org.wezfurlong.wezterm, com.mitchellh.ghostty, WindowsTerminal.exe, cmd.exe, powershell.exe, iTerm2, Terminal, "
    "com.raggesilver.BlackBox, tilix, xfce4-terminal, kgx, Docker Desktop",
    DEV: "GitHub Desktop, gitkraken, gitk, Meld, SourceTree",
    DATA: "DBeaver, jetbrains-datagrip, pgAdmin 4, RStudio, rstudio, MATLAB, io.dbeaver.DBeaverCommunity, "
    "libreoffice-base",
    QA: "Postman, Insomnia, postman",
    REFERENCE: "evince, org.gnome.Evince, okular, org.kde.okular, AcroRd32.exe, zotero, Anki, calibre, SumatraPDF.exe",
    MAIL: "thunderbird, Thunderbird, org.mozilla.Thunderbird, evolution, OUTLOOK.EXE, Microsoft Outlook, Mail, "
    "geary, kmail",
    CHAT: "Slack, slack, Slack.exe, discord, Discord, TelegramDesktop, org.telegram.desktop, Telegram, Signal, "
    "signal-desktop, "
    "WhatsApp, Element, ms-teams.exe, Microsoft Teams, Mattermost, zulip, teams-for-linux, com.discordapp.Discord",
    MEETING: "zoom, Zoom, zoom.us, Zoom.exe, Webex, us.zoom.Zoom",
    CALENDAR: "gnome-calendar, org.gnome.Calendar, Calendar, korganizer, Fantastical",
    WRITING: "libreoffice-writer, WINWORD.EXE, Microsoft Word, Pages, obsidian, md.obsidian.Obsidian, Joplin, "
    "notion-app, "
    "Notion, OneNote, gedit, org.gnome.TextEditor, notepad.exe, TeXstudio, Typora, Logseq",
    GRAPHICS: "gimp, Gimp-2.10, Inkscape, org.inkscape.Inkscape, krita, Photoshop.exe, Adobe Photoshop 2025, "
    "Figma, blender, "
    "darktable, FreeCAD, KiCad, mspaint.exe",
    SLIDES: "libreoffice-impress, POWERPNT.EXE, Microsoft PowerPoint, Keynote",
    SHEETS: "libreoffice-calc, EXCEL.EXE, Microsoft Excel, Numbers, gnumeric",
    PROJECT: "Jira, Todoist, ClickUp, Things3, OmniFocus",
    VIDEO: "vlc, VLC, mpv, org.videolan.VLC, io.mpv.Mpv, celluloid, totem, wmplayer.exe, IINA, kodi, smplayer",
    MUSIC: "Spotify, spotify, com.spotify.Client, Spotify.exe, rhythmbox, Music, strawberry, foobar2000.exe",
    GAMES: "steam, Steam, steam.exe, steam_app_292030, lutris, factorio, Minecraft, dota2, cs2, RimWorldLinux, "
    "retroarch",
    UTILITY: "org.gnome.Nautilus, Nautilus, Thunar, dolphin, org.kde.dolphin, Finder, explorer.exe, "
    "gnome-control-center, "
    "org.gnome.Settings, systemsettings, pavucontrol, keepassxc, org.keepassxc.KeePassXC, 1Password, "
    "gnome-calculator, "
    "org.gnome.Software, Taskmgr.exe, Activity Monitor, file-roller, gparted",
    BROWSER: "firefox, Firefox, Navigator, firefox-esr, org.mozilla.firefox, Google-chrome, google-chrome, "
    "chrome.exe, "
    "Google Chrome, chromium, Chromium-browser, Brave-browser, msedge.exe, Microsoft Edge, Safari, "
    "vivaldi-stable, Opera, "
    "LibreWolf, Arc, org.gnome.Epiphany, zen",
    OTHER: "loginwindow, LockApp.exe, i3lock, gnome-shell, plasmashell, xfdesktop, Dock",
    "Design & Composition > General Design & Composition": "obs, com.obsproject.Studio, kdenlive, Audacity, "
    "Reaper, Ardour",
    "Utilities > File Sharing": "transmission-gtk, qbittorrent, org.qbittorrent.qBittorrent, filezilla, "
    "syncthing, Dropbox",
    "Utilities > Virtualization": "virt-manager, VirtualBox, vmware, remmina, org.remmina.Remmina, AnyDesk, mstsc.exe",
    "Utilities > Internet Utilities": "wireshark, nm-connection-editor, blueman-manager, openvpn-gui.exe, WireGuard",
    "Business > Accounting": "gnucash, QuickBooks, homebank",
    "Communication & Scheduling > Voice Chat": "Skype, mumble, TeamSpeak 3",
    "Entertainment > Photos": "shotwell, eog, gwenview, org.gnome.Loupe, Photos, digikam",
}

TITLES = {
    "Fix paging by sam · Pull Request #12 · northwind/aurora · GitHub — Mozilla Firefox": DEV,
    "GitHub - northwind/aurora: A thing - Google Chrome": DEV,
    "python - How to sort a list? - Stack Overflow — Mozilla Firefox": DOCS,
    "sqlite3 — DB-API 2.0 interface — Python 3.12.1 documentation - Chromium": DOCS,
    "Array.prototype.map() - JavaScript | MDN — Mozilla Firefox": DOCS,
    "Inbox (4) - someone@gmail.com - Gmail - Google Chrome": MAIL,
    "(5) Inbox | someone@proton.me | Proton Mail": MAIL,
    "Mail - Some One - Outlook - Google Chrome": MAIL,
    "Roadmap 2027 - Google Docs — Mozilla Firefox": WRITING,
    "Budget - Google Sheets - Google Chrome": SHEETS,
    "Kick-off - Google Slides - Google Chrome": SLIDES,
    "Google Calendar - Week of November 16 - Chromium": CALENDAR,
    "Meet – abc-defg-hij - Google Chrome": MEETING,  # noqa: RUF001  # noqa: RUF001
    "Restoring a 1970s synth - YouTube — Mozilla Firefox": VIDEO,
    "(3) Restoring a 1970s synth - YouTube": VIDEO,
    "Restoring a 1970s synth - YouTube and 12 more pages - Personal - Microsoft\u200b Edge": VIDEO,
    "Stranger Things - Netflix - Google Chrome": VIDEO,
    "Lofi beats - playlist by someone | Spotify - Google Chrome": MUSIC,
    "My Mix - YouTube Music — Mozilla Firefox": MUSIC,
    "Hacker News — Mozilla Firefox": TECH,
    "Ask HN: what do you measure? | Hacker News": TECH,
    "The New York Times - Breaking News, US News - Google Chrome": NEWS,
    "r/selfhosted — Mozilla Firefox": SOCIAL,
    "Home / X - Google Chrome": SOCIAL,
    "(2) Facebook": SOCIAL,
    "Someone | LinkedIn — Mozilla Firefox": "Social Networking > Professional Networking",
    "Quantified self - Wikipedia — Mozilla Firefox": REFERENCE,
    "ChatGPT - Google Chrome": REFERENCE,
    "sqlite wal - Google Search — Mozilla Firefox": SEARCH,
    "sqlite wal at DuckDuckGo — Mozilla Firefox": SEARCH,
    "Amazon.com: mechanical keyboard - Google Chrome": SHOP,
    "mechanical keyboard for sale | eBay": SHOP,
    "[AUR-17] Fix paging - Jira - Google Chrome": PROJECT,
    "Sprint | Trello — Mozilla Firefox": PROJECT,
    "Northwind - Figma - Google Chrome": GRAPHICS,
    "general | Northwind | Microsoft Teams": CHAT,
    "Berlin – Google Maps — Mozilla Firefox": "Reference & Learning > Maps & Regional",  # noqa: RUF001  # noqa: RUF001
    "Some page - jira.northwind.net — Mozilla Firefox": PROJECT,
    "Some page nobody knows — Mozilla Firefox": BROWSER,
    "analysis.ipynb - JupyterLab - Google Chrome": DATA,
}

ADDRESSES = {
    "https://github.com/northwind/aurora/pull/12": DEV,
    "https://gist.github.com/someone/1": DEV,
    "http://localhost:8080/": DEV,
    "https://stackoverflow.com/questions/1/x": DOCS,
    "https://docs.rs/serde": DOCS,
    "https://www.youtube.com/watch?v=1": VIDEO,
    "https://music.youtube.com/": MUSIC,
    "https://mail.google.com/mail/u/0/#inbox": MAIL,
    "https://docs.google.com/document/d/1/edit": WRITING,
    "https://docs.google.com/spreadsheets/d/1/edit": SHEETS,
    "https://docs.google.com/presentation/d/1/edit": SLIDES,
    "https://www.google.com/search?q=youtube.com": SEARCH,
    "https://www.google.de/maps/place/Berlin": "Reference & Learning > Maps & Regional",
    "https://maps.google.com/": "Reference & Learning > Maps & Regional",
    "https://news.ycombinator.com/item?id=1": TECH,
    "https://old.reddit.com/r/selfhosted/": SOCIAL,
    "https://x.com/home": SOCIAL,
    "https://en.wikipedia.org/wiki/YouTube": REFERENCE,
    "https://store.steampowered.com/app/1": GAMES,
    "https://www.amazon.de/dp/1": SHOP,
    "https://grafana.northwind.net/d/1": TERMINAL,
    "https://meet.google.com/abc": MEETING,
    "https://teams.microsoft.com/v2/": CHAT,
    "https://www.bbc.co.uk/news": NEWS,
    "https://chat.openai.com/": REFERENCE,
    # a known name that is only a part of the address
    "https://example.org/?next=https://github.com/": UNKNOWN,
    "https://notgithub.com/": UNKNOWN,
    "https://github.com.example.org/": UNKNOWN,
    "https://example.org/youtube.com": UNKNOWN,
    "https://netflix.example.org.uk.test/": UNKNOWN,
}


@pytest.mark.parametrize(("name", "app"), [(name, app) for name, apps in APPS.items() for app in apps.split(", ")])
def test_applications(name: str, app: str) -> None:
    assert category(app=app, title="Something of the user's") == name


@pytest.mark.parametrize(("title", "name"), TITLES.items())
def test_titles_in_a_browser(title: str, name: str) -> None:
    assert category(app="firefox", title=title) == name


@pytest.mark.parametrize(("url", "name"), ADDRESSES.items())
def test_addresses(url: str, name: str) -> None:
    assert category(url=url, title="") == name


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("github.com", DEV),
        ("youtube.com", VIDEO),
        ("localhost:8080", DEV),
        ("google.com", SEARCH),
        ("hub.com", UNKNOWN),
    ],
)
def test_domains(domain: str, name: str) -> None:
    assert category(domain=domain) == name


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("/home/sam/src/aurora/src/server.py", IDE),
        ("C:\\Users\\sam\\src\\main.rs", IDE),
        ("/home/sam/src/aurora/Makefile", IDE),
        ("/home/sam/holiday.jpg", UNKNOWN),
    ],
)
def test_files_of_an_editor(file: str, name: str) -> None:
    assert category(file=file, project="netflix", language="x") == name


def test_names_of_projects_and_stopwatches_mean_nothing() -> None:
    assert category(project="signal", label="Slack", language="steam") == UNKNOWN


@pytest.mark.parametrize(
    ("app", "title", "name"),
    [
        # titles that are the words of other people
        ("thunderbird", "Re: YouTube - Mozilla Thunderbird", MAIL),
        ("Slack", "netflix | Northwind | Slack", CHAT),
        ("Code", "app.ts - Netflix - Visual Studio Code", IDE),
        ("Code", "youtube.com - notes - Visual Studio Code", IDE),
        ("org.gnome.Nautilus", "Spotify", UTILITY),
        ("vlc", "Signal - VLC media player", VIDEO),
        ("Alacritty", "vim notes.txt", IDE),
        ("SomeEditor", "● main.rs - aurora - SomeEditor", IDE),
        ("SomeEditor", "server.py (~/src/aurora) - SomeEditor", IDE),
        ("Alacritty", "sam@box: ~/src/aurora", TERMINAL),
        # ordinary words that are also names
        ("unknown-app", "send a signal through the slack line", UNKNOWN),
        ("unknown-app", "teams and steam: zoom in on discord", UNKNOWN),
        ("unknown-app", "The code of the word", UNKNOWN),
        ("unknown-app", "Facebooking around", UNKNOWN),
        ("unknown-app", "My YouTube ideas", UNKNOWN),
        ("slackline-planner", "", UNKNOWN),
        ("codec-tester", "", UNKNOWN),
        ("steamroller", "", UNKNOWN),
        ("mpvx", "", UNKNOWN),
    ],
)
def test_traps(app: str, title: str, name: str) -> None:
    assert category(app=app, title=title) == name
