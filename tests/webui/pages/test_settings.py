"""Settings: general, privacy rules with dry run, purge and retention, keys, other programs, backups, databases."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.programs import LiveServer, request
from tests.support.wait import wait_until
from tests.webui.pages.conftest import OpenTour
from tests.webui.tour import Tour

GROUPS = {
    "general": "Days and weeks",
    "privacy": "Privacy rules",
    "keys": "Keys",
    "integrations": "Editors, by WakaTime plug-ins",
    "backups": "Copies of the database",
    "imports": "Databases of other ActivityWatch servers",
}


@pytest.mark.parametrize(("group", "title"), GROUPS.items())
def test_each_group(tour: Tour, group: str, title: str) -> None:
    page = tour.open(f"#/settings/{group}")
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    tour.check(f"settings-{group}")


@pytest.mark.parametrize("group", ["privacy", "keys", "backups"])
def test_with_nothing_recorded(empty_tour: Tour, group: str) -> None:
    page = empty_tour.open(f"#/settings/{group}")
    expect(page.get_by_role("heading", name=GROUPS[group], exact=True)).to_be_visible()
    empty_tour.check(f"settings-{group}-empty")


def test_addresses_of_other_web_uis(tour: Tour) -> None:
    page = tour.open("#/settings/developer")
    expect(page.get_by_role("heading", name=GROUPS["general"])).to_be_visible()


def setting(server: LiveServer, key: str) -> object:
    return server.api(f"settings/{key}").json


def test_days_weeks_language_and_landing_page(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open("#/settings/general")
    page.get_by_label("A day begins at").fill("06:30")
    page.get_by_label("A day begins at").blur()
    wait_until(lambda: setting(changing_server, "startOfDay") == "06:30")
    page.get_by_text("Sunday", exact=True).click()
    wait_until(lambda: setting(changing_server, "startOfWeek") == "Sunday")
    page.get_by_label("Never counted as away").fill("zoom")
    page.get_by_role("button", name="Save", exact=True).click()
    wait_until(lambda: setting(changing_server, "always_active_pattern") == "zoom")
    page.get_by_label("First page").select_option("Categories")
    wait_until(lambda: setting(changing_server, "landingpage") == "/settings/categories")
    page.get_by_role("combobox", name="Language").select_option("Deutsch")
    expect(page.get_by_role("heading", name="Einstellungen", exact=True)).to_be_visible()
    wait_until(lambda: setting(changing_server, "locale") == "de")
    tour.quiet()
    landed = open_tour(changing_server).open("")
    expect(landed.get_by_role("heading", name="Kategorien", exact=True)).to_be_visible()


def clicks_to_a_new_rule(page: Page) -> int:
    """From the first page to the form of a rule, and the clicks that took."""
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Privacy", exact=True).click()
    page.get_by_role("button", name="Add a rule").click()
    return 3


def test_a_title_is_hidden_after_four_clicks(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open("")
    clicks = clicks_to_a_new_rule(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("contains (regular expression)").fill("lagerverwaltung")
    dialog.get_by_role("button", name="Save the rule").click()
    assert clicks + 1 <= 4
    expect(page.get_by_text("The rule is saved. It holds from now on.")).to_be_visible()
    assert setting(changing_server, "privacy_filters") == [
        {
            "enabled": True,
            "field": "title",
            "pattern": "(?i)lagerverwaltung",
            "action": "redact",
            "replacement": "REDACTED",
        }
    ]
    host = changing_server.api("info").json["hostname"]
    beat = {"timestamp": "2024-05-01T09:00:00Z", "data": {"app": "x", "title": "Bestellung - Lagerverwaltung"}}
    path = f"buckets/aw-watcher-window_{host}/heartbeat?pulsetime=0"
    assert changing_server.api(path, "POST", beat).json["data"]["title"] == "REDACTED"
    tour.quiet()


def test_dry_run_purge_and_the_way_back(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open("#/settings/privacy")
    page.get_by_role("button", name="Add a rule").click()
    dialog = page.get_by_role("dialog")
    pattern = dialog.get_by_label("contains (regular expression)")
    pattern.fill("lagerverwaltung")
    dialog.get_by_role("button", name="What would it find?").click()
    expect(dialog.get_by_text("In what is recorded already it finds")).to_be_visible()
    expect(dialog.get_by_text("REDACTED").first).to_be_visible()
    tour.check("settings-privacy-rule")
    pattern.fill("(a+)+")
    dialog.get_by_role("button", name="Save the rule").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    assert setting(changing_server, "privacy_filters") is None
    pattern.fill("lagerverwaltung")
    dialog.get_by_role("button", name="Save the rule").click()
    expect(dialog).to_have_count(0)

    page.get_by_role("button", name="Count what they find").click()
    expect(page.get_by_text("go against your rules")).to_be_visible()
    page.get_by_role("button", name="Take it out for good").click()
    page.get_by_role("dialog").get_by_role("button", name="Take it out for good").click()
    expect(page.get_by_text("were taken out or changed.")).to_be_visible()
    host = changing_server.api("info").json["hostname"]
    titles = {event["data"]["title"] for event in changing_server.api(f"buckets/aw-watcher-window_{host}/events").json}
    assert "REDACTED" in titles and not [title for title in titles if "Lagerverwaltung" in title]

    page.get_by_role("button", name="Remove the rule").click()
    expect(page.get_by_text("You have no rules of your own.")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("button", name="Remove the rule")).to_be_visible()


def test_the_switch_and_retention(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open("#/settings/privacy")
    page.get_by_role("button", name="Switch the rules off").click()
    page.get_by_role("dialog").get_by_role("button", name="Switch the rules off").click()
    expect(page.get_by_text("Rules are switched off")).to_be_visible()
    assert changing_server.api("privacy").json["enabled"] is False
    page.get_by_role("button", name="Switch the rules on").click()
    wait_until(lambda: changing_server.api("privacy").json["enabled"])

    page.get_by_label("Buckets").fill("aw-watcher-web*")
    page.get_by_label("Days").fill("3")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Add").click()
    expect(page.get_by_text("are older and will be deleted.")).to_be_visible()
    assert setting(changing_server, "privacy_retention") == [{"bucket_pattern": "aw-watcher-web*", "days": 3}]
    page.get_by_role("button", name="Keep aw-watcher-web* for ever").click()
    wait_until(lambda: setting(changing_server, "privacy_retention") == [])
    tour.quiet()


def test_a_key_is_made_used_and_revoked(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open("#/settings/keys")
    page.get_by_label("Name").fill("report")
    page.get_by_label("Ends after").select_option("30")
    page.get_by_role("button", name="Make it").click()
    secret = page.locator("pre").inner_text().strip()
    assert secret.startswith("aw_")
    [listed] = [key for key in changing_server.api("keys").json if key["name"] == "report"]
    assert listed["scopes"] == ["read"] and listed["expires"]
    tour.check("settings-key-made")
    page.get_by_role("button", name="Revoke report").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("The key is revoked.")).to_be_visible()
    assert "report" not in [key["name"] for key in changing_server.api("keys").json]


def test_texts_for_other_programs(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open("#/settings/integrations")
    own = {kind: changing_server.api(f"keys/own/{kind}").json["key"] for kind in ("wakatime", "rescuetime")}
    expect(page.get_by_role("button", name="Show my key")).to_have_count(2)
    # Both before the first answer is there.
    page.get_by_role("button", name="Show my key").evaluate_all("all => all.forEach((one) => one.click())")
    texts = page.locator("pre")
    expect(texts).to_have_count(3)
    assert texts.nth(0).inner_text().split("\n") == [
        "[settings]",
        f"api_url = {changing_server.url}/api/v1",
        f"api_key = {own['wakatime']}",
    ]
    assert texts.nth(1).inner_text().split("\n") == [
        "[api_urls]",
        f".* = {changing_server.url}/api/v1|{own['wakatime']}",
    ]
    assert f"/anapi/data?key={own['rescuetime']}&" in texts.nth(2).inner_text()
    tour.check("settings-integrations-keys")


def test_a_file_that_is_not_there(open_tour: OpenTour, changing_server: LiveServer) -> None:
    page = open_tour(changing_server).open("#/settings/imports")
    page.get_by_label("Take in another file of this computer").fill("/no/such/file.db")
    page.get_by_role("button", name="Take in").click()
    expect(
        page.locator(".toast, [role=status], [role=alert]").filter(has_text="/no/such/file.db").first
    ).to_be_visible()


def test_a_copy_is_made_and_listed_and_a_failure_is_told(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open("#/settings/backups")
    expect(page.get_by_text("There is no copy yet.")).to_be_visible()
    button = page.get_by_role("button", name="Make a copy now")
    button.click()
    expect(page.get_by_text("The copy is complete and was read through")).to_be_visible()
    [copy] = changing_server.api("backups").json["backups"]
    row = page.get_by_role("region", name="All copies").locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(copy["name"])
    expect(row).to_contain_text(f"{copy['events']:,}")
    tour.check("settings-backups-made")
    folder = Path(changing_server.api("backups").json["folder"])
    expect(page.get_by_text(str(folder), exact=True)).to_be_visible()

    shutil.rmtree(folder)
    folder.write_text("in the way")
    button.click()
    expect(page.get_by_text("No copy was made: ")).to_be_visible()
    expect(page.locator(".failed")).to_contain_text("The last attempt")
    expect(page.locator(".failed")).to_contain_text(changing_server.api("backups").json["failed"]["why"])
    tour.check_looks("settings-backups-failed")
    folder.unlink()
    expect(button).to_be_enabled()
    button.click()
    expect(row).to_have_count(1)
    expect(page.locator(".failed")).to_have_count(0)


def test_copies_in_german_where_none_are_made_by_themselves(open_tour: OpenTour, empty_server: LiveServer) -> None:
    """What a server answers that keeps nothing in a file, or was told to make no copies."""
    tour = open_tour(empty_server, locale="de-DE")
    plan = {"enabled": False, "every": 86400, "daily": 4, "weekly": 3, "running": False, "backups": [], "failed": None}
    answer = {**plan, "folder": "/daten/backups"}
    tour.page.route("**/api/0/backups", lambda route: route.fulfill(json=answer))
    page = tour.open("#/settings/backups")
    expect(page.get_by_text("Von selbst wird keine angelegt")).to_be_visible()
    answer = {**plan, "folder": None}
    page.reload()
    expect(page.get_by_text("Es gibt keine Datei zu kopieren")).to_be_visible()
    expect(page.get_by_role("button", name="Jetzt eine Kopie anlegen")).to_have_count(0)
    tour.quiet()


def test_an_application_is_made_let_in_and_put_out(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open("#/settings/integrations")
    expect(page.get_by_text("None was let in.")).to_be_visible()
    page.get_by_text("Make an application").click()
    panel = page.get_by_role("region", name="Applications that were let in")
    panel.get_by_label("Its name", exact=True).fill("My dashboard")
    page.get_by_role("checkbox", name="sums over longer times").check()
    page.get_by_role("button", name="Make it").click()
    given = page.get_by_label("My dashboard", exact=True).inner_text()
    [app] = changing_server.api("apps").json
    assert app["scopes"] == ["read_stats"] and app["redirect_uris"] == [f"{changing_server.url}/oauth/test"]
    assert f"client_id = {app['id']}\n" in given and "client_secret = waka_sec_" in given
    page.get_by_text("What My dashboard was given").click()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()

    # The application asks, the owner says yes on the server's page, and what was given is listed and ended.
    asking = open_tour(changing_server).page
    asking.goto(f"{changing_server.url}/oauth/authorize?client_id={app['id']}&response_type=token&scope=read_stats")
    asking.locator("button[value=yes]").click()
    asking.wait_for_url("**/oauth/test#access_token=*")
    page.reload()
    page.get_by_text("What My dashboard was given").click()
    end = page.get_by_role("button", name="End the access to sums over longer times")
    expect(end).to_be_visible()
    tour.check("settings-integrations-apps")
    end.click()
    page.get_by_role("dialog").get_by_role("button", name="End", exact=True).click()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    assert changing_server.api(f"apps/{app['id']}/tokens").json == []

    row = page.get_by_role("region", name="All applications").locator("tbody tr")
    page.get_by_role("button", name="Revoke My dashboard").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(row).to_have_count(1)
    page.get_by_role("button", name="Revoke My dashboard").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("None was let in.")).to_be_visible()
    assert changing_server.api("apps").json == []
    tour.quiet()


def test_a_webhook_is_named_tested_and_removed(open_tour: OpenTour, changing_server: LiveServer) -> None:
    url = "http://127.0.0.1:9/hook"
    tour = open_tour(changing_server)
    page = tour.open("#/settings/integrations")
    page.get_by_label("Address", exact=True).fill(url)
    page.get_by_role("checkbox", name="Switch it on at once").uncheck()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_label(url, exact=True)).to_contain_text("whsec_")
    expect(page.get_by_text("Nothing was sent yet.")).to_be_visible()
    test = page.get_by_role("button", name=f"Send a test to {url}")
    expect(test).to_be_disabled()
    switch = page.get_by_role("checkbox", name=f"On: {url}")
    expect(switch).not_to_be_checked()
    switch.click()
    wait_until(lambda: changing_server.api("webhooks").json[0]["enabled"])
    expect(switch).to_be_checked()
    told = page.get_by_role("group", name=f"What {url} is told")
    expect(told.get_by_role("checkbox", name="each day when it is over")).to_be_checked()
    told.get_by_role("checkbox", name="goals, when their day or week is over").click()
    wait_until(lambda: changing_server.api("webhooks").json[0]["events"] == ["day", "goal"])
    test.click()
    expect(page.get_by_text("Not taken: no connection").first).to_be_visible()
    page.get_by_text("1\u00a0last message").click()
    expect(page.get_by_role("listitem").filter(has_text="a test").first).to_contain_text("not taken")
    tour.check("settings-integrations-webhooks")
    page.get_by_role("button", name=f"Revoke {url}").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("There are none.", exact=True)).to_be_visible()
    assert changing_server.api("webhooks").json == []
    tour.quiet()


def test_a_badge_is_made_shown_and_revoked(open_tour: OpenTour, changing_server: LiveServer) -> None:
    tour = open_tour(changing_server)
    page = tour.open("#/settings/integrations")
    page.get_by_label("Only this project").fill("alpha")
    page.get_by_role("button", name="Make the address").click()
    markdown = page.get_by_label("For a README (Markdown)", exact=True).inner_text()
    address = markdown.partition("](")[2].rstrip(")\n")
    assert markdown.startswith("![Badge with the total, alpha](")
    badge = request(address)
    assert badge.status == 200 and b"<svg" in badge.body and b"alpha" in badge.body
    shown = page.get_by_role("img", name="Badge with the total, alpha")
    wait_until(lambda: bool(shown.evaluate("image => image.complete && image.naturalWidth > 0")))
    tour.check("settings-integrations-badge")
    page.get_by_role("button", name="Revoke Badge with the total, alpha").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("None were made.")).to_be_visible()
    assert request(address).status == 404
    tour.quiet()
