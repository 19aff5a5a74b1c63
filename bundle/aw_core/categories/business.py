"""The catalogue, Business."""

from .shape import Category

OVERVIEW = "Business"

CATEGORIES = (
    Category(
        OVERVIEW,
        "General Business",
        apps="""
            libreoffice calc, localc, libreoffice, soffice, soffice.bin, LibreOffice, libreoffice startcenter,
            gnumeric, Microsoft Excel, Excel, EXCEL, Numbers, calligrasheets, calligra sheets, onlyoffice,
            ONLYOFFICE, ONLYOFFICE Desktop Editors, onlyoffice desktopeditors, DesktopEditors, wps, wpsoffice,
            FreeOffice PlanMaker, planmaker, Microsoft 365, Microsoft Office, OfficeHub, OpenOffice, openoffice,
            Google Sheets, Airtable, miro, MURAL, xmind, XMind, freemind, freeplane, MindNode, minder
        """,
        sites="""
            airtable.com, bitrix24.com, box.com, calameo.com, coda.io, cryptpad.fr, docs.google.com/spreadsheets,
            docusign.com, docusign.net, drive.google.com, dropbox.com, feishu.cn, g.co, hellosign.com,
            intranet.local, lark.com, larksuite.com, lucid.app, lucidchart.com, microsoft365.com, mindmeister.com,
            miro.com, mural.co, odoo.com, office.com, officeapps.live.com, onedrive.live.com, onlyoffice.com,
            pandadoc.com, quip.com, sharepoint.com, sheets.google.com, smartsheet.com, workspace.google.com,
            zoho.com
        """,
        hosts="collabora, erp, intranet, nextcloud, odoo, owncloud, sharepoint",
        titles="""
            Google Sheets, Google Tabellen, Google Drive, Excel, Microsoft Excel, LibreOffice Calc, Airtable, Miro,
            Mural, Smartsheet, SharePoint, Microsoft 365, OneDrive, Dropbox, Nextcloud, Files - Nextcloud, DocuSign,
            Lucidchart, Lucidspark, MindMeister, ONLYOFFICE, Gnumeric, Odoo, Coda, LibreOffice, Google Forms, Excel
            Online, Dashboard - Odoo
        """,
        segments=(r"[^/\\|]{1,120}\.(?:xlsx?|ods|csv|xlsm|numbers)",),
    ),
    Category(
        OVERVIEW,
        "Accounting",
        apps="""
            gnucash, GnuCash, homebank, HomeBank, kmymoney, KMyMoney, skrooge, QuickBooks, QBW, QBW32, Quicken,
            Banktivity, Moneydance, YNAB, grisbi, hledger, Sage 50, DATEV, Lexware, WISO Steuer, TurboTax, Money
            Manager Ex, mmex, MoneyMoney, StarMoney, sevDesk
        """,
        sites="""
            adp.com, bexio.com, bill.com, brex.com, concursolutions.com, datev.de, expensify.com, freeagent.com,
            freshbooks.com, gusto.com, hrblock.com, intuit.com, invoiceninja.com, invoicing.co, lexoffice.de,
            lexware.de, mercury.com, netsuite.com, paychex.com, pennylane.com, pleo.io, qonto.com,
            quickbooks.intuit.com, ramp.com, sage.com, sevdesk.de, spendesk.com, squareup.com, stripe.com,
            turbotax.intuit.com, waveapps.com, wundertax.de, xero.com, zoho.com/books
        """,
        titles="""
            QuickBooks, QuickBooks Online, Xero, FreshBooks, Stripe, Stripe Dashboard, lexoffice, sevDesk, DATEV,
            GnuCash, HomeBank, KMyMoney, Expensify, Gusto, ADP, TurboTax, SAP Concur, NetSuite, FreeAgent,
            Pennylane, Qonto
        """,
    ),
    Category(
        OVERVIEW,
        "Administration",
        sites="""
            15five.com, activitywatch.net, admin.google.com, admin.microsoft.com, bamboohr.com, clockify.me,
            clockodo.com, cultureamp.com, deel.com, envoy.com, everhour.com, factorialhr.com, greenhouse.com,
            harvestapp.com, hibob.com, kimai.org, kronos.com, lattice.com, myworkday.com, namely.com,
            officevibe.com, personio.com, personio.de, rescuetime.com, rippling.com, successfactors.com, timely.com,
            timetree.com, toggl.com, ukg.com, workday.com
        """,
        apps="""
            Toggl Track, TogglDesktop, toggldesktop, Clockify, hamster, gnome hamster, ktimetracker, RescueTime,
            ActivityWatch, aw qt, ManicTime, Kimai, Time Tracker, gtimelog
        """,
        hosts="activitywatch, hr, kimai, timesheet",
        titles="""
            ActivityWatch, Workday, BambooHR, Personio, Rippling, HiBob, Toggl Track, Clockify, Harvest, RescueTime,
            Kimai, Clockodo, SAP SuccessFactors, Culture Amp
        """,
    ),
    Category(
        OVERVIEW,
        "Customer Relations",
        apps="Zendesk, Intercom, Freshdesk, Salesforce, HubSpot",
        sites="""
            canny.io, crisp.chat, delighted.com, drift.com, freshdesk.com, front.com, frontapp.com, gorgias.com,
            groovehq.com, happyfox.com, helpscout.com, helpscout.net, intercom.com, intercom.io, kustomer.com,
            livechat.com, livechatinc.com, statuspage.io, tawk.to, trustpilot.com, uservoice.com, zammad.com,
            zendesk.com
        """,
        hosts="helpdesk, osticket, otrs, servicedesk, zammad",
        titles="""
            Zendesk, Intercom, Freshdesk, Help Scout, Zammad, OTRS, Gorgias, Crisp, Canny, Trustpilot, Freshservice,
            Agent Workspace, Zendesk Support
        """,
    ),
    Category(
        OVERVIEW,
        "Intelligence",
        apps="""
            Tableau, tableau desktop, PBIDesktop, Power BI, Microsoft Power BI Desktop, Microsoft Power BI, Qlik
            Sense, QlikView, Alteryx, AlteryxGui
        """,
        sites="""
            amplitude.com, analytics.google.com, cbinsights.com, crunchbase.com, datastudio.google.com, domo.com,
            fullstory.com, gartner.com, google.com/analytics, heap.io, heapanalytics.com, hotjar.com, looker.com,
            lookerstudio.google.com, matomo.cloud, matomo.org, metabase.com, mixpanel.com, mode.com, pitchbook.com,
            plausible.io, posthog.com, powerbi.com, qlik.com, qlikcloud.com, qualtrics.com, segment.com,
            similarweb.com, sisense.com, surveymonkey.com, tableau.com, thoughtspot.com, typeform.com, usefathom.com
        """,
        hosts="analytics, matomo, metabase, plausible, redash, superset, tableau, umami",
        titles="""
            Tableau, Tableau Public, Power BI, Microsoft Power BI, Looker, Looker Studio, Metabase, Amplitude,
            Mixpanel, Google Analytics, PostHog, Plausible Analytics, Matomo, Hotjar, Apache Superset, Crunchbase,
            Similarweb, SurveyMonkey, Typeform, Qualtrics, Qlik Sense
        """,
    ),
    Category(
        OVERVIEW,
        "Marketing",
        sites="""
            activecampaign.com, adroll.com, ads.google.com, ads.linkedin.com, ads.twitter.com,
            adsmanager.facebook.com, adwords.google.com, ahrefs.com, bitly.com, brevo.com, buffer.com,
            business.facebook.com, business.google.com, campaignmonitor.com, cleverreach.com, constantcontact.com,
            convertkit.com, getresponse.com, hootsuite.com, hubspot.com, kit.com, klaviyo.com, later.com,
            leadpages.net, mailchimp.com, mailerlite.com, marketo.com, moz.com, optimizely.com, outbrain.com,
            search.google.com/search-console, semrush.com, sendinblue.com, sistrix.de, sproutsocial.com,
            studio.youtube.com, substack.com/publish, taboola.com, tagmanager.google.com, unbounce.com,
            wordpress.com/post
        """,
        titles="""
            Mailchimp, Hootsuite, Semrush, Ahrefs, Google Ads, Meta Business Suite, Ads Manager, Meta Ads Manager,
            Google Search Console, Google Tag Manager, Brevo, Klaviyo, ActiveCampaign, Constant Contact, MailerLite,
            YouTube Studio, Google Business Profile, Sprout Social
        """,
    ),
    Category(
        OVERVIEW,
        "Operations",
        apps="SAP, saplogon, saplgpad, SAP GUI, SAP Logon, Dynamics 365, NetSuite",
        sites="""
            ariba.com, bigcommerce.com, coupa.com, deutschepost.de, dhl.com, dhl.de, docs.aws.amazon.com/connect,
            dpd.com, dynamics.com, fedex.com, flexport.com, gls-group.eu, hermesworld.com, ifttt.com, laposte.fr,
            make.com, myhermes.de, myshopify.com, n8n.io, netsuite.com/app, postnl.nl, powerapps.com,
            powerautomate.com, royalmail.com, sap.com, sellercentral.amazon.com, sellercentral.amazon.de,
            sendcloud.com, service-now.com, servicenow.com, shipstation.com, shopify.com, squarespace.com,
            uipath.com, ups.com, wix.com, woocommerce.com, zapier.com
        """,
        hosts="jira-servicedesk, n8n, servicenow, snow",
        titles="""
            ServiceNow, SAP, SAP Fiori, SAP Easy Access, Dynamics 365, Microsoft Dynamics 365, Shopify, Amazon
            Seller Central, Seller Central, WooCommerce, Wix.com, Squarespace, ShipStation, Zapier, n8n, IFTTT,
            Power Automate, Power Apps, DHL, FedEx
        """,
        segments=(r"n8n - .{1,60}", r"Zap Editor.{0,40}"),
    ),
    Category(
        OVERVIEW,
        "Project Management",
        apps="""
            Asana, Trello, Jira, ClickUp, clickup, Linear, monday.com, Basecamp, basecamp 4, Todoist, planify, gnome
            todo, Things, Things3, OmniFocus, OmniPlan, TickTick, ticktick, Wunderlist, Reminders, Microsoft To Do,
            TodoWMD, Microsoft To-Do, Any.do, Super Productivity, superproductivity, taskwarrior, taskcoach, Task
            Coach, Getting Things GNOME!, WINPROJ, Microsoft Project, projectlibre, ProjectLibre, ganttproject,
            GanttProject, MeisterTask, nozbe, Wrike, Taiga, kanboard, vikunja, Vikunja Desktop, QTodoTxt, Pomotroid,
            pomodoro, gnome pomodoro, Pomatez
        """,
        sites="""
            aha.io, airtable.com/app, any.do, asana.com, atlassian.com, atlassian.net, basecamp.com, clickup.com,
            favro.com, height.app, hive.com, huly.app, linear.app, meistertask.com, monday.com, nifty.pm,
            notion.so/board, openproject.com, openproject.org, pivotaltracker.com, plane.so,
            planner.cloud.microsoft, productboard.com, project.microsoft.com, rally1.rallydev.com, roadmunk.com,
            shortcut.com, superlist.com, taiga.io, targetprocess.com, tasks.google.com, tasks.office.com,
            teamwork.com, ticktick.com, to-do.live.com, to-do.office.com, todoist.com, toggl.com/plan, trello.com,
            workzone.com, wrike.com, youtrack.cloud, zenhub.com
        """,
        hosts="""
            bugzilla, confluence, jira, kanboard, mantis, openproject, phab, phabricator, planka, redmine, taiga,
            trac, vikunja, wekan, youtrack
        """,
        titles="""
            Jira, JIRA, Jira Software, Confluence, Trello, Asana, monday.com, ClickUp, Basecamp, Wrike, Todoist,
            TickTick, Microsoft To Do, Any.do, Microsoft Planner, YouTrack, Redmine, OpenProject, Taiga, Pivotal
            Tracker, Kanboard, Vikunja, ZenHub, Productboard, Aha!, Google Tasks, MeisterTask, Bugzilla,
            Phabricator, GanttProject, ProjectLibre, Sprint Board, Kanban Board
        """,
        segments=(r"\[[A-Z][A-Z0-9]{1,9}-\d+\] .{1,200}", r"[A-Z]{2,8} board"),
    ),
    Category(
        OVERVIEW,
        "Sales",
        sites="""
            apollo.io, app.hubspot.com, attio.com, calendly.com/sales, capsulecrm.com, clearbit.com, close.com,
            copper.com, folk.app, force.com, freshsales.io, gong.io, hunter.io, insightly.com, lightning.force.com,
            linkedin.com/sales, lusha.com, navigator.linkedin.com, outreach.io, pipedrive.com, pipeliner.com,
            proposify.com, salesforce.com, salesloft.com, streak.com, sugarcrm.com, vtiger.com, zoho.com/crm,
            zoominfo.com
        """,
        hosts="crm, espocrm, sales, suitecrm, vtiger",
        titles="""
            Salesforce, Pipedrive, HubSpot, HubSpot CRM, Zoho CRM, Sales Navigator, Salesloft, ZoomInfo, Attio,
            Insightly, SugarCRM, SuiteCRM, EspoCRM
        """,
    ),
)
