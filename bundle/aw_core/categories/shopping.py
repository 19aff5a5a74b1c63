"""The catalogue, Shopping."""

from .shape import Category

OVERVIEW = "Shopping"

CATEGORIES = (
    Category(
        OVERVIEW,
        "General Shopping",
        apps="Amazon Shopping, Amazon, eBay, AliExpress, Temu, Vinted, Wallapop",
        sites="""
            alibaba.com, aliexpress.com, allegro.pl, amazon.ca, amazon.co.jp, amazon.co.uk, amazon.com,
            amazon.com.au, amazon.com.br, amazon.com.mx, amazon.de, amazon.es, amazon.fr, amazon.in, amazon.it,
            amazon.nl, amazon.pl, amazon.se, argos.co.uk, avito.ru, blocket.se, bol.com, camelcamelcamel.com,
            cdiscount.com, costco.com, craigslist.org, dealabs.com, deliveroo.co.uk, doordash.com, ebay.co.uk,
            ebay.com, ebay.com.au, ebay.de, ebay.es, ebay.fr, ebay.it, etsy.com, finn.no, flipkart.com, fnac.com,
            geizhals.de, groupon.com, grubhub.com, gumtree.com, hema.nl, homedepot.com, idealo.de, ikea.com,
            instacart.com, jd.com, johnlewis.com, just-eat.co.uk, kaufland.de, kleinanzeigen.de, lazada.com,
            leboncoin.fr, lieferando.de, lowes.com, marktplaats.nl, mercadolibre.com, mercadolivre.com.br,
            mydealz.de, olx.pl, otto.de, ozon.ru, pricerunner.com, prisjakt.nu, rakuten.co.jp, rakuten.com,
            sainsburys.co.uk, shopee.com, slickdeals.net, taobao.com, target.com, temu.com, tesco.com, tmall.com,
            tokopedia.com, tradera.com, ubereats.com, vinted.com, wallapop.com, walmart.com, wayfair.com,
            wildberries.ru, wish.com
        """,
        hosts="shop, store",
        titles="""
            eBay, Etsy, AliExpress, Temu, Walmart.com, Costco, IKEA, Craigslist, Kleinanzeigen, Vinted, Shopee,
            Flipkart, Instacart, DoorDash, Uber Eats, Deliveroo, Allegro.pl, Checkout, Slickdeals, idealo, bol,
            MercadoLibre
        """,
        segments=(r"Amazon\.[a-z.]{2,6}(?:: .{1,80})?", r"Amazon\.[a-z.]{2,6} (?:Shopping Cart|Checkout)"),
    ),
    Category(
        OVERVIEW,
        "Clothes & Personal",
        sites="""
            aboutyou.de, adidas.com, adidas.de, asos.com, boohoo.com, decathlon.com, decathlon.de, decathlon.fr,
            depop.com, douglas.de, gap.com, hm.com, levi.com, macys.com, mango.com, net-a-porter.com, nike.com,
            nordstrom.com, patagonia.com, rei.com, sephora.com, shein.com, ulta.com, uniqlo.com, warbyparker.com,
            zalando.co.uk, zalando.com, zalando.de, zalando.fr, zara.com
        """,
        titles="""
            Zalando, ASOS, H&M, ZARA, UNIQLO, SHEIN, Nike, Nike.com, adidas, Sephora, Macy's, Nordstrom, Decathlon,
            ABOUT YOU
        """,
    ),
    Category(
        OVERVIEW,
        "Electronics",
        sites="""
            adafruit.com, alternate.de, banggood.com, bestbuy.com, bhphotovideo.com, conrad.de, coolblue.nl,
            currys.co.uk, cyberport.de, darty.com, dell.com, digikey.com, digitec.ch, elgiganten.se, frame.work,
            galaxus.ch, galaxus.de, gearbest.com, ifixit.com, komplett.no, ldlc.com, lenovo.com, mediamarkt.de,
            mediamarkt.es, microcenter.com, mindfactory.de, mouser.com, newegg.com, notebooksbilliger.de,
            overclockers.co.uk, pcpartpicker.com, reichelt.de, saturn.de, scan.co.uk, sparkfun.com, store.apple.com,
            sweetwater.com, thomann.de
        """,
        titles="""
            Best Buy, Newegg.com, B&H Photo Video, MediaMarkt, Micro Center, PCPartPicker, Galaxus, digitec, Currys,
            Thomann
        """,
    ),
    Category(
        OVERVIEW,
        "Office",
        sites="""
            bueroshop24.de, moo.com, officedepot.com, quill.com, staples.com, uline.com, viking.de, vistaprint.com
        """,
        titles="Staples, Staples®, Office Depot, VistaPrint, ULINE, MOO",
    ),
)
