"""The catalogue, Reference & Learning."""

from .shape import Category

OVERVIEW = "Reference & Learning"

CATEGORIES = (
    Category(
        OVERVIEW,
        "General Reference & Learning",
        apps="""
            evince, gnome document viewer, okular, zathura, xpdf, mupdf, atril, xreader, qpdfview, sioyek, AcroRd32,
            Acrobat, Acrobat Reader, Adobe Acrobat, Adobe Acrobat Reader, Adobe Reader, FoxitPDFReader, FoxitReader,
            Foxit PDF Reader, Foxit PDF Editor, SumatraPDF, PDF XChange Editor, PDFXEdit, PDF Expert, PDFgear, Skim,
            Master PDF Editor, masterpdfeditor5, document viewer, zotero, mendeley, Mendeley Reference Manager,
            jabref, JabRef, anki, goldendict, GoldenDict, calibre, ebook viewer, calibre gui, calibre ebook viewer,
            foliate, Kindle, Kindle for PC, Apple Books, iBooks, koreader, KOReader, bookworm, thorium, Thorium
            Reader, Dictionary, gnome dictionary, artha, kiwix, kiwix desktop, stellarium, kalgebra, geogebra,
            GeoGebra, duolingo, memrise, SuperMemo, mnemosyne, Remnote, RemNote, DeepL, dialect, crow translate,
            moodle, ScholarOne, Readwise Reader, komikku, xournal reader, djview
        """,
        sites="""
            academia.edu, acm.org, ankiweb.net, archive.org, arxiv.org, babbel.com, biorxiv.org, blackboard.com,
            books.google.com, brilliant.org, britannica.com, busuu.com, chat.deepseek.com, chat.mistral.ai,
            chat.openai.com, chatgpt.com, chegg.com, classroom.google.com, claude.ai, collinsdictionary.com,
            connectedpapers.com, copilot.microsoft.com, coursehero.com, coursera.org, deepl.com, desmos.com,
            dict.cc, dictionary.cambridge.org, dictionary.com, doi.org, duden.de, duolingo.com, dwds.de, edx.org,
            frontiersin.org, fsf.org, futurelearn.com, gemini.google.com, geogebra.org, gutenberg.org, history.com,
            howstuffworks.com, huggingface.co/chat, ieee.org, instructure.com, jstor.org, khanacademy.org,
            larousse.fr, leo.org, libgen.is, linguee.com, linguee.de, masterclass.com, mathoverflow.net, mdpi.com,
            medrxiv.org, memrise.com, mendeley.com, merriam-webster.com, moodle.org, nationalgeographic.com,
            nature.com, notebooklm.google.com, ocw.mit.edu, openculture.com, openlibrary.org, ourworldindata.org,
            oxfordlearnersdictionaries.com, perplexity.ai, phind.com, plos.org, pnas.org, poe.com, pons.com,
            quizlet.com, reverso.net, scholar.google.com, science.org, sciencedirect.com, scribd.com,
            semanticscholar.org, skillshare.com, slideshare.net, sparknotes.com, springer.com, ssrn.com,
            stackexchange.com, statista.com, tandfonline.com, ted.com, thesaurus.com, translate.google.com,
            udacity.com, udemy.com, urbandictionary.com, wikibooks.org, wikidata.org, wikihow.com, wikimedia.org,
            wikipedia.org, wiktionary.org, wiley.com, wolframalpha.com, wordreference.com, worldcat.org, zotero.org
        """,
        hosts="academy, canvas, dictionary, elearning, learn, library, mediawiki, moodle, opac, translate, wiki",
        titles="""
            Wikipedia, the free encyclopedia, Wikipédia, Wiktionary, Wikimedia Commons, wikiHow, Britannica,
            Internet Archive, Merriam-Webster, Dictionary.com, Thesaurus.com, Urban Dictionary, Duden, dict.cc,
            Linguee, DeepL Translate, DeepL, Google Translate, WordReference.com, Coursera, edX, Udemy, Khan
            Academy, Duolingo, Quizlet, Udacity, TED, TED Talk, Google Scholar, arXiv, arXiv.org, Semantic Scholar,
            JSTOR, ScienceDirect, SpringerLink, PubMed Central, ResearchGate, ChatGPT, Claude, Gemini, Google
            Gemini, Perplexity, Microsoft Copilot, Le Chat, DeepSeek, Wolfram|Alpha, Desmos, GeoGebra, Moodle,
            Blackboard Learn, Google Classroom, Our World in Data, Statista, Adobe Acrobat Reader, Adobe Acrobat
            Reader DC, Adobe Acrobat Reader (64-bit), Okular, Zotero, Anki, Google Books, Z-Library, Project
            Gutenberg, Open Library, Scribd, National Geographic
        """,
        segments=(r"\[\d{4}\.\d{4,5}(?:v\d+)?\] .{1,200}", r"Stack Exchange", r"[A-Z][\w ]{2,40} Stack Exchange"),
        values=(r"[^/\\]{1,200}\.(?:pdf|PDF|epub|djvu|mobi)(?: [-–—].{0,80})?",),  # noqa: RUF001
    ),
    Category(
        OVERVIEW,
        "Business & Finance",
        apps="""
            TradingView, MetaTrader, terminal64, thinkorswim, Trader Workstation, Portfolio Performance, Ledger
            Live, ledger live desktop, Electrum, Trezor Suite, Bitcoin Qt, StockMarkets
        """,
        sites="""
            abnamro.nl, americanexpress.com, bankofamerica.com, bankrate.com, barclays.co.uk, bbva.es, binance.com,
            bnpparibas.com, boerse.de, bunq.com, caixabank.es, capitalone.com, cash.app, chase.com, citi.com,
            coinbase.com, coingecko.com, coinmarketcap.com, comdirect.de, commerzbank.de, degiro.com, degiro.de,
            degiro.nl, deutsche-bank.de, dkb.de, etherscan.io, etoro.com, fidelity.com, finance.yahoo.com,
            finanzen.net, firefly-iii.org, hsbc.co.uk, hsbc.com, ing.com, ing.de, ing.nl, interactivebrokers.com,
            intesasanpaolo.com, investing.com, investopedia.com, justetf.com, klarna.com, kraken.com,
            lloydsbank.co.uk, lloydsbank.com, mint.intuit.com, monzo.com, morningstar.com, n26.com, natwest.com,
            nerdwallet.com, nordea.com, onvista.de, paypal.com, postfinance.ch, rabobank.nl, revolut.com,
            robinhood.com, santander.co.uk, santander.com, scalable.capital, schwab.com, seb.se, societegenerale.fr,
            sparkasse.de, swedbank.se, traderepublic.com, tradingview.com, ubs.com, unicredit.it, vanguard.com,
            venmo.com, wellsfargo.com, wise.com, ynab.com
        """,
        hosts="bank, banking, ebanking, firefly, netbanking, onlinebanking",
        titles="""
            PayPal, Yahoo Finance, TradingView, Investopedia, Morningstar, Coinbase, Binance, CoinGecko,
            CoinMarketCap, Wise, Revolut, Online Banking, Online-Banking, YNAB, NerdWallet, finanzen.net, Firefly
            III, Actual Budget, Monarch
        """,
    ),
    Category(
        OVERVIEW,
        "Employment",
        sites="""
            arbeitsagentur.de, dice.com, europass.europa.eu, fiverr.com, freelancer.com, glassdoor.co.uk,
            glassdoor.com, glassdoor.de, greenhouse.io, indeed.co.uk, indeed.com, infojobs.net, jobs.ch, levels.fyi,
            lever.co, malt.com, malt.fr, monster.com, otta.com, reed.co.uk, remoteok.com, stepstone.de, toptal.com,
            totaljobs.com, upwork.com, welcometothejungle.com, wellfound.com, weworkremotely.com, workable.com,
            ziprecruiter.com
        """,
        hosts="careers, jobs, karriere",
        titles="""
            Indeed, Indeed.com, Glassdoor, StepStone, LinkedIn Jobs, Monster, ZipRecruiter, Upwork, Fiverr, Welcome
            to the Jungle, Levels.fyi
        """,
    ),
    Category(
        OVERVIEW,
        "Engineering & Technology",
        apps="zeal, devhelp, devdocs, DevDocs, khelpcenter, Help Viewer, tldr, qt assistant, Apple Developer, WWDC",
        sites="""
            adventofcode.com, allaboutcircuits.com, angular.dev, angular.io, ansible.com, anthropic.com, apache.org,
            archlinux.org, arduino.cc, askubuntu.com, baeldung.com, bun.sh, caniuse.com, chromium.org, clojure.org,
            cmake.org, code.visualstudio.com, codecademy.com, codeforces.com, codewars.com, cplusplus.com,
            cppreference.com, crates.io, css-tricks.com, cypress.io, debian.org, deno.com, dev.to, devdocs.io,
            developer.android.com, developer.apple.com, developer.mozilla.org, developers.google.com,
            digitalocean.com/community, djangoproject.com, doc.rust-lang.org, docker.com, docs.microsoft.com,
            docs.python.org, docs.rs, elastic.co, electronics-tutorials.ws, elixir-lang.org, erlang.org, eslint.org,
            esp32.com, espressif.com, exercism.org, explainshell.com, fastapi.tiangolo.com, fedoraproject.org,
            freebsd.org, freecodecamp.org, freedesktop.org, gcc.gnu.org, geeksforgeeks.org, gentoo.org,
            getbootstrap.com, git-scm.com, gnome.org, gnu.org, go.dev, godbolt.org, golang.org, hackage.haskell.org,
            hackerrank.com, hashicorp.com, hashnode.com, hashnode.dev, haskell.org, helm.sh, hexdocs.pm,
            huggingface.co, ietf.org, javatpoint.com, jestjs.io, jetbrains.com, jquery.com, julialang.org,
            kaggle.com/learn, kde.org, kernel.org, kotlinlang.org, kubernetes.io, laravel.com, learn.microsoft.com,
            leetcode.com, linux.die.net, linuxmint.com, llvm.org, man7.org, manjaro.org, mariadb.org,
            martinfowler.com, mathworks.com, matplotlib.org, mongodb.com, mozilla.org, mysql.com, nextjs.org,
            nginx.org, nixos.org, nodejs.org, npmjs.com, numpy.org, nuxt.com, ocaml.org, platform.openai.com,
            openjdk.org, opensuse.org, oracle.com, packagist.org, palletsprojects.com, pandas.pydata.org, php.net,
            platformio.org, playwright.dev, postgresql.org, projecteuler.net, pytorch.org, qt.io, r-project.org,
            raspberrypi.com, raspberrypi.org, rdocumentation.org, react.dev, reactjs.org, readthedocs.io,
            readthedocs.org, realpython.com, redhat.com, redis.io, refactoring.guru, regex101.com, regexr.com,
            rfc-editor.org, ruby-doc.org, ruby-lang.org, rubygems.org, rubyonrails.org, rust-lang.org,
            sass-lang.com, scala-lang.org, scikit-learn.org, scipy.org, selenium.dev, serverfault.com,
            smashingmagazine.com, spring.io, sqlite.org, stackoverflow.blog, stackoverflow.com, superuser.com,
            svelte.dev, symfony.com, tailwindcss.com, tensorflow.org, terraform.io, tutorialspoint.com,
            typescriptlang.org, ubuntu.com, unix.stackexchange.com, vite.dev, vitejs.dev, vuejs.org, w3.org,
            w3schools.com, web.dev, webkit.org, webpack.js.org, wiki.archlinux.org, wiki.debian.org
        """,
        hosts="api-docs, devdocs, developer, developers, doc, docs, javadoc, man, manual, manuals",
        titles="""
            Stack Overflow, Super User, Server Fault, Ask Ubuntu, MDN, MDN Web Docs, Python documentation,
            W3Schools, W3Schools Online Web Tutorials, DevDocs, GeeksforGeeks, freeCodeCamp, freeCodeCamp.org,
            Codecademy, LeetCode, HackerRank, Codewars, Exercism, Docs.rs, crates.io: Rust Package Registry,
            cppreference.com, ArchWiki, Debian Wiki, Ubuntu Wiki, npm, Real Python, DigitalOcean, Baeldung,
            CSS-Tricks, Smashing Magazine, Microsoft Learn, Microsoft Docs, Apple Developer Documentation, Android
            Developers, Google for Developers, Read the Docs, Node.js, TypeScript, Vue.js, Next.js, Tailwind CSS,
            Bootstrap, Kubernetes, Docker Docs, Docker Documentation, Go Packages, The Go Programming Language, Ruby
            on Rails Guides, Laravel, Django documentation, Django, Flask Documentation, NumPy, PyTorch
            documentation, TensorFlow, Hugging Face, SQLite, PostgreSQL, MySQL, MongoDB Manual, Terraform by
            HashiCorp, Ansible Documentation, DEV Community, Raspberry Pi Documentation, Arduino Documentation,
            regex101, Compiler Explorer, Can I use, web.dev, Zeal, Manned.org, Linux manual page, Advent of Code,
            Oracle Help Center, AWS Documentation, Google Cloud Documentation
        """,
        segments=(
            r"Python [\d.]+\w* documentation",
            r"[\w .&+-]{2,40} [\d.]+ [Dd]ocumentation",
            r"PostgreSQL: Documentation: \d+.{0,80}",
            r"std::[\w:<>]{1,60}.{0,20}",
            r"Manpage of \w+",
        ),
    ),
    Category(
        OVERVIEW,
        "Food",
        sites="""
            750g.com, allrecipes.com, bbcgoodfood.com, bonappetit.com, chefkoch.de, cooking.nytimes.com,
            cookpad.com, delish.com, eatingwell.com, epicurious.com, food.com, food52.com, foodnetwork.com,
            giallozafferano.it, hellofresh.com, hellofresh.de, ica.se, jamieoliver.com, kingarthurbaking.com,
            lecker.de, marmiton.org, mealie.io, minimalistbaker.com, nytimes.com/cooking, opentable.com,
            recetasgratis.net, seriouseats.com, simplyrecipes.com, smittenkitchen.com, tasty.co, thefork.com,
            untappd.com, vivino.com, yelp.com, yummly.com, zomato.com
        """,
        hosts="mealie, recipes, tandoor",
        titles="""
            Allrecipes, Food Network, Epicurious, Bon Appétit, Serious Eats, BBC Good Food, NYT Cooking, Chefkoch,
            Chefkoch.de, Marmiton, GialloZafferano, Yelp, OpenTable, TheFork, Cookpad, Mealie
        """,
        segments=(r"[\w' ,-]{3,60} [Rr]ecipes?",),
    ),
    Category(
        OVERVIEW,
        "Health & Medicine",
        sites="""
            1177.se, ameli.fr, apotheken-umschau.de, betterhelp.com, bmj.com, calm.com, cdc.gov,
            clevelandclinic.org, cochrane.org, doctissimo.fr, doctolib.de, doctolib.fr, drugs.com,
            everydayhealth.com, examine.com, fitbit.com, headspace.com, healthline.com, jameda.de, mayoclinic.org,
            medicalnewstoday.com, medlineplus.gov, medscape.com, myfitnesspal.com, ncbi.nlm.nih.gov, nejm.org,
            netdoktor.de, nhs.uk, nih.gov, pubmed.ncbi.nlm.nih.gov, thelancet.com, uptodate.com, verywellhealth.com,
            verywellmind.com, webmd.com, who.int, zocdoc.com
        """,
        titles="""
            WebMD, Mayo Clinic, Healthline, PubMed, NHS, MedlinePlus, Medscape, UpToDate, Doctolib, Cleveland
            Clinic, Medical News Today, MyFitnessPal, Headspace, CDC, Drugs.com, Verywell Health
        """,
    ),
    Category(
        OVERVIEW,
        "Home & Garden",
        apps="sweethome3d, Sweet Home 3D, homebank garden, Philips Hue",
        sites="""
            akc.org, apartments.com, apartmenttherapy.com, babycenter.com, bauhaus.info, bhg.com, bobvila.com,
            familyhandyman.com, funda.nl, gardenersworld.com, gardeningknowhow.com, hemnet.se, hgtv.com,
            home-assistant.io, hornbach.de, houzz.com, idealista.com, immobilienscout24.de, immowelt.de,
            inaturalist.org, instructables.com, mein-schoener-garten.de, obi.de, realtor.com, redfin.com,
            rhs.org.uk, rightmove.co.uk, seloger.com, thespruce.com, thisoldhouse.com, toom.de, trulia.com,
            wg-gesucht.de, zillow.com, zoopla.co.uk
        """,
        hosts="hass, home-assistant, homeassistant",
        titles="""
            Houzz, HGTV, Apartment Therapy, Instructables, Zillow, Redfin, Realtor.com®, Rightmove, Zoopla,
            ImmoScout24, idealista, Home Assistant, The Spruce, Gardeners' World, RHS Gardening, Family Handyman
        """,
    ),
    Category(
        OVERVIEW,
        "Legal & Gov't",
        sites="""
            admin.ch, agenziaentrate.gov.it, australia.gov.au, avvo.com, belastingdienst.nl, bund.de, bundestag.de,
            canada.ca, congress.gov, courtlistener.com, creativecommons.org, dejure.org, elster.de,
            eur-lex.europa.eu, europa.eu, findlaw.com, gesetze-im-internet.de, gob.es, gouv.fr, gov.uk,
            impots.gouv.fr, irs.gov, justia.com, justice.gov, law.cornell.edu, legalzoom.com, legifrance.gouv.fr,
            lexisnexis.com, loc.gov, nolo.com, parliament.uk, regulations.gov, rijksoverheid.nl, service-public.fr,
            skatteverket.se, ssa.gov, state.gov, supremecourt.gov, usa.gov, uscis.gov, usps.com, uspto.gov,
            westlaw.com, whitehouse.gov
        """,
        titles="""
            GOV.UK, Internal Revenue Service, USAGov, USCIS, ELSTER, EUR-Lex, LII / Legal Information Institute,
            Justia, FindLaw, Service-Public.fr, impots.gouv.fr, Canada.ca, Congress.gov, Creative Commons,
            Légifrance
        """,
    ),
    Category(
        OVERVIEW,
        "Travel & Outdoors",
        apps="Booking.com, DB Navigator, Flightradar24, KDE Itinerary, ktrip",
        sites="""
            aa.com, accor.com, adac.de, agoda.com, airbnb.co.uk, airbnb.com, airbnb.de, airbnb.fr, airfrance.fr,
            alpenverein.de, amtrak.com, bahn.de, blablacar.com, blablacar.fr, booking.com, britishairways.com,
            camptocamp.org, check24.de, couchsurfing.com, delta.com, easyjet.com, emirates.com, expedia.com,
            expedia.de, flightaware.com, flightradar24.com, flixbus.com, flixbus.de, getyourguide.com, hertz.com,
            hilton.com, holidaycheck.de, hostelworld.com, hotels.com, hyatt.com, ihg.com, kayak.com, kayak.de,
            klm.com, klm.nl, lonelyplanet.com, lufthansa.com, lyft.com, marriott.com, nationalrail.co.uk, nps.gov,
            ns.nl, oebb.at, omio.com, park4night.com, recreation.gov, renfe.com, rentalcars.com, rome2rio.com,
            ryanair.com, sbb.ch, seat61.com, seatguru.com, sj.se, skyscanner.com, skyscanner.de, skyscanner.net,
            sncf-connect.com, southwest.com, thetrainline.com, trenitalia.com, trip.com, tripadvisor.co.uk,
            tripadvisor.com, tripadvisor.de, trivago.com, trivago.de, uber.com, united.com, viator.com, vrbo.com,
            wikivoyage.org
        """,
        titles="""
            Booking.com, Airbnb, Expedia, Hotels.com, KAYAK, Skyscanner, Tripadvisor, Trivago, Agoda, Lonely Planet,
            Rome2Rio, bahn.de, Deutsche Bahn, SBB, ÖBB, SNCF Connect, Trainline, National Rail Enquiries, Amtrak,
            Ryanair, easyJet, Lufthansa, United Airlines, Delta Air Lines, Flightradar24, BlaBlaCar, FlixBus, Omio,
            Hostelworld, GetYourGuide, CHECK24
        """,
    ),
    Category(
        OVERVIEW,
        "Search",
        apps="Perplexity search",
        sites="""
            ask.com, baidu.com, bing.com, duckduckgo.com, ecosia.org, images.google.com, kagi.com, lens.google.com,
            metager.de, mojeek.com, naver.com/search, qwant.com, search.brave.com, search.yahoo.com, searx.be,
            seznam.cz, startpage.com, swisscows.com, yandex.com, yandex.ru, you.com
        """,
        hosts="search, searx, searxng, whoogle",
        titles="""
            Google Search, Google, Bing, DuckDuckGo, Yahoo Search, Yahoo Search Results, Brave Search, Kagi Search,
            Ecosia, Ecosia - Web, Qwant, Startpage Search Results, Yandex, Startpage, Google-Suche, Google Suche,
            Recherche Google, Buscar con Google, Cerca con Google, Google zoeken, Google-haku, Google検索, Pesquisa
            Google, SearXNG, 百度搜索, Google Images, Google Lens
        """,
        values=(
            r".{1,200} at DuckDuckGo(?: .{0,60})?",
            r"https?://(?:www\.)?google\.[a-z.]{2,6}(?:/(?:search|webhp|imghp|url|images)?(?:[?#].*)?)?",
            r"(?:www\.)?google\.[a-z.]{2,6}",
        ),
        score=0,
    ),
    Category(
        OVERVIEW,
        "Maps & Regional",
        apps="""
            gnome maps, Maps, marble, Google Earth, google earth pro, googleearth, Google Maps, Apple Maps, organic
            maps, pure maps, josm, JOSM, QMapShack, qmapshack, gpxsee, GPXSee, foxtrotgps
        """,
        sites="""
            alltrails.com, bing.com/maps, brouter.de, earth.google.com, geocaching.com, here.com, komoot.com,
            komoot.de, map.geo.admin.ch, map1.eu, mapbox.com, mapquest.com, maps.apple.com, maps.google.com,
            mapy.com, mapy.cz, openstreetmap.org, opentopomap.org, osmand.net, outdooractive.com, viamichelin.com,
            waze.com, what3words.com, yandex.ru/maps
        """,
        hosts="karten, maps, osm",
        titles="""
            Google Maps, OpenStreetMap, Bing Maps, Apple Maps, MapQuest, Waze, Google Earth, komoot, AllTrails,
            mapy.cz, Mapy.com, Outdooractive
        """,
        segments=(r"(?:www\.)?google\.[a-z.]{2,6}/maps",),
        values=(r"https?://(?:www\.)?google\.[a-z.]{2,6}/maps.*",),
    ),
)
