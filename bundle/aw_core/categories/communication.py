"""The catalogue, Communication & Scheduling."""

from .shape import Category

OVERVIEW = "Communication & Scheduling"

CATEGORIES = (
    Category(
        OVERVIEW,
        "General Communication & Scheduling",
        apps="""
            gnome contacts, Contacts, kaddressbook, Messages for web, Phone Link, PhoneExperienceHost, YourPhone,
            KDE Connect, kdeconnect, kdeconnect app, kdeconnect sms, gsconnect, scrcpy, Franz, Rambox, Ferdium,
            ferdi, Wavebox, hamsket, Beeper, bitrix24, FaceTime Audio, Dialer, gnome calls
        """,
        sites="""
            contacts.google.com, doodle.com, evite.com, framadate.org, groups.google.com, groups.io,
            lists.debian.org, lore.kernel.org, mail-archive.com, mentimeter.com, messages.google.com,
            nuudel.digitalcourage.de, signupgenius.com, slido.com, when2meet.com, xing.com/events
        """,
        hosts="community, discourse, discuss, forum, forums, lists, mailman",
        titles="""
            Google Contacts, Google Groups, Doodle, Framadate, When2meet, Slido, Mentimeter, Google Messages for web
        """,
    ),
    Category(
        OVERVIEW,
        "Calendars",
        apps="""
            gnome calendar, Calendar, korganizer, merkuro calendar, merkuro, Fantastical, BusyCal, Google Calendar,
            Notion Calendar, Outlook Calendar, HxCalendarAppImm, orage, Itsycal, Vimcal, Akiflow, Sunsama, calcure,
            calcurse, osmo
        """,
        sites="""
            acuityscheduling.com, cal.com, calendar.google.com, calendar.proton.me, calendar.yahoo.com,
            calendly.com, icloud.com/calendar, outlook.live.com/calendar, outlook.office.com/calendar,
            outlook.office365.com/calendar, reclaim.ai, savvycal.com, teamup.com, timeanddate.com, timetreeapp.com,
            usemotion.com, worldtimebuddy.com
        """,
        hosts="cal, calendar, calendars, kalender",
        titles="""
            Google Calendar, Google Kalender, Outlook Calendar, Proton Calendar, Calendly, Cal.com, Mozilla
            Thunderbird Calendar, Notion Calendar, iCloud Calendar, Teamup, TimeTree, Fantastical, Kalender,
            Calendario, Calendrier
        """,
        segments=(r"Google Calendar - .{1,60}",),
        score=1,
    ),
    Category(
        OVERVIEW,
        "Instant Message",
        apps="""
            Slack, discord, DiscordCanary, discordcanary, DiscordPTB, vesktop, WebCord, webcord, armcord, legcord,
            dissent, abaddon, ripcord, Telegram, Telegram Desktop, TelegramDesktop, org.telegram.desktop, AyuGram,
            ayugram desktop, kotatogram, paper plane, 64Gram, nchat, Signal, signal desktop, WhatsApp,
            WhatsApp.Root, whatsapp for linux, whatsapp desktop, whatsdesk, whatsie, whatsapp linux desktop, zapzap,
            ZapZap, altus, karere, Element, element desktop, schildichat, nheko, fractal, neochat, NeoChat, cinny,
            quaternion, gomuks, iamb, FluffyChat, fluffychat, Threema, threema desktop, Wire, wire desktop, Session,
            session desktop, Briar, briar desktop, Jami, tox, qtox, utox, Skype for Business, lync, Messages,
            iMessage, Messenger, Facebook Messenger, caprine, Viber, ViberPC, WeChat, wechat, Weixin, QQ, qq, LINE,
            KakaoTalk, DingTalk, dingtalk, Feishu, Lark, Zalo, ICQ, pidgin, gajim, dino, kopete, psi plus, Adium,
            profanity, polari, hexchat, HexChat, konversation, kvirc, irssi, weechat, WeeChat, quassel,
            quasselclient, mIRC, Textual, srain, halloy, LimeChat, Colloquy, Mattermost, mattermost desktop,
            Rocket.Chat, rocketchat, rocketchat desktop, Zulip, zulip desktop, Teams, ms teams, MSTeams, Microsoft
            Teams, Microsoft Teams (work or school), Microsoft Teams classic, teams for linux, Cisco Jabber,
            CiscoJabber, Google Chat, Hangouts, YakYak, Keybase, Chanty, Guilded, revolt, revolt desktop, SimpleX,
            simplex chat, delta chat, deltachat, DeltaChat, empathy, Ryver, Pumble
        """,
        sites="""
            app.element.io, app.revolt.chat, app.wire.com, chat.google.com, chat.zalo.me, delta.chat, dingtalk.com,
            discord.com, discordapp.com, element.io, gitter.im, guilded.gg, hangouts.google.com, irccloud.com,
            keybase.io, libera.chat, line.me, mail.google.com/chat, matrix.org, matrix.to, mattermost.com,
            messenger.com, rocket.chat, signal.org, simplex.chat, slack.com, t.me, teams.cloud.microsoft,
            teams.live.com, teams.microsoft.com, telegram.me, telegram.org, viber.com, web.libera.chat,
            web.skype.com, web.telegram.org, web.threema.ch, web.wechat.com, web.whatsapp.com, whatsapp.com,
            wx.qq.com, zulipchat.com
        """,
        hosts="element, im, irc, matrix, mattermost, rocket, rocketchat, thelounge, zulip",
        titles="""
            Slack, Discord, Telegram, Telegram Web, WhatsApp, WhatsApp Web, Messenger, Facebook Messenger, Google
            Chat, Microsoft Teams, Teams, Mattermost, Rocket.Chat, Zulip, IRCCloud, Viber, Skype for Business,
            WeChat, Threema, Gitter, The Lounge
        """,
        segments=(r"Discord \| .{1,80}", r"Slack \| .{1,80}", r"Element \[\d+\] \| .{1,60}", r"Telegram \(\d+\)"),
    ),
    Category(
        OVERVIEW,
        "Email",
        apps="""
            thunderbird, mozilla thunderbird, thunderbird esr, thunderbird default, betterbird,
            eu.betterbird.Betterbird, evolution, geary, kmail, KMail, kmail2, kontact, claws mail, sylpheed,
            mailspring, trojita, mutt, neomutt, aerc, notmuch, Mail, Apple Mail, MailMate, Airmail, Airmail 5,
            Spark, Spark Desktop, Spark Mail, Outlook, OUTLOOK, olk, Microsoft Outlook, HxOutlook, HxMail, HxTsr,
            Mailbird, eM Client, MailClient, The Bat!, thebat64, postbox, Canary Mail, Mimestream, Superhuman,
            Proton Mail, ProtonMail, proton mail bridge, protonmail bridge, Tutanota, tutanota desktop, Tuta Mail,
            Polymail, BlueMail, bluemail, elementary mail, pantheon mail, FossaMail, seamonkey mail, Missive, Edison
            Mail
        """,
        sites="""
            app.fastmail.com, e.mail.ru, email.cz, fastmail.com, freenet.de, gmail.com, gmx.com, gmx.de, gmx.net,
            hey.com, hotmail.com, icloud.com/mail, laposte.net, libero.it, mail.163.com, mail.aol.com, mail.com,
            mail.google.com, mail.proton.me, mail.qq.com, mail.ru, mail.yahoo.co.jp, mail.yahoo.com, mail.yandex.ru,
            mail.zoho.com, mail.zoho.eu, mailbox.org, mailfence.com, migadu.com, missiveapp.com, orange.fr,
            outlook.cloud.microsoft, outlook.com, outlook.live.com, outlook.office.com, outlook.office365.com,
            posteo.de, proton.me, protonmail.com, runbox.com, seznam.cz/email, startmail.com, superhuman.com,
            t-online.de/email, tuta.com, tutanota.com, web.de
        """,
        hosts="""
            autodiscover, correo, email, exchange, horde, imap, mail, mailbox, owa, posta, roundcube, smtp, webmail,
            zimbra
        """,
        titles="""
            Gmail, Outlook, Microsoft Outlook, Outlook.com, Yahoo Mail, Proton Mail, Fastmail, Tuta, Tutanota, GMX,
            WEB.DE, Zoho Mail, iCloud Mail, Mozilla Thunderbird, Thunderbird, Roundcube Webmail, Roundcube, Zimbra,
            Evolution, Geary, KMail, Claws Mail, HEY, Superhuman, mailbox.org, Mail, AOL Mail, Missive, Betterbird,
            neomutt, NeoMutt
        """,
        segments=(
            r"Inbox \([\d,.]+\)(?: - .{1,80})?",
            r"(?:Inbox|Posteingang|Boîte de réception|Postvak IN|Bandeja de entrada)",
            r"Write: .{1,200}",
            r"Roundcube Webmail :: .{1,80}",
        ),
    ),
    Category(
        OVERVIEW,
        "Voice Chat",
        apps="""
            Skype, skypeforlinux, skype for linux, Mumble, mumla, TeamSpeak, TeamSpeak 3, ts3client, ts3client
            win64, ts3client linux amd64, teamspeak, ventrilo, linphone, zoiper, Zoiper5, twinkle, ekiga, microsip,
            MicroSIP, Bria, jitsi phone, FaceTime, Google Voice, RingCentral, Dialpad, Aircall, aircall workspace,
            3CX, 3CXDesktopApp, 3CXWin8Phone, 3cx desktop app, Grasshopper, plasma dialer, ClearOne, baresip,
            clownfish, sflphone, Vonage Business
        """,
        sites="""
            3cx.com, aircall.io, dialpad.com, mumble.info, openphone.com, quo.com, ringcentral.com, sipgate.de,
            skype.com, teamspeak.com, twilio.com/flex, voice.google.com, vonage.com
        """,
        titles="Skype, TeamSpeak 3, Mumble, Google Voice, RingCentral, Dialpad, Aircall, 3CX, FaceTime, Linphone",
        score=1,
    ),
    Category(
        OVERVIEW,
        "Meetings",
        apps="""
            Zoom, zoom.us, Zoom Workplace, Zoom Meetings, CptHost, ZoomWebviewHost, Webex, Cisco Webex Meetings,
            CiscoCollabHost, webexmta, atmgr, ciscowebexstart, Google Meet, Jitsi Meet, GoToMeeting, g2mlauncher,
            GoTo, GoTo Meeting, BlueJeans, bluejeans, Whereby, BigBlueButton, Gather, Tuple, Loom, Krisp, mmhmm,
            Otter, Fathom, Granola, read ai, Livestorm, Amazon Chime, Chime, StarLeaf, Lifesize, RingCentral
            Meetings, Hubstaff meetings, Discord Stage
        """,
        sites="""
            8x8.vc, around.co, bigbluebutton.org, bluejeans.com, chime.aws, demio.com, fathom.video, fireflies.ai,
            gather.town, goto.com, gotomeeting.com, granola.ai, hopin.com, livestorm.co, loom.com, meet.google.com,
            meet.jit.si, otter.ai, remo.co, ringcentral.com/video, teams.microsoft.com/l/meetup-join, tldv.io,
            visio.numerique.gouv.fr, webex.com, whereby.com, wonder.me, zoom.com, zoom.us
        """,
        hosts="bbb, bigbluebutton, jitsi, meet, meeting, meetings, visio, webconf, zoom",
        titles="""
            Zoom, Zoom Meeting, Zoom Workplace, Google Meet, Webex, Webex Meetings, Cisco Webex Meetings, Jitsi
            Meet, BigBlueButton, GoTo Meeting, GoToMeeting, Whereby, Meeting compact view, Fireflies.ai
        """,
        segments=(r"Meet [-–—] .{1,80}", r"Zoom Meeting .{1,40}", r"Meeting"),  # noqa: RUF001
        score=1,
    ),
)
