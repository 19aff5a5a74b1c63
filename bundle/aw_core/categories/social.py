"""The catalogue, Social Networking."""

from .shape import Category

OVERVIEW = "Social Networking"

CATEGORIES = (
    Category(
        OVERVIEW,
        "General Social Networking",
        apps="""
            Twitter, Tweetbot, tweetdeck, Facebook, Instagram, tuba, tootle, whalebird, Mastodon, Mammoth, cawbird,
            Reddit, lemoa, Bluesky, TikTok, BeReal, Pinterest, sengi, gnome social, Gajim social
        """,
        sites="""
            4chan.org, 4channel.org, badoo.com, boards.4chan.org, bsky.app, bsky.social, bumble.com, chaos.social,
            deviantart.com, discourse.org, disqus.com, douban.com, facebook.com, fb.com, feddit.de, feddit.org,
            fosstodon.org, gab.com, hachyderm.io, hinge.co, infosec.exchange, instagram.com, kbin.social, ko-fi.com,
            lemmy.ml, lemmy.world, linktr.ee, livejournal.com, mas.to, mastodon.online, mastodon.social,
            mastodon.world, meetup.com, mewe.com, mstdn.social, nextdoor.de, ok.ru, okcupid.com, parship.de,
            patreon.com, pinterest.co.uk, pinterest.com, pinterest.de, quora.com, ravelry.com, redd.it, reddit.com,
            snapchat.com, threads.com, threads.net, tiktok.com, tinder.com, truthsocial.com, tumblr.com,
            twitter.com, vk.com, weibo.com, x.com, xiaohongshu.com, zhihu.com
        """,
        hosts="friendica, lemmy, mastodon, misskey, pleroma, social",
        titles="""
            Facebook, Instagram, Instagram photos and videos, Twitter, TikTok, Reddit, Threads, Bluesky, Mastodon,
            Lemmy, Pinterest, Tumblr, Snapchat, Quora, VK, Weibo, 知乎, Meetup, Tinder, Bumble, OkCupid, 4chan, Truth
            Social, DeviantArt, Home / X, Home / Twitter, Notifications / X, X. It's what's happening, Patreon
        """,
        segments=(r"r/\w{2,30}",),
        values=(r".{1,300} / X(?: [-–—|].{0,60})?", r".{1,200} • Instagram.{0,80}"),  # noqa: RUF001
    ),
    Category(
        OVERVIEW,
        "Professional Networking",
        apps="LinkedIn, XING",
        sites="""
            academia.edu, angel.co, linkedin.com, lnkd.in, orcid.org, polywork.com, researchgate.net, viadeo.com,
            xing.com
        """,
        titles="LinkedIn, XING, ResearchGate, ORCID, Wellfound, Academia.edu",
    ),
)
