"""The catalogue, News & Opinion."""

from .shape import Category

OVERVIEW = "News & Opinion"

CATEGORIES = (
    Category(
        OVERVIEW,
        "General News & Opinion",
        apps="""
            newsflash, liferea, akregator, rssguard, quiterss, FeedReader, gfeeds, fluent reader, newsboat,
            NetNewsWire, Reeder 5, ReadKit, News, Apple News, gnome feeds, Feedly, raven reader, News Explorer,
            Flipboard
        """,
        sites="""
            abcnews.go.com, apnews.com, axios.com, bbc.co.uk, bbc.com, breitbart.com, cbsnews.com, cnn.com,
            dailymail.co.uk, drudgereport.com, express.co.uk, feedly.com, flipboard.com, foxnews.com, getpocket.com,
            ground.news, huffpost.com, independent.co.uk, inoreader.com, instapaper.com, latimes.com, medium.com,
            metro.co.uk, mirror.co.uk, motherjones.com, msn.com, nbcnews.com, news.google.com, news.sky.com,
            news.yahoo.com, newsblur.com, newsweek.com, newyorker.com, npr.org, nypost.com, nytimes.com, pbs.org,
            politico.com, propublica.org, readwise.io, salon.com, slate.com, smartnews.com, substack.com,
            telegraph.co.uk, theatlantic.com, thedailybeast.com, theguardian.com, thehill.com, theoldreader.com,
            thesun.co.uk, thetimes.co.uk, time.com, usatoday.com, vox.com, washingtonpost.com
        """,
        hosts="freshrss, miniflux, nachrichten, news, ttrss",
        titles="""
            The New York Times, The Washington Post, The Guardian, BBC News, BBC, CNN, CNN Politics, Fox News, NBC
            News, CBS News, ABC News, USA TODAY, Los Angeles Times, AP News, Google News, Yahoo News, MSN, HuffPost,
            POLITICO, Axios, The Atlantic, The New Yorker, NPR, Daily Mail Online, The Telegraph, The Independent,
            The Times, Sky News, Medium, Substack, Feedly, Inoreader, NewsBlur, FreshRSS, Miniflux, Tiny Tiny RSS,
            Pocket, Instapaper, Readwise Reader, Ground News, US news, UK news, World news
        """,
        segments=(r"BBC (?:News|Sport|Weather|Home)",),
    ),
    Category(
        OVERVIEW,
        "International",
        sites="""
            20min.ch, abc.es, abc.net.au, afp.com, aftenposten.no, aftonbladet.se, aljazeera.com, ansa.it,
            asahi.com, bild.de, cbc.ca, clarin.com, corriere.it, derstandard.at, dn.se, dr.dk, dw.com, elmundo.es,
            elpais.com, euronews.com, expressen.se, faz.net, focus.de, folha.uol.com.br, foreignaffairs.com,
            foreignpolicy.com, france24.com, gazeta.pl, globo.com, haaretz.com, heise.de/tp, hindustantimes.com,
            hs.fi, hurriyet.com.tr, ilpost.it, irishtimes.com, japantimes.co.jp, kyivindependent.com,
            lanacion.com.ar, lavanguardia.com, lefigaro.fr, lemonde.fr, liberation.fr, mediapart.fr, meduza.io,
            n-tv.de, naver.com, ndtv.com, nhk.or.jp, nos.nl, nrc.nl, nrk.no, nu.nl, nzherald.co.nz, nzz.ch, onet.pl,
            orf.at, politiken.dk, publico.pt, repubblica.it, reuters.com, rte.ie, scmp.com, sina.com.cn, smh.com.au,
            spiegel.de, srf.ch, stern.de, straitstimes.com, stuff.co.nz, sueddeutsche.de, svd.se, svt.se,
            t-online.de, tagesanzeiger.ch, tagesschau.de, taz.de, theconversation.com, theglobeandmail.com,
            thehindu.com, timesofindia.indiatimes.com, timesofisrael.com, un.org, uol.com.br, vg.no, volkskrant.nl,
            vrt.be, welt.de, wp.pl, yahoo.co.jp, yle.fi, zeit.de
        """,
        titles="""
            Reuters, Al Jazeera, DW, Euronews, France 24, Le Monde, Le Figaro, DER SPIEGEL, ZEIT ONLINE, FAZ, SZ.de,
            tagesschau.de, DER STANDARD, NZZ, EL PAÍS, EL MUNDO, Corriere.it, la Repubblica, NRC, de Volkskrant,
            Dagens Nyheter, SVT Nyheter, Aftonbladet, NRK, Yle, CBC News, ABC News (Australia), South China Morning
            Post, The Japan Times, The Times of India, NDTV, The Hindu, Foreign Policy
        """,
    ),
    Category(
        OVERVIEW,
        "Regional",
        apps="gnome weather, Weather, Microsoft.Weather, kweather, mousam",
        sites="""
            abendblatt.de, accuweather.com, berliner-zeitung.de, bostonglobe.com, chicagotribune.com,
            dallasnews.com, denverpost.com, dwd.de, houstonchronicle.com, inquirer.com, meteofrance.com,
            metoffice.gov.uk, miamiherald.com, morgenpost.de, nextdoor.com, patch.com, rainviewer.com, rbb24.de,
            scotsman.com, seattletimes.com, sfchronicle.com, sfgate.com, standard.co.uk, tagesspiegel.de,
            ventusky.com, weather.com, weather.gov, weatherspark.com, wetter.com, wetteronline.de, windy.com,
            wunderground.com, yr.no
        """,
        titles="The Weather Channel, AccuWeather, Weather Underground, Windy.com, wetter.com, Met Office, Nextdoor",
        segments=(r".{1,60} Weather Forecast.{0,40}",),
    ),
    Category(
        OVERVIEW,
        "Business",
        sites="""
            barrons.com, bloomberg.com, businessinsider.com, cnbc.com, coindesk.com, cointelegraph.com,
            economist.com, entrepreneur.com, fastcompany.com, fool.com, forbes.com, fortune.com, ft.com,
            handelsblatt.com, hbr.org, inc.com, investors.com, lesechos.fr, manager-magazin.de, marketwatch.com,
            qz.com, seekingalpha.com, stocktwits.com, wsj.com
        """,
        titles="""
            Bloomberg, WSJ, Financial Times, The Economist, Forbes, CNBC, Business Insider, MarketWatch,
            Handelsblatt, Harvard Business Review, Seeking Alpha, CoinDesk
        """,
    ),
    Category(
        OVERVIEW,
        "Entertainment",
        sites="""
            avclub.com, billboard.com, collider.com, deadline.com, digitalspy.com, eonline.com, ew.com, gala.de,
            hollywoodreporter.com, nme.com, people.com, pitchfork.com, rollingstone.com, screenrant.com,
            stereogum.com, tmz.com, usmagazine.com, vanityfair.com, variety.com, vulture.com
        """,
        titles="""
            The Hollywood Reporter, TMZ, Rolling Stone, Pitchfork, NME, Billboard, Vulture, The A.V. Club,
            People.com, Screen Rant, Vanity Fair
        """,
    ),
    Category(
        OVERVIEW,
        "Society",
        sites="""
            aeon.co, brookings.edu, cosmopolitan.com, elle.com, gq.com, jacobin.com, jezebel.com, longreads.com,
            lwn.net/op-ed, nationalreview.com, netzpolitik.org, opendemocracy.net, quillette.com, reason.com,
            thenation.com, theroot.com, unherd.com, vice.com, vogue.com
        """,
        titles="""
            VICE, Aeon, Aeon Essays, Longreads, The Nation, National Review, Jacobin, Reason.com, Vogue, GQ, ELLE,
            Cosmopolitan
        """,
    ),
    Category(
        OVERVIEW,
        "Sports",
        sites="""
            11freunde.de, as.com, atptour.com, autosport.com, bleacherreport.com, cbssports.com, cricbuzz.com,
            cyclingnews.com, espn.co.uk, espn.com, espncricinfo.com, eurosport.com, fifa.com, flashscore.com,
            formula1.com, garmin.com, gazzetta.it, goal.com, kicker.de, lequipe.fr, marca.com, mlb.com,
            motorsport.com, nba.com, nfl.com, nhl.com, onefootball.com, pgatour.com, premierleague.com, si.com,
            skysports.com, sofascore.com, sport1.de, sportschau.de, strava.com, theathletic.com, transfermarkt.com,
            transfermarkt.de, uefa.com
        """,
        titles="""
            ESPN, Sky Sports, Goal.com, Transfermarkt, Bleacher Report, NBA.com, NFL.com, MLB.com, NHL.com, BBC
            Sport, MARCA, AS.com, L'Équipe, kicker, Flashscore, Sofascore, Formula 1®, Cricbuzz, ESPNcricinfo, The
            Athletic, Strava
        """,
    ),
    Category(
        OVERVIEW,
        "Science & Technology",
        sites="""
            404media.co, 9to5google.com, 9to5mac.com, anandtech.com, androidauthority.com, androidpolice.com,
            arstechnica.com, bleepingcomputer.com, clubic.com, cnet.com, computerbase.de, engadget.com, gizmodo.com,
            golem.de, hackaday.com, heise.de, howtogeek.com, itsfoss.com, krebsonsecurity.com, linuxfr.org,
            livescience.com, lobste.rs, lwn.net, macrumors.com, makeuseof.com, nasaspaceflight.com,
            news.ycombinator.com, newscientist.com, numerama.com, omgubuntu.co.uk, pcmag.com, pcworld.com,
            phoronix.com, phys.org, popsci.com, producthunt.com, quantamagazine.org, schneier.com, sciencealert.com,
            sciencedaily.com, sciencenews.org, scientificamerican.com, slashdot.org, space.com, spectrum.ieee.org,
            t3n.de, techcrunch.com, techmeme.com, technologyreview.com, techradar.com, thenextweb.com,
            theregister.com, theverge.com, tomshardware.com, venturebeat.com, wired.com, xda-developers.com,
            zdnet.com
        """,
        titles="""
            Hacker News, Lobsters, Slashdot, TechCrunch, The Verge, Ars Technica, WIRED, Engadget, Gizmodo, CNET,
            ZDNET, The Register, VentureBeat, Tom's Hardware, AnandTech, Phoronix, LWN.net, [LWN.net], OMG! Ubuntu,
            9to5Mac, 9to5Google, MacRumors, Android Authority, Android Police, How-To Geek, TechRadar, PCMag,
            BleepingComputer, heise online, Golem.de, t3n, ComputerBase, Scientific American, New Scientist,
            ScienceDaily, Phys.org, Space.com, Quanta Magazine, IEEE Spectrum, MIT Technology Review, Product Hunt,
            Techmeme, Hackaday, Krebs on Security, It's FOSS
        """,
    ),
)
