"""The catalogue, Entertainment: video, music, games and the rest of free time."""

from .shape import Category

OVERVIEW = "Entertainment"

CATEGORIES = (
    Category(
        OVERVIEW,
        "General Entertainment",
        sites="""
            anilist.co, archiveofourown.org, boredpanda.com, buzzfeed.com, eventbrite.com, fandom.com, giphy.com,
            goodreads.com, imdb.com, justwatch.com, letterboxd.com, myanimelist.net, onlyfans.com, pornhub.com,
            rottentomatoes.com, tenor.com, themoviedb.org, thetvdb.com, ticketmaster.com, trakt.tv, tvtropes.org,
            wattpad.com, webtoons.com, xhamster.com, xkcd.com, xnxx.com, xvideos.com
        """,
        titles="""
            IMDb, Rotten Tomatoes, Letterboxd, MyAnimeList.net, AniList, JustWatch, TV Tropes, Fandom, BuzzFeed,
            xkcd, Ticketmaster
        """,
    ),
    Category(
        OVERVIEW,
        "Comedy",
        sites="""
            9gag.com, collegehumor.com, cracked.com, dropout.tv, explosm.net, imgflip.com, knowyourmeme.com,
            theoatmeal.com, theonion.com
        """,
        titles="9GAG, The Onion, Know Your Meme, Cracked.com, Imgflip, Cyanide & Happiness",
    ),
    Category(
        OVERVIEW,
        "Photos",
        apps="""
            Photos, gnome photos, shotwell, gthumb, eog, loupe, gwenview, digikam, nomacs, feh, sxiv, nsxiv, imv,
            qimgv, geeqie, xviewer, ristretto, eom, gpicview, Preview, IrfanView, i_view64, i_view32, XnView,
            XnViewMP, FastStone, FSViewer, Picasa, Microsoft.Photos, PhotosApp, ImageGlass, Honeyview, swayimg,
            viewnior, qview, image viewer
        """,
        sites="""
            500px.com, flickr.com, imgur.com, immich.app, pexels.com, photobucket.com, photos.google.com,
            pixelfed.social, smugmug.com, unsplash.com
        """,
        hosts="immich, photoprism, photos",
        titles="Google Photos, Flickr, Imgur, 500px, Unsplash, Pexels, Immich",
    ),
    Category(
        OVERVIEW,
        "Video",
        apps="""
            vlc, VLC, VLC media player, mpv, mplayer, smplayer, celluloid, totem, showtime, clapper, haruna,
            dragonplayer, kaffeine, parole, xplayer, kodi, plex, Plex HTPC, Plex Media Player, plexmediaplayer,
            jellyfin, jellyfinmediaplayer, Jellyfin Media Player, stremio, freetube, FreeTube, minitube, mpc hc, mpc
            hc64, mpc be, mpc be64, PotPlayer, PotPlayerMini64, PotPlayerMini, wmplayer, Windows Media Player,
            Movies & TV, Video.UI, QuickTime Player, IINA, iina, TV, Elmedia Player, Netflix, Disney+, Prime Video,
            KMPlayer, KMPlayer64, baka mplayer, Twitch, chatterino, streamlink twitch gui, Emby, gnome videos,
            photoflare video, YouTube
        """,
        sites="""
            ardmediathek.de, arte.tv, bilibili.com, bitchute.com, channel4.com, criterionchannel.com,
            crunchyroll.com, curiositystream.com, dailymotion.com, dazn.com, disneyplus.com, france.tv, fubo.tv,
            funimation.com, hbomax.com, hotstar.com, hulu.com, invidious.io, iplayer.co.uk, iqiyi.com, itv.com,
            jellyfin.org, joyn.de, kick.com, max.com, mubi.com, nebula.tv, netflix.com, nicovideo.jp, odysee.com,
            paramountplus.com, peacocktv.com, piped.video, plex.tv, pluto.tv, primevideo.com, raiplay.it, roku.com,
            rtve.es, rumble.com, sling.com, sonyliv.com, svtplay.se, tubitv.com, tv.apple.com, twitch.tv, v.qq.com,
            viki.com, vimeo.com, youku.com, youtu.be, youtube-nocookie.com, youtube.com, zattoo.com, zdf.de,
            zee5.com
        """,
        hosts="emby, invidious, jellyfin, peertube, piped, plex",
        titles="""
            YouTube, Netflix, Twitch, Vimeo, Dailymotion, Disney+, Hulu, Prime Video, HBO Max, Crunchyroll, Plex,
            Jellyfin, Apple TV+, Apple TV, Paramount+, Peacock, Nebula, Rumble, Odysee, PeerTube, BBC iPlayer, ITVX,
            Channel 4, bilibili, ARTE, ARD Mediathek, ZDFmediathek, MUBI, Viki, Stremio, VLC media player, mpv,
            IINA, Kodi, Kick.com, 哔哩哔哩_bilibili, Tubi, Pluto TV, DAZN
        """,
        segments=(r"Prime Video: .{1,80}",),
    ),
    Category(
        OVERVIEW,
        "Music",
        apps="""
            Spotify, com.spotify.Client, spotify launcher, spotifyd, spotify player, spotube, ncspot, psst,
            rhythmbox, clementine, strawberry, audacious, amarok, elisa, lollypop, gnome music, Music, quodlibet,
            quod libet, ex falso, deadbeef, cmus, ncmpcpp, cantata, sayonara, banshee, exaile, gmusicbrowser, tauon,
            tauonmb, Tauon Music Box, iTunes, foobar2000, winamp, AIMP, MusicBee, Tidal, tidal hifi, deezer, Amazon
            Music, Apple Music, AppleMusic, Cider, YouTube Music, YT Music, youtube music desktop app, plexamp,
            sonixd, feishin, supersonic, sublime music, goodvibes, Swinsian, Qobuz, SoundCloud, Groove Music,
            Podcasts, gpodder, gnome podcasts, kasts, pocket casts, Overcast, Audible, Monophony, Amberol, Harmony
            Music, mixxx, rekordbox, Serato DJ Pro, pithos
        """,
        sites="""
            audible.com, azlyrics.com, bandcamp.com, beatport.com, deezer.com, discogs.com, genius.com, iheart.com,
            jamendo.com, last.fm, listenbrainz.org, mixcloud.com, musescore.com, music.amazon.com, music.apple.com,
            music.youtube.com, musicbrainz.org, overcast.fm, pandora.com, pocketcasts.com, podcasts.apple.com,
            podcasts.google.com, qobuz.com, radio.garden, rateyourmusic.com, somafm.com, songkick.com,
            soundcloud.com, spotify.com, tidal.com, tunein.com, ultimate-guitar.com
        """,
        hosts="music, navidrome",
        titles="""
            Spotify, Spotify Premium, Spotify Free, YouTube Music, SoundCloud, Bandcamp, Deezer, TIDAL, Apple Music,
            Amazon Music, Last.fm, Genius Lyrics, Discogs, Pandora, Mixcloud, TuneIn, Pocket Casts, Qobuz, Plexamp,
            Navidrome, ListenBrainz, MuseScore.com, foobar2000
        """,
    ),
    Category(
        OVERVIEW,
        "Games",
        apps="""
            steam, steamwebhelper, Steam Helper, lutris, heroic, Heroic Games Launcher, bottles, GOG Galaxy,
            GalaxyClient, minigalaxy, EpicGamesLauncher, Epic Games Launcher, Battle.net, EADesktop, UbisoftConnect,
            Uplay, Xbox, XboxPcApp, GamingServices, PlayStation, Rockstar Games Launcher, LeagueClient,
            LeagueClientUx, League of Legends, RiotClientServices, Riot Client, VALORANT, VALORANT Win64 Shipping,
            cs2, csgo, csgo linux64, dota2, Dota 2, TeamFortress2, tf linux64, hl2 linux, portal2, left4dead2,
            Overwatch, Hearthstone, Diablo IV, Diablo III, Diablo4, StarCraft II, SC2, SC2 x64, WowClassic, World of
            Warcraft, Minecraft, minecraft launcher, MinecraftLauncher, Prism Launcher, prismlauncher, MultiMC,
            ATLauncher, PolyMC, Modrinth App, Luanti, minetest, RobloxPlayerBeta, Roblox, RobloxPlayer,
            FortniteClient Win64 Shipping, Fortnite, r5apex, GTA5, GTAV, RDR2, eldenring, Elden Ring, bg3 dx11,
            Baldur's Gate 3, Cyberpunk2077, witcher3, SkyrimSE, Fallout4, Stardew Valley, StardewValley, Terraria,
            factorio, RimWorld, RimWorldLinux, RimWorldWin64, Civilization VI, CivilizationVI, Civ6, CivilizationV,
            eu4, hoi4, ck3, stellaris, victoria3, KSP, KSP x64, Subnautica, Valheim, Satisfactory, FactoryGame,
            Hades, Hades2, Hollow Knight, Celeste, Dead Cells, Slay the Spire, SlayTheSpire, Balatro, Vampire
            Survivors, VampireSurvivors, Among Us, Rocket League, RocketLeague, PUBG, TslGame, destiny2, warframe,
            Warframe.x64, Genshin Impact, GenshinImpact, HonkaiStarRail, StarRail, ffxiv, ffxiv dx11, XIVLauncher,
            runelite, RuneLite, RuneScape, osclient, eve online, Path of Exile, PathOfExile, PathOfExileSteam, osu!,
            osu, DwarfFortress, Dwarf Fortress, dwarfort, retroarch, RetroArch, pcsx2, PCSX2, rpcs3, RPCS3, yuzu,
            ryujinx, mgba, snes9x, ppsspp, PPSSPPSDL, scummvm, dosbox, duckstation, emulationstation, melonDS, xemu,
            gnome chess, gnome mines, gnome mahjongg, gnome sudoku, quadrapassel, aisleriot, kpat, kmines,
            kmahjongg, ksudoku, 0ad, 0 A.D., pyrogenesis, supertuxkart, SuperTuxKart, wesnoth, openttd, openra,
            freeciv, warzone2100, hedgewars, xonotic, nethack, moonlight, parsec, GeForceNOW, GeForce NOW, chiaki,
            Sims4, TS4, The Sims 4, FIFA23, FC24, FC25, EscapeFromTarkov, DeadByDaylight, RainbowSix, Helldivers2,
            Palworld, gamescope, mangohud, protontricks, CurseForge, Playnite, Playnite.DesktopApp,
            Playnite.FullscreenApp
        """,
        sites="""
            addictinggames.com, armorgames.com, battle.net, blizzard.com, boardgamearena.com, boardgamegeek.com,
            bulbapedia.bulbagarden.net, chess.com, coolmathgames.com, crazygames.com, curseforge.com, dndbeyond.com,
            dotabuff.com, ea.com, epicgames.com, eurogamer.net, gamefaqs.gamespot.com, gamespot.com, geoguessr.com,
            gog.com, howlongtobeat.com, ign.com, isthereanydeal.com, itch.io, kongregate.com, kotaku.com,
            leagueoflegends.com, lichess.org, metacritic.com, minecraft.net, minecraft.wiki, miniclip.com,
            modrinth.com, newgrounds.com, nexusmods.com, nintendo.co.uk, nintendo.com, nytimes.com/crosswords,
            nytimes.com/games, op.gg, pcgamer.com, playstation.com, playvalorant.com, pokemon.com, poki.com,
            polygon.com, protondb.com, riotgames.com, roblox.com, rockpapershotgun.com, roll20.net, runescape.com,
            runescape.wiki, serebii.net, speedrun.com, steamcommunity.com, steamdb.info, steampowered.com, u.gg,
            ubisoft.com, wowhead.com, xbox.com
        """,
        titles="""
            Steam, Steam Store, Steam Community, Welcome to Steam, GOG.com, Epic Games Store, Epic Games, itch.io,
            Chess.com, lichess.org, IGN, GameSpot, Polygon, Kotaku, PC Gamer, Rock Paper Shotgun, Eurogamer.net,
            GameFAQs, Nexus Mods, Roblox, ProtonDB, SteamDB, Wowhead, BoardGameGeek, Board Game Arena, Roll20, D&D
            Beyond, Poki, CrazyGames, GeoGuessr, Xbox, PlayStation, Nintendo, Big Picture Mode, RuneLite
        """,
        segments=(
            r"Minecraft\*? [\d.]+.{0,40}",
            r"Play .{1,40} (?:Online|online)",
            r"Daily Crossword.{0,40}",
            r"Wordle.{0,40}",
            r"The (?:Mini )?Crossword",
        ),
        values=(r"steam_app_\d+", r"steam_proton", r".{1,60}-Win64-Shipping\.exe", r"wine-.{1,40}\.exe"),
    ),
)
