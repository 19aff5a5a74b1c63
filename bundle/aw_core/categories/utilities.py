"""The catalogue, Utilities: browsers, and what keeps the computer going."""

from .shape import Category

OVERVIEW = "Utilities"

# What is open in a browser says more than the browser: this one is for pages that nothing else knows.
BROWSERS = Category(
    OVERVIEW,
    "Browsers",
    apps="""
            firefox, firefox esr, firefox bin, firefox default, firefox developer edition, firefox aurora, firefox
            nightly, firefox trunk, Nightly, Navigator, org.mozilla.firefox, firefox beta, librewolf, LibreWolf,
            librewolf default, waterfox, waterfox default, floorp, zen, zen browser, zen alpha, zen twilight, zen
            bin, mullvad browser, tor browser, palemoon, Pale Moon, seamonkey, SeaMonkey, icecat, IceCat, abrowser,
            iceweasel, chrome, Google Chrome, google chrome stable, google chrome beta, google chrome unstable,
            google chrome dev, google chrome canary, Chromium, chromium browser, chromium bin, chromium freeworld,
            ungoogled chromium, thorium browser, thorium, msedge, Microsoft Edge, microsoft edge stable, microsoft
            edge beta, microsoft edge dev, MicrosoftEdge, ApplicationFrameHost Edge, brave, Brave Browser, brave
            browser beta, brave browser nightly, opera, opera beta, opera developer, opera stable, Opera GX, opera
            gx, opera air, vivaldi, vivaldi stable, vivaldi snapshot, vivaldi bin, Arc, ChatGPT Atlas, Safari,
            Safari Technology Preview, Orion RC, Duck Duck Go, DuckDuckGo, SigmaOS, iexplore, Internet Explorer,
            iCab, OmniWeb, Sidekick, Maxthon, naver whale, naver whale stable, Yandex, Yandex Browser, UCBrowser,
            slimjet, epiphany, gnome web, epiphany browser, falkon, konqueror, angelfish, midori, qutebrowser, nyxt,
            vieb, Min, luakit, vimb, dillo, netsurf, lynx, w3m, elinks, ladybird, cromite, dooble, otter browser,
            eolie, GNOME Web
    """,
    titles="""
            New Tab, Neuer Tab, Nouvel onglet, Nueva pestaña, about:blank, Mozilla Firefox, Google Chrome, Chromium,
            Microsoft Edge, Brave, Vivaldi, Opera, Firefox Developer Edition, LibreWolf, Tor Browser, Safari
    """,
    segments=("Microsoft\u200b Edge",),
    score=0,
)

CATEGORIES = (
    Category(
        OVERVIEW,
        "Anti-Virus & Spyware",
        apps="""
            clamtk, ClamTk, clamav, Malwarebytes, mbam, mbamtray, AvastUI, Avast Security, Avast, AVGUI, AVG
            AntiVirus, avguard, Avira, Norton, NortonSecurity, Norton 360, McAfee, McUICnt, Kaspersky, avp, avpui,
            bdagent, Bitdefender, seccenter, egui, ESET Endpoint Security, Sophos Home, Sophos UI,
            SecurityHealthSystray, SecHealthUI, Windows Security, SecurityHealthHost, Windows Defender, CrowdStrike
            Falcon, SentinelAgent, SpyBot, SDTray, AdwCleaner, rkhunter, Little Snitch, LuLu, KnockKnock,
            BlockBlock, opensnitch, opensnitch ui, firewall config, gufw, Gufw.py, simplewall, GlassWire, kapersky,
            F-Secure, fshoster, Trend Micro, Webroot, WRSA, Lulu
        """,
        sites="""
            abuseipdb.com, any.run, avast.com, avg.com, avira.com, bitdefender.com, eset.com, haveibeenpwned.com,
            hybrid-analysis.com, kaspersky.com, malwarebytes.com, mcafee.com, norton.com, sophos.com, urlscan.io,
            virustotal.com
        """,
        titles="""
            VirusTotal, Have I Been Pwned, Malwarebytes, Windows Security, Windows Defender, Avast Free Antivirus,
            Norton 360, ClamTk
        """,
    ),
    Category(
        OVERVIEW,
        "File Sharing",
        apps="""
            transmission gtk, transmission qt, transmission, transmission remote gtk, qbittorrent, qBittorrent,
            deluge, deluge gtk, ktorrent, KTorrent, Fragments, utorrent, uTorrent, uTorrent Web, BitTorrent,
            biglybt, BiglyBT, vuze, Azureus, tixati, rtorrent, aria2, persepolis, Persepolis Download Manager, uget,
            uget gtk, jdownloader, JDownloader, JDownloader2, org jdownloader update launcher jdlauncher, Free
            Download Manager, fdm, IDMan, Internet Download Manager, motrix, xdm, nicotine, Nicotine+, soulseek,
            SoulseekQt, eMule, amule, dropbox, onedrive, OneDrive, onedrivegui, Google Drive, GoogleDriveFS, Backup
            and Sync, insync, nextcloud, nextcloud client, owncloud, ownCloud, megasync, MEGAsync, pcloud, pCloud,
            pCloud Drive, syncthing, syncthing gtk, syncthingtray, SyncTrayzor, seafile, seafile applet, resilio
            sync, rslsync, iCloud, iCloudDrive, iCloudHome, Proton Drive, Tresorit, SpiderOakONE, localsend,
            LocalSend, localsend app, warpinator, warp share, nitroshare, filezilla, FileZilla, filezilla 3,
            cyberduck, ForkLift FTP, gftp, CoreFTP, freerdp transfer, snapdrop, PairDrop, onionshare, OnionShare,
            magic wormhole, parabolic, Media Downloader, 4kvideodownloader, JDownloader 2, AirDrop
        """,
        sites="""
            1337x.to, 4shared.com, eztv.re, fast.io, file.io, filebin.net, gofile.io, linuxtracker.org,
            mediafire.com, mega.io, mega.nz, nyaa.si, pairdrop.net, pcloud.com, rapidgator.net, rarbg.to,
            rutracker.org, send.vis.ee, sendspace.com, smash.gg, snapdrop.net, swisstransfer.com, sync.com,
            thepiratebay.org, torrentz2.nz, transfer.sh, tresorit.com, uploaded.net, wetransfer.com, wormhole.app,
            yts.mx, zippyshare.com
        """,
        hosts="deluge, filebrowser, files, ftp, qbittorrent, seafile, sftp, syncthing, torrent, transmission",
        titles="""
            WeTransfer, MEGA, MediaFire, The Pirate Bay, Transmission, qBittorrent, Deluge: WebUI, Syncthing,
            SwissTransfer, PairDrop, FileZilla, Seafile, JDownloader 2
        """,
        segments=(r"qBittorrent v[\d.]+", r"\[D: .{1,20}, U: .{1,20}\] qBittorrent.{0,20}"),
    ),
    Category(
        OVERVIEW,
        "Virtualization",
        apps="""
            virt manager, virt viewer, remote viewer, gnome boxes, Boxes, VirtualBox, virtualbox, VirtualBox
            Manager, VirtualBox Machine, VirtualBoxVM, VBoxManager, vmware, VMware Workstation, vmware player,
            vmplayer, VMware Fusion, vmware vmx, Parallels Desktop, prl client app, UTM, qemu, qemu system x86 64,
            QEMU, quickemu, quickgui, Hyper-V, vmconnect, mmc virt, Windows Sandbox, WindowsSandbox,
            WindowsSandboxClient, multipass, vagrant, waydroid, anbox, BlueStacks, HD Player, NoxPlayer, MEmu,
            LDPlayer, wine64, winecfg, crossover, CrossOver, distroshelf, boxbuddy, BoxBuddy, aqemu, looking glass
            client, xpra, Xephyr, remmina, gnome connections, krdc, KRDC, vinagre, tigervnc, vncviewer, RealVNC, VNC
            Viewer, tightvnc, freerdp, xfreerdp, wlfreerdp, rdesktop, mstsc, Remote Desktop, Remote Desktop
            Connection, Microsoft Remote Desktop, Windows App, msrdc, AnyDesk, anydesk, TeamViewer, teamviewer,
            RustDesk, rustdesk, nxplayer, nomachine, NoMachine, Chrome Remote Desktop, Jump Desktop, Screens 5,
            Screen Sharing, Splashtop Business, Citrix Workspace, wfica, wfica32, Citrix Viewer, SelfService, VMware
            Horizon Client, vmware view, Omnissa Horizon Client, x2goclient, deskflow, input leap, ultravnc
        """,
        sites="""
            anydesk.com, citrix.com, my.anydesk.com, parallels.com, qemu.org, remotedesktop.google.com,
            rustdesk.com, teamviewer.com, virtualbox.org, vmware.com, windows365.microsoft.com
        """,
        hosts="citrix, guacamole, rdp, vdi",
        titles="""
            Oracle VM VirtualBox Manager, Oracle VirtualBox Manager, Oracle VM VirtualBox, Oracle VirtualBox,
            Virtual Machine Manager, VMware Workstation, Remote Desktop Connection, Chrome Remote Desktop,
            TeamViewer, AnyDesk, RustDesk, Apache Guacamole, Parallels Desktop, Citrix Workspace, Remmina Remote
            Desktop Client, VNC Viewer, QEMU/KVM, Citrix Viewer
        """,
        values=(r".{1,80} \[Running\](?: - .{1,60})?", r".{1,60} on QEMU/KVM"),
    ),
    Category(
        OVERVIEW,
        "Internet Utilities",
        apps="""
            nm connection editor, nm applet, networkmanager, connman gtk, iwgtk, blueman manager, blueman,
            blueberry, bluedevil, bluetooth, overskride, wireshark, zenmap, nmap, angry ip scanner, ipscan,
            etherape, EtherApe, openvpn, OpenVPN Connect, OpenVPNConnect, openvpn gui, wireguard, WireGuard,
            Tailscale, tailscale ipn, NordVPN, nordvpn, ExpressVPN, Surfshark, ProtonVPN, Proton VPN, protonvpn app,
            protonvpn, Mullvad VPN, mullvad vpn, Windscribe, CyberGhost, Private Internet Access, pia client,
            Tunnelblick, Viscosity, vpnui, Cisco AnyConnect Secure Mobility Client, Cisco Secure Client, csc_ui,
            GlobalProtect, PanGPA, FortiClient, FortiTray, Pulse Secure, openconnect, gpclient, qomui, eddie ui,
            Eddie, speedtest, nethogs, iftop, ntopng, NetWorx, TCPView, tcpview, tcpview64, PingPlotter, gnome
            nettool, Network Utility, Wireless Diagnostics, AirPort Utility, WiFi Explorer, WinBox, winbox64,
            hostsman, SwitchHosts, curl, httpie desktop, localsend tray, Portmaster, outline client, v2rayN, v2rayA,
            Nekoray, nekobox, clash verge, hiddify, proxifier
        """,
        sites="""
            bgp.he.net, breitbandmessung.de, dnsleaktest.com, downdetector.co.uk, downdetector.com, duckdns.org,
            dyn.com, expressvpn.com, fast.com, ifconfig.me, ipinfo.io, ipleak.net, mullvad.net, no-ip.com,
            nordvpn.com, ping.eu, protonvpn.com, speedtest.net, surfshark.com, whatismyip.com,
            whatismyipaddress.com, who.is, whois.com, wireguard.com
        """,
        titles="""
            Speedtest by Ookla, Fast.com, Internet Speed Test, Downdetector, What Is My IP Address, Network
            Connections, Wireshark, Mullvad VPN, Proton VPN, NordVPN, WHOIS, Speedtest
        """,
    ),
    Category(
        OVERVIEW,
        "General Utilities",
        apps="""
            Nautilus, Files, gnome files, dolphin, thunar, nemo, caja, pcmanfm, pcmanfm qt, krusader, doublecmd,
            Double Commander, ranger, Midnight Commander, Finder, explorer, Windows Explorer, File Explorer,
            TOTALCMD, TOTALCMD64, Total Commander, dopus, FreeCommander, ForkLift, Path Finder, io.elementary.files,
            cosmic files, xdg desktop portal, xdg desktop portal gtk, xdg desktop portal gnome, xdg desktop portal
            kde, peazip, file roller, ark, xarchiver, engrampa, 7zFM, 7zG, WinRAR, The Unarchiver, Keka, gnome
            control center, Settings, systemsettings, System Settings, System Preferences, xfce4 settings manager,
            cinnamon settings, mate control center, lxqt config, kcmshell6, Control Panel, gnome tweaks, Tweaks,
            gnome extensions, Extension Manager, dconf editor, pavucontrol, pavucontrol qt, pwvucontrol, helvum,
            qpwgraph, qjackctl, easyeffects, arandr, nvidia settings, lxappearance, qt5ct, qt6ct, system config
            printer, simple scan, Document Scanner, skanlite, Image Capture, naps2, NAPS2, gnome software, Software,
            discover, plasma discover, synaptic, pamac manager, mintinstall, mintupdate, update manager, software
            center, snap store, flatseal, App Store, WinStore.App, Microsoft Store, gdebi gtk, Software Update,
            gnome calculator, Calculator, kcalc, KCalc, qalculate gtk, qalculate qt, galculator, speedcrunch,
            CalculatorApp, gnome clocks, Clocks, kclock, gnome characters, gucharmap, kcharselect, gnome font
            viewer, font manager, Font Book, gnome screenshot, spectacle, xfce4 screenshooter, SnippingTool,
            Snipping Tool, ScreenSketch, ScreenClippingHost, Lightshot, keepassxc, KeePassXC, keepass, KeePass,
            keepass2, gnome secrets, Bitwarden, 1Password, LastPass, Dashlane, Enpass, NordPass, Proton Pass,
            Keychain Access, Passwords, seahorse, kwalletmanager, kleopatra, Authy Desktop, Yubico Authenticator,
            veracrypt, VeraCrypt, Cryptomator, pinentry, polkit gnome authentication agent 1, polkit kde
            authentication agent 1, gcr prompter, zenity, yad, kdialog, gnome system monitor, System Monitor, plasma
            systemmonitor, ksysguard, Mission Center, stacer, Activity Monitor, Taskmgr, Task Manager, perfmon,
            procexp64, Process Explorer, iStat Menus, cpu x, HWiNFO64, hardinfo, gnome disks, Disks, gnome disk
            utility, gparted, GParted, partitionmanager, Disk Utility, baobab, filelight, qdirstat, WinDirStat,
            WizTree64, bleachbit, CCleaner, CCleaner64, CleanMyMac, AppCleaner, czkawka gui, balenaEtcher, rufus,
            Impression, rpi imager, brasero, k3b, deja dup, timeshift, timeshift gtk, backintime, vorta, Pika
            Backup, grsync, Time Machine, Carbon Copy Cloner, Backblaze, gnome logs, Event Viewer, mmc, regedit,
            Registry Editor, msconfig, msiexec, System Information, Automator, Shortcuts, Keyboard Maestro,
            AutoHotkey, BetterTouchTool, Karabiner-Elements, PowerToys, PowerToys.Settings, PowerToys.PowerLauncher,
            Everything64, Alfred, Raycast, albert, ulauncher, rofi, wofi, fuzzel, krunner, catfish, fsearch, copyq,
            CopyQ, Ditto, Maccy, Rectangle, Bartender, solaar, openrgb, iCUE, logioptionsplus, MSIAfterburner,
            NVIDIA App, GeForce Experience, RadeonSoftware, corectrl, gnome help, gnome initial setup, calamares,
            drkonqi, Voice Memos, gnome sound recorder, Cheese, kamoso, gnome snapshot, Camera, WindowsCamera, Photo
            Booth, redshift gtk, safeeyes, stretchly, workrave, krename, gprename, Emote, Homebrew, UniGetUI
        """,
        sites="""
            12ft.io, account.apple.com, account.microsoft.com, accounts.google.com, addons.mozilla.org,
            alternativeto.net, appleid.apple.com, apps.apple.com, apps.microsoft.com, auth0.com, bitwarden.com,
            calculator.net, chromewebstore.google.com, cloudconvert.com, convertio.co, dashlane.com,
            duosecurity.com, extensions.gnome.org, f-droid.org, flathub.org, icloud.com, ilovepdf.com, lastpass.com,
            login.live.com, login.microsoftonline.com, my.1password.com, myaccount.google.com,
            mysignins.microsoft.com, okta.com, onelogin.com, pastebin.com, pdf24.org, play.google.com/store,
            qr-code-generator.com, random.org, smallpdf.com, snapcraft.io, store.kde.org, takeout.google.com,
            time.is, timer.guru, tinypng.com, unitconverters.net, vault.bitwarden.com, web.archive.org, xe.com
        """,
        hosts="""
            accounts, adfs, auth, authelia, authentik, bitwarden, idp, keycloak, login, oauth, paperless, passwords,
            sso, stirling, vaultwarden
        """,
        titles="""
            File Explorer, System Settings, System Preferences, Control Panel, Task Manager, Activity Monitor,
            Bitwarden Web Vault, Bitwarden Web vault, Vaultwarden Web, 1Password, LastPass, KeePassXC, Google
            Account, Google Accounts, Sign in to your account, Software Updater, Snipping Tool, Google Password
            Manager, Chrome Web Store, Add-ons for Firefox (en-US), Add-ons Manager, Okta Dashboard, iLovePDF,
            Smallpdf, Convertio, Pastebin.com, Wayback Machine, File Manager, Dolphin, Thunar, Flathub, Microsoft
            Store, iCloud, My Apps, Paperless-ngx
        """,
    ),
    Category(
        OVERVIEW,
        "Other",
        apps="""
            loginwindow, LockApp, LogonUI, lockscreen, lock screen, i3lock, swaylock, slock, xlock, xscreensaver,
            gnome screensaver, mate screensaver, cinnamon screensaver, light locker, xfce4 screensaver,
            kscreenlocker, kscreenlocker greet, hyprlock, gtklock, waylock, betterlockscreen, ScreenSaverEngine,
            scrnsave, lightdm, sddm greeter, gdm, gnome shell, org.gnome.Shell, mutter, mutter x11 frames,
            plasmashell, org.kde.plasmashell, kwin, kwin x11, kwin wayland, xfce4 panel, xfdesktop, xfce4 notifyd,
            cinnamon, muffin, mate panel, marco, lxpanel, lxqt panel, budgie panel, budgie wm, polybar, waybar,
            i3bar, i3, sway, hyprland, Dock, Control Center, Control Centre, ControlCenter, Notification Center,
            NotificationCenter, SystemUIServer, Window Server, WindowManager, Spotlight index,
            UserNotificationCenter, CoreServicesUIAgent, SecurityAgent, coreautha, universalAccessAuthWarn,
            ShellExperienceHost, StartMenuExperienceHost, SearchApp, SearchUI, SearchHost, SearchIndexer,
            TextInputHost, ApplicationFrameHost, dwm, RuntimeBroker, sihost, csrss, GameBar, dunst, mako, swaync,
            notify osd, ibus ui gtk3, ibus x, fcitx5, ksmserver logout greeter, wlogout, gnome session, xfce4
            session logout, plank, cairo dock, latte dock, wrapper 2.0, unknown
        """,
        titles="""
            Windows Default Lock Screen, Lock Screen, Program Manager, Task Switching, loginwindow, Notification
            Center
        """,
        score=0,
    ),
)
