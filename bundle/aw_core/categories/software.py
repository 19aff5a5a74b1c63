"""The catalogue, Software Development."""

from .shape import Category

OVERVIEW = "Software Development"

# Endings of source files, for editors that are not known by name and for events that carry a path.
_CODE_ONLY = (
    r"(?:py|pyi|rs|tsx?|jsx|mjs|vue|svelte|go|cc|cpp|cxx|hpp|cs|java|kt|kts|swift|rb|php|lua|scala|clj|exs?|erl|hs|jl"
    r"|dart|zig|sql|sh|bash|zsh|ps1|scss|toml|ya?ml|graphql|tf|nix)"
)
_SOURCE = (
    rf"(?:{_CODE_ONLY}|ipynb|ts|js|cjs|c|h|hh|m|mm|pl|pm|cljs|ex|ml|mli|fs|r|R|nim|fish|bat|html|css|sass|less|json|jsonc|ini|cfg"
    r"|conf|xml|proto|hcl|cmake|gradle|mk|asm|s|S|v|sv|vhd|vhdl|md|rst|adoc|diff|patch|lock|env)"
)

CATEGORIES = (
    Category(
        OVERVIEW,
        "General Software Development",
        apps="""
            GitHub Desktop, github desktop, GitHubDesktop, gitkraken, GitKraken, gitk, git gui, git cola, gitg,
            giggle, gitahead, gittyup, qgit, smartgit, SmartGit, Sourcetree, SourceTree, Fork, Tower,
            TortoiseGitProc, TortoiseProc, TortoiseGit, lazygit, ungit, sublime merge, sublime_merge, meld, kdiff3,
            KDiff3, kompare, diffuse, BCompare, Beyond Compare, WinMerge, WinMergeU, p4merge, Kaleidoscope,
            DiffMerge, xxdiff, tig, gnome builder, GitButler, Claude, claude desktop, Cursor Helper, d spy, dfeet,
            gtk4 demo, icon library, accerciser, opensnitch dev, gitnuro, GitAhead, gource
        """,
        sites="""
            0.0.0.0, 127.0.0.1, appstoreconnect.apple.com, bitbucket.org, bolt.new,
            chromewebstore.google.com/devconsole, codeberg.org, codepen.io, codesandbox.io, crowdin.com, cursor.com,
            dev.azure.com, gerrithub.io, ghcr.io, gist.github.com, gitea.com, github.com, github.dev, github.io,
            githubusercontent.com, gitlab.com, gitlab.freedesktop.org, gitlab.gnome.org, gitlab.io, gitpod.io,
            glitch.com, hosted.weblate.org, hub.docker.com, ideone.com, invent.kde.org, jsbin.com, jsfiddle.net,
            launchpad.net, libraries.io, localhost, lovable.dev, marketplace.visualstudio.com, mvnrepository.com,
            nuget.org, openhub.net, packages.debian.org, play.google.com/console, play.rust-lang.org,
            pythonanywhere.com, pythontutor.com, quay.io, replit.com, repology.org, salsa.debian.org,
            savannah.gnu.org, sourceforge.net, sourcegraph.com, sr.ht, stackblitz.com, transifex.com, v0.dev,
            visualstudio.com, wakatime.com, weblate.org
        """,
        hosts="""
            artifactory, cgit, forgejo, gerrit, git, gitea, gitlab, gogs, localhost, nexus, sourcegraph, staging,
            svn, weblate
        """,
        titles="""
            GitHub, GitLab, Bitbucket, Codeberg.org, Codeberg, SourceHut, sourcehut, SourceForge, Gitea: Git with a
            cup of tea, Gitea, Forgejo, Azure DevOps, Azure DevOps Services, Sourcegraph, Docker Hub, CodePen,
            JSFiddle, CodeSandbox, StackBlitz, Replit, Gitpod, Gerrit Code Review, Launchpad, App Store Connect,
            Google Play Console, Weblate, Crowdin, WakaTime, GitKraken Desktop, Meld, gitk, DevTools, Developer
            Tools
        """,
        segments=(
            r"Pull requests?(?: #\d+)?",
            r"Pull Request #\d+",
            r"Issue #\d+",
            r"Issues",
            r"Merge requests?(?: \(!?\d+\))?",
            r"GitHub - [\w.-]+/[\w.-]+(?:: .{0,200})?",
            r"DevTools - .{1,120}",
            r"Commits?(?: \w{7,12})?",
        ),
    ),
    Category(
        OVERVIEW,
        "Systems Operations",
        apps="""
            Alacritty, kitty, foot, footclient, wezterm, WezTerm, wezterm gui, org.wezfurlong.wezterm, ghostty,
            gnome terminal, gnome terminal server, Terminal, gnome console, kgx, Console, ptyxis, BlackBox,
            blackbox, konsole, yakuake, xfce4 terminal, mate terminal, lxterminal, qterminal, terminology, tilix,
            terminator, guake, tilda, xterm, XTerm, UXTerm, uxterm, urxvt, URxvt, rxvt, st, st 256color, eterm, cool
            retro term, deepin terminal, elementary terminal, io.elementary.terminal, Hyper, tabby, warp,
            dev.warp.Warp, warp terminal, iTerm, iTerm2, WindowsTerminal, Windows Terminal, Terminal Preview, cmd,
            powershell, pwsh, PowerShell, Windows PowerShell, powershell_ise, conhost, OpenConsole, ConEmu,
            ConEmu64, ConEmuC64, cmder, mintty, git bash, wsl, wslhost, putty, PuTTY, kitty putty, MobaXterm,
            Termius, termius app, SecureCRT, Royal TSX, mRemoteNG, bitvise, remmina ssh, Docker Desktop, Docker,
            Podman Desktop, Rancher Desktop, OrbStack, lens desktop, OpenLens, k9s, portainer, Headlamp, Octant,
            htop, btop, glances, tmux, zellij, WinSCP, winscp, cockpit, gnome logs, ksystemlog, serial studio,
            Ansible Tower, AWS VPN Client
        """,
        sites="""
            all-inkl.com, amazonaws.com, app.netlify.com, app.terraform.io, aws.amazon.com, azure.com,
            azure.microsoft.com, betterstack.com, bugsnag.com, cloud.digitalocean.com, cloud.google.com,
            cloudflare.com, console.aws.amazon.com, console.cloud.google.com, console.firebase.google.com,
            console.hetzner.cloud, dash.cloudflare.com, dashboard.heroku.com, datadoghq.com, datadoghq.eu,
            digitalocean.com, dnschecker.org, dynatrace.com, elastic.co/kibana, entra.microsoft.com, fastly.com,
            fly.io, gandi.net, godaddy.com, grafana.com, grafana.net, healthchecks.io, heroku.com, hetzner.cloud,
            hetzner.com, honeycomb.io, intune.microsoft.com, inwx.de, ionos.de, letsencrypt.org, linode.com,
            login.tailscale.com, logz.io, mxtoolbox.com, namecheap.com, neon.tech, netcup.de, netlify.com,
            newrelic.com, opsgenie.com, ovh.com, ovhcloud.com, pagerduty.com, papertrailapp.com, pingdom.com,
            planetscale.com, portal.azure.com, proxmox.com, railway.app, render.com, rollbar.com, scaleway.com,
            sentry.io, shodan.io, signin.aws.amazon.com, splunk.com, ssllabs.com, statuscake.com, strato.de,
            supabase.com, tailscale.com, ui.com, unifi.ui.com, uptimerobot.com, vercel.com, vultr.com
        """,
        hosts="""
            alertmanager, argo, argocd, checkmk, cockpit, consul, cpanel, esxi, fritz, grafana, graylog, harbor,
            icinga, k8s, kibana, loki, monitor, monitoring, nagios, nas, netdata, nomad, opnsense, pfsense, pihole,
            plesk, portainer, prometheus, proxmox, pve, rancher, router, sentry, status, traefik, truenas, unifi,
            uptime, vault, vcenter, zabbix
        """,
        titles="""
            AWS Management Console, AWS Console, Amazon Web Services, Google Cloud console, Google Cloud, Google
            Cloud Platform, Firebase console, Microsoft Azure, Azure Portal, DigitalOcean Control Panel, Hetzner
            Console, Hetzner Cloud, Heroku, Vercel, Netlify, Cloudflare, Datadog, New Relic, Grafana, Kibana,
            Elastic, Splunk, PagerDuty, Opsgenie, Sentry, Prometheus, Alertmanager, Argo CD, Portainer, Rancher,
            Zabbix, Nagios, Icinga Web, Proxmox Virtual Environment, Tailscale, Pi-hole, FRITZ!Box, UniFi Network,
            OPNsense.localdomain, TrueNAS, Supabase, PuTTY, Windows PowerShell, Administrator: Windows PowerShell,
            Command Prompt, Administrator: Command Prompt, Docker Desktop, htop, phpMyAdmin server, cPanel, Plesk,
            Checkmk, Uptime Kuma, CloudWatch
        """,
        segments=(
            r"(?:ssh|mosh|sudo|docker|kubectl|systemctl"
            r"|journalctl|terraform|ansible-playbook|htop|btop|tmux)(?: .{1,120})?",
            r"[\w.-]{1,32}@[\w.-]{1,64}: ?[~/].{0,200}",
            r"(?:EC2|S3|RDS|IAM|Lambda|CloudWatch) \| .{1,60}",
        ),
        values=(
            r"(?:~|/home/\w+|/Users/\w+)(?:/[\w .@+-]+)*: "
            r"(?:make|git|cargo|npm|yarn|pnpm|go|python3?|pytest|docker|ssh|gcc|cmake|mvn|gradle)\b.*",
        ),
    ),
    Category(
        OVERVIEW,
        "Design & Planning",
        apps="""
            plantuml, PlantUML, umbrello, StarUML, staruml, Enterprise Architect, Visual Paradigm, yEd, yed,
            modelio, Whimsical, Visio, VISIO, Microsoft Visio, OmniGraffle, Balsamiq, Balsamiq Wireframes, Axure RP,
            Stoplight Studio, swagger editor, Eraser
        """,
        sites="""
            app.swaggerhub.com, archimatetool.com, asciiflow.com, axure.com, balsamiq.cloud, balsamiq.com,
            c4model.com, creately.com, dbdiagram.io, drawsql.app, editor.swagger.io, eraser.io, mermaid.ai,
            mermaid.js.org, mermaid.live, plantuml.com, readme.com, sequencediagram.org, stoplight.io,
            structurizr.com, swagger.io, websequencediagrams.com, whimsical.com
        """,
        hosts="adr, backstage, plantuml, rfc, rfcs, swagger",
        titles="""
            PlantUML, Mermaid Live Editor, Mermaid Chart, Whimsical, Swagger UI, Swagger Editor, SwaggerHub,
            dbdiagram.io, Structurizr, Balsamiq, Axure, OmniGraffle, Microsoft Visio, Visio, yEd
        """,
    ),
    Category(
        OVERVIEW,
        "Data Modeling & Analysis",
        apps="""
            DBeaver, dbeaver, DBeaverCommunity, dbeaver ce, datagrip, DataGrip, jetbrains datagrip, pgadmin,
            pgAdmin, pgadmin4, pgAdmin 4, beekeeper studio, TablePlus, tableplus, Sequel Pro, Sequel Ace, Postico,
            Postico 2, HeidiSQL, heidisql, Navicat, Navicat Premium, MySQLWorkbench, MySQL Workbench, mysql
            workbench, mysql workbench bin, sqlitebrowser, SQLiteStudio, sqlitestudio, sqlite browser, DB Browser
            for SQLite, SQL Server Management Studio, Ssms, Azure Data Studio, azuredatastudio, Oracle SQL
            Developer, sqldeveloper, Toad, dbvis, DbVisualizer, SQuirreL SQL, Robo 3T, robo3t, Studio 3T, MongoDB
            Compass, MongoDBCompass, mongodb compass, redis insight, RedisInsight, Another Redis Desktop Manager,
            Medis, antares, Antares SQL, psql, pgcli, sqlite3, mysql, libreoffice base, lobase, MSACCESS, Microsoft
            Access, FileMaker Pro, Kexi, rstudio, RStudio, rsession, positron, jupyter, jupyterlab, JupyterLab,
            JupyterLab Desktop, jupyterlab desktop, spyder, spyder3, MATLAB, matlab, octave, octave gui, scilab,
            Mathematica, WolframNB, Wolfram, maxima, wxmaxima, sagemath, SageMath, stata, StataSE 64, spss, SPSS,
            SPSS Statistics, SAS, jmp, JMP, JASP, jasp, jamovi, pspp, gretl, KNIME, knime, weka, RapidMiner, veusz,
            labplot, LabPlot, qtiplot, Origin64, GraphPad Prism, Igor Pro, paraview, ParaView, QGIS, qgis, QGIS3,
            qgis bin, qgis ltr bin, ArcGIS Pro, ArcGISPro, ArcMap, OpenRefine, openrefine, Anaconda Navigator,
            netron, Datasette, tad, VisiData, visidata
        """,
        sites="""
            airbyte.com, app.hex.tech, app.snowflake.com, arcgis.com, astronomer.io, bigquery.cloud.google.com,
            chart-studio.plotly.com, cloud.getdbt.com, colab.research.google.com, comet.com,
            console.cloud.google.com/bigquery, dagster.io, data.world, databricks.com, datacamp.com, dataquest.io,
            datawrapper.de, dbt.com, deepnote.com, duckdb.org, earthengine.google.com, fivetran.com,
            flourish.studio, getdbt.com, hex.tech, jupyter.org, kaggle.com, labelstud.io, mathworks.com/matlab,
            mlflow.org, motherduck.com, nbviewer.org, neptune.ai, observablehq.com, plotly.com, posit.cloud,
            posit.co, prefect.io, rawgraphs.io, roboflow.com, rstudio.cloud, snowflake.com, wandb.ai
        """,
        hosts="""
            adminer, airflow, dagster, databricks, dbt, hue, jupyter, jupyterhub, jupyterlab, minio, mlflow,
            notebook, pgadmin, phpmyadmin, prefect, qgis, rstudio, spark, tensorboard, wandb, zeppelin
        """,
        titles="""
            Jupyter Notebook, JupyterLab, JupyterHub, Colab, Google Colab, Colaboratory, Kaggle, Databricks,
            Snowflake, BigQuery, RStudio, Weights & Biases, MLflow, phpMyAdmin, pgAdmin 4, Adminer, TensorBoard, dbt
            Cloud, Deepnote, DB Browser for SQLite, DBeaver, MySQL Workbench, MongoDB Compass, QGIS, Spyder, MATLAB,
            Anaconda Navigator, DataGrip, DataCamp, SQLiteStudio, HeidiSQL, TablePlus, DBeaver Ultimate, LibreOffice
            Base
        """,
        segments=(r"[^/\\|]{1,120}\.ipynb(?: - .{1,40})?", r"DBeaver [\d.]+", r"QGIS [\d.]+", r"MATLAB R\d{4}[ab]"),
    ),
    Category(
        OVERVIEW,
        "Quality Assurance",
        apps="""
            Postman, Insomnia, bruno, Hoppscotch, httpie, HTTPie, Yaak, RapidAPI, SoapUI, soapui, jmeter, JMeter,
            Apache JMeter, cypress, Playwright, selenium ide, Selenium IDE, Appium Inspector, katalon, Katalon
            Studio, robot framework, TestComplete, valgrind, kcachegrind, KCachegrind, heaptrack, heaptrack gui,
            massif visualizer, perfetto, Charles, Fiddler, Fiddler Everywhere, mitmproxy, mitmweb, proxyman,
            burpsuite, Burp Suite, BurpSuiteCommunity, burp startburp, owasp zap, ZAP, HTTP Toolkit, httptoolkit,
            qemu system x86 64 android, genymotion, ghidra, ghidra ghidrarun, ida64, IDA, x64dbg, x32dbg, windbg,
            WinDbg, DbgX.Shell, gdb, ddd, Nemiver, seergdb, radare2, Hopper Disassembler, Binary Ninja, binaryninja,
            renderdoc, qrenderdoc, apitrace, sysprof, dotPeek, dotTrace, dotMemory, ILSpy, dnSpy, VisualVM,
            visualvm, jconsole, JProfiler, YourKit, JMC, Accessibility Insights
        """,
        sites="""
            app.circleci.com, app.codecov.io, app.snyk.io, applitools.com, appveyor.com, bencher.dev, bitrise.io,
            browserstack.com, buildkite.com, chromatic.com, circleci.com, codacy.com, codeclimate.com, codecov.io,
            coderabbit.ai, coveralls.io, cypress.cloud, deepsource.com, deepsource.io, dependabot.com, drone.io,
            greptile.com, gtmetrix.com, hoppscotch.io, httpbin.org, insomnia.rest, jsonlint.com, lambdatest.com,
            lighthouse-metrics.com, mailtrap.io, pagespeed.web.dev, percy.io, postman.co, postman.com, qase.io,
            reqbin.com, saucelabs.com, semaphoreci.com, snyk.io, sonarcloud.io, sonarqube.org, testflight.apple.com,
            testrail.com, testrail.io, travis-ci.com, travis-ci.org, validator.w3.org, webhook.site,
            webpagetest.org, xray.cloud.getxray.app
        """,
        hosts="""
            bamboo, build, buildbot, builds, ci, codecov, concourse, drone, gocd, hydra, jenkins, mailhog, mailpit,
            selenium, sonar, sonarqube, teamcity, tekton, testrail, woodpecker
        """,
        titles="""
            Postman, Insomnia, Hoppscotch, CircleCI, Travis CI, Jenkins, [Jenkins], TeamCity, Buildkite, AppVeyor,
            SonarQube, SonarCloud, Codecov, Coveralls, Snyk, BrowserStack, Sauce Labs, LambdaTest, TestRail,
            Chromatic, PageSpeed Insights, WebPageTest, GTmetrix, Playwright Test Report, Playwright Trace Viewer,
            Burp Suite Community Edition, Burp Suite Professional, Ghidra, Mailpit, MailHog, Webhook.site
        """,
        segments=(
            r"Workflow runs? .{1,120}",
            r"Pipeline #?\d+.{0,80}",
            r"Android Emulator - .{1,80}",
            r"Burp Suite .{1,60}",
            r"CodeBrowser: .{1,80}",
        ),
    ),
    Category(
        OVERVIEW,
        "Editing & IDEs",
        apps="""
            Code, Visual Studio Code, code oss, Code - OSS, code - oss, code url handler, code insiders, Code -
            Insiders, Visual Studio Code - Insiders, vscodium, VSCodium, codium, codium url handler, Cursor, cursor
            url handler, Windsurf, windsurf url handler, Antigravity, Zed, dev.zed.Zed, zed editor, PearAI, Fleet,
            jetbrains fleet, Visual Studio, devenv, Microsoft Visual Studio, Blend, VisualStudio, Visual Studio for
            Mac, Xcode, Playgrounds, Swift Playgrounds, android studio, studio64, jetbrains studio, jetbrains idea,
            jetbrains idea ce, idea, idea64, IntelliJ IDEA, IntelliJ IDEA Ultimate, IntelliJ IDEA CE, IntelliJ IDEA
            Community Edition, jetbrains pycharm, jetbrains pycharm ce, pycharm, pycharm64, PyCharm, PyCharm CE,
            PyCharm Community Edition, PyCharm Professional Edition, jetbrains webstorm, webstorm, webstorm64,
            WebStorm, jetbrains phpstorm, phpstorm, phpstorm64, PhpStorm, jetbrains clion, clion, clion64, CLion,
            jetbrains goland, goland, goland64, GoLand, jetbrains rider, rider64, Rider, JetBrains Rider, jetbrains
            rubymine, rubymine, rubymine64, RubyMine, jetbrains rustrover, rustrover, rustrover64, RustRover,
            jetbrains dataspell, DataSpell, AppCode, jetbrains toolbox, JetBrains Toolbox, JetBrains Gateway,
            jetbrains gateway, jetbrains writerside, jetbrains aqua, Sublime Text, sublime_text, subl, Pulsar, Lite
            XL, lite xl, Lapce, TextMate, BBEdit, CotEditor, Coda 2, Smultron, Notepad++, notepadqq, Notepad3,
            UltraEdit, uedit64, EmEditor, EditPlus, emacs, emacs nw, emacs gtk, emacsclient, Aquamacs, doom emacs,
            vim, gvim, GVim, MacVim, nvim, neovim, nvim qt, neovide, goneovim, neovim gtk, vimr, VimR, helix, hx,
            kakoune, kak, nano, geany, kate, kdevelop, KDevelop, qtcreator, Qt Creator, QtCreator, qt designer,
            gnome builder, org.gnome.Builder, re.sonny.Workbench, anjuta, code::blocks, codeblocks, codelite,
            CodeLite, Eclipse, eclipse ide, SpringToolSuite4, STS, netbeans, NetBeans, Apache NetBeans IDE,
            netbeans64, lazarus, bds, monodevelop, MonoDevelop, Unity, unity editor, UnityEditor, Unity Hub,
            unityhub, UnrealEditor, Unreal Editor, UE4Editor, UE5Editor, godot, godot engine, Godot_v4, Defold,
            GameMaker, GameMaker Studio 2, RPG Maker MZ, construct 3, Arduino IDE, arduino ide, arduino, processing
            app base, STM32CubeIDE, stm32cubeide, MPLAB X IDE, Keil uVision, UV4, IAR Embedded Workbench, thonny,
            idle3, IDLE, mu editor, wing personal, wing101, eric6, eric7, ninja ide, PyDev, Komodo IDE, Komodo Edit,
            Light Table, DrRacket, drracket, bluej, BlueJ, greenfoot, jgrasp, dr java, Scratch, Scratch 3, scratch
            desktop, app inventor, bluefish, aptana, Dreamweaver, Adobe Dreamweaver, pinegrow, Pinegrow Web Editor,
            Bootstrap Studio, cambalache, ghex, HxD, ImHex, imhex, hex fiend, 010Editor, LiveCode, XAML Studio,
            scintilla, SciTE, jEdit, Theia IDE
        """,
        sites="""
            app.codeanywhere.com, appinventor.mit.edu, arduino.cc/editor, c9.io, codespaces.new, create.arduino.cc,
            github.dev, godotengine.org/editor, ide.cs50.io, idx.google.com, insiders.vscode.dev, makecode.com,
            scratch.mit.edu, studio.firebase.google.com, thunkable.com, vscode.dev
        """,
        hosts="code-server, coder, codeserver, ide, theia, vscode",
        titles="""
            Visual Studio Code, Visual Studio Code - Insiders, Code - OSS, VSCodium, Windsurf, IntelliJ IDEA,
            PyCharm, WebStorm, PhpStorm, CLion, GoLand, RubyMine, RustRover, Android Studio, Xcode, Microsoft Visual
            Studio, Visual Studio, Sublime Text, Sublime Text (UNREGISTERED), Notepad++, Emacs, GNU Emacs, Vim, VIM,
            GVIM, NVIM, Neovim, KDevelop, Geany, Qt Creator, Eclipse IDE, Apache NetBeans IDE, Godot Engine, Unreal
            Editor, Thonny, Arduino IDE, Lazarus IDE, code-server, Firebase Studio
        """,
        segments=(
            r"(?:n?vim|vi|emacs|nano|hx|micro|kak)(?: .{1,120})?",
            r"Arduino(?: IDE)? [\d.]+",
            r"Unity [\d.]+\w*.{0,60}",
            r"Apache NetBeans IDE [\d.]+",
            r"Godot Engine v?[\d.]*",
            r"Unity - .{1,80}",
        ),
        values=(
            rf"(?:[●*•] )?[\w.@+-]{{1,80}}\.{_CODE_ONLY}(?: \(.{{1,120}}\))? [-–—•|] .*",  # noqa: RUF001
            rf"(?:/|~/|[A-Za-z]:[\\/]|\\\\)[^|<>]{{0,400}}\.{_SOURCE}",
            r"(?:/|~/|[A-Za-z]:[\\/])[^|<>]{0,400}[/\\](?:Makefile|Dockerfile|CMakeLists\.txt|Cargo\.lock|\.gitignore)",
        ),
    ),
)
