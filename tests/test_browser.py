"""What a person does, in a real Chromium: readers without JavaScript, a phone, the staff desk."""

import os
import re
import shutil
import urllib.request
from collections.abc import Iterator

import feedparser
import pytest
from making import article_text, make_article, make_meeting, make_person
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from reading import SmallArchive, make_small_archive

from archive.models import Article, Event, ImportBatch
from archive.search.indexer import wait_until_indexed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Milliseconds for what a page does, also on a machine that is busy with other tests.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
# A telephone held upright.
NARROW = {"width": 380, "height": 800}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "there is no Chromium on this machine (apt-get install chromium)"
        if os.environ.get("PARLEY_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for async code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(chromium, live_server, settings) -> SmallArchive:
    """The small archive, served."""
    settings.SITE_URL = live_server.url
    archive = make_small_archive()
    wait_until_indexed()
    return archive


def context_of(browser: Browser, url: str, **options) -> BrowserContext:
    context = browser.new_context(base_url=url, **options)
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def reader(site, chromium, live_server) -> Iterator[Page]:
    """A reader's page with JavaScript switched off."""
    context = context_of(chromium, live_server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def expect_found(page: Page, articles: list[Article]) -> None:
    """The search page shows these articles in this order, once it is there."""
    expect(page.locator("ol.hits .lead a")).to_have_text([article.title for article in articles])


# --- Readers, without JavaScript -----------------------------------------------------------------


def test_a_reader_finds_every_article_on_two_leaders_in_a_city_and_a_year(reader, site):
    reader.goto("/")
    reader.get_by_role("searchbox").fill("Токаев и Путин в Омск в 2019")
    reader.get_by_role("button", name="Search").click()
    expect(reader.get_by_role("status")).to_have_text("3 articles")
    reader.get_by_role("link", name="newest first").click()
    expect_found(reader, site.omsk_2019)
    assert "in every spelling and case ending" in reader.locator("p.note").inner_text()
    assert {mark.casefold() for mark in reader.locator("mark").all_inner_texts()} >= {
        "токаев",
        "тоқаев",
        "tokayev",
        "омске",
        "омбыда",
        "omsk",
    }


def test_a_reader_narrows_a_search_by_what_it_offers(reader, site):
    reader.goto("/search/")
    aside = reader.get_by_label("Narrow the search")
    aside.locator("details.facet", has_text="Leader").get_by_text("Vladimir Putin").click()
    together = aside.locator("details.facet", has_text="Named together with")
    together.get_by_text("Kassym-Jomart Tokayev").click()
    aside.locator("details.facet", has_text="City").get_by_text("Omsk").click()
    aside.locator("details.facet", has_text="Year").get_by_text("2019").click()
    expect_found(reader, site.omsk_2019)
    # One more city, and one that may not be named: by a button, without JavaScript.
    aside.get_by_role("button", name="Or Astana").click()
    expect(reader.get_by_role("status")).to_have_text("4 articles")
    aside.get_by_role("button", name="Without Example Courier").click()
    expect(reader.get_by_role("status")).to_have_text("3 articles")
    aside.get_by_role("link", name="Let Example Courier in again").click()
    reader.get_by_role("link", name="Remove City: Astana").click()
    expect_found(reader, site.omsk_2019)
    # Words typed now keep the filters, and empty fields of the form stand in no way.
    reader.get_by_role("searchbox").fill("улицы")
    reader.get_by_role("button", name="Search").click()
    expect_found(reader, site.omsk_2019[2:])
    reader.get_by_role("link", name="Remove City: Omsk").click()
    reader.get_by_role("searchbox").fill("")
    reader.get_by_role("textbox", name="From", exact=True).fill("2019-05")
    reader.get_by_role("textbox", name="To", exact=True).fill("2019-05")
    reader.get_by_role("button", name="Search").click()
    expect_found(reader, site.others[:1])


def test_a_reader_is_told_what_could_not_be_read(reader, site):
    reader.goto("/search/")
    reader.get_by_text("Dates, language, kind of meeting").click()
    reader.get_by_label("From").fill("1 мая")
    reader.get_by_role("button", name="Search").click()
    alert = reader.get_by_role("alert")
    expect(alert).to_contain_text("date_from: “1 мая” is not a date. Write 2019-11-07")
    expect(reader.get_by_label("From")).to_have_value("1 мая")


def test_a_reader_goes_from_an_article_to_whom_its_people_met(reader, site):
    reader.goto("/search/?q=Омск")
    reader.get_by_role("link", name=site.omsk_2019[2].title).click()
    reader.locator("article p a.person", has_text="К.-Ж. Токаев").click()
    expect(reader.locator("h1")).to_have_text("Kassym-Jomart Tokayev")
    row = reader.locator("table.ranking tr", has_text="Vladimir Putin")
    assert row.locator("td").all_inner_texts() == ["Vladimir Putin", "1", "7 November 2019"]
    row.get_by_role("link").click()
    expect(reader.locator("h1")).to_have_text("Kassym-Jomart Tokayev and Vladimir Putin")
    reader.get_by_role("link", name="Talks: ").click()
    expect(reader.locator("main > p.about").first).to_have_text("7 November 2019 · Omsk, Russia")
    expect(reader.locator("section", has_text="Coverage").locator("li")).to_have_count(3)


def test_a_reader_goes_from_a_year_of_the_chart_to_its_meetings(reader, site):
    reader.goto(site.tokayev.get_absolute_url())
    reader.locator("figure.years svg a").click()
    expect(reader.locator("h1")).to_have_text("Meetings of Kassym-Jomart Tokayev")
    expect(reader.locator("ol.rows li")).to_have_count(1)
    reader.go_back()
    reader.locator("figure.years summary").click()
    reader.locator("figure.years table").get_by_role("link", name="2019").click()
    expect(reader.get_by_label("From")).to_have_value("2019")


def test_a_reader_goes_from_who_met_whom_to_the_meetings_and_their_month(reader, site):
    reader.goto("/")
    reader.get_by_role("link", name="Who met whom").click()
    row = reader.locator("table.matrix tbody tr", has_text="Vladimir Putin")
    row.locator("td:not(.of-one) a").click()
    expect(reader.locator("h1")).to_contain_text("Kassym-Jomart Tokayev and Vladimir Putin")
    expect(reader.locator("ol.rows > li")).to_have_count(1)
    reader.get_by_role("link", name="Calendar", exact=True).click()
    expect(reader).to_have_url(re.compile("/meetings/calendar/2019/11/.*leader=vladimir-putin"))
    reader.locator("table.month").get_by_role("link", name="Tokayev and Putin").click()
    expect(reader.locator("main > p.about").first).to_contain_text("7 November 2019")


def test_a_subscriber_follows_the_feed_that_a_page_offers(reader, site, live_server):
    reader.goto("/search/?q=Токаев Путин Омск 2019")
    for offered in reader.locator("head link[rel=alternate][type*=xml]").all():
        address = f"{live_server.url}{offered.get_attribute('href')}"
        with urllib.request.urlopen(address) as answer:
            feed = feedparser.parse(answer.read())
        assert not feed.bozo
        assert [entry.title for entry in feed.entries] == [each.title for each in site.omsk_2019]
        # The feed leads back to the article.
        reader.goto(feed.entries[0].link)
        assert reader.locator("h1").inner_text() == site.omsk_2019[0].title
        reader.go_back()


def test_the_first_tab_leads_past_the_navigation(reader, site):
    reader.goto("/search/")
    reader.keyboard.press("Tab")
    skip = reader.locator("a.skip")
    assert skip.evaluate("link => link === document.activeElement")
    assert skip.bounding_box()["x"] >= 0
    reader.keyboard.press("Enter")
    expect(reader).to_have_url(re.compile("#content$"))


def test_a_reader_goes_from_match_to_match_by_keyboard(reader, site):
    reader.goto("/search/?q=Токаев")
    reader.get_by_role("link", name=site.omsk_2019[-1].title).click()
    expect(reader.locator("p.matches")).to_contain_text("7 matches for “Токаев”")
    # Nobody tabs through what stands at the matches not gone to.
    expect(reader.locator(".steps:visible")).to_have_count(0)
    reader.get_by_role("link", name="first", exact=True).focus()
    reader.keyboard.press("Enter")
    for number in range(1, 7):
        expect(reader).to_have_url(re.compile(f"#hit-{number}$"))
        expect(reader.locator(".steps:visible")).to_contain_text(f"{number} of 7")
        following = reader.locator(f"#hit-{number} a:visible", has_text="›")
        for _ in range(4):
            reader.keyboard.press("Tab")
            if following.evaluate("link => link === document.activeElement"):
                break
        reader.keyboard.press("Enter")
    expect(reader).to_have_url(re.compile("#hit-7$"))
    expect(reader.get_by_role("link", name="Next match")).to_have_count(0)
    reader.get_by_role("link", name="back to the results").click()
    expect(reader.get_by_role("searchbox")).to_have_value("Токаев")


def test_what_narrows_a_search_is_folded_on_a_telephone_alone(site, chromium, live_server):
    for width, is_folded in ((1280, False), (NARROW["width"], True)):
        context = context_of(chromium, live_server.url, viewport=NARROW | {"width": width})
        page = context.new_page()
        page.goto("/search/?city=omsk")
        button = page.get_by_role("button", name="Or Astana")
        summary = page.get_by_text("Narrow the search", exact=True)
        expect(summary).to_be_visible(visible=is_folded)
        expect(button).to_be_visible(visible=not is_folded)
        if is_folded:
            summary.click()
            expect(button).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") == width
        # A finger needs 24 pixels.
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 24
        context.close()


# --- Every page ----------------------------------------------------------------------------------


def add_what_is_hard_to_show(site: SmallArchive) -> list[str]:
    """Words without a place to break, long names, many rows."""
    word = "Достопримечательностиустановившиеся" * 5
    article = make_article(
        f"{word} Токаев", body=f"{word}\n\nhttps://example.org/{'a' * 300}\n\nТокаев", author=word
    )
    name = "Sheikh Mohamed bin Zayed bin Sultan bin Khalifa bin Shakhbout Al Nahyan"
    person = make_person(name, name_ru=word, short_ru="", slug="mbz")
    people = [make_person(f"Person Number {n}") for n in range(12)]
    meeting = make_meeting(site.tokayev, person, *people, location=site.omsk, articles=(article,))
    site.meeting.coverage.update(sentence=word, reasons=word, joined_because=word)
    site.meeting.participations.update(sentence=word, rule=word[:100])
    Event.objects.filter(pk=site.meeting.pk).update(
        host=word[:100], other_names=[word], tags=["visit", "signing"]
    )
    told = site.meeting.coverage.order_by("-pk")[0]
    told.location, told.kind, told.date_basis = site.astana, "phone-call", "date"
    told.save()
    wait_until_indexed()
    return [
        article.get_absolute_url(),
        person.get_absolute_url(),
        meeting.get_absolute_url(),
        f"/search/?q={word}",
        f"{article.get_absolute_url()}?q={word}#hit-1",
        "/search/?q=Токаев&leader=nobody&date_from=" + "9" * 200,
        "/nope/" + "a" * 200,
        f"/people/{site.tokayev.slug}/with/{person.slug}/",
        f"/meetings/matrix/?leader={person.slug}" + "".join(f"&leader={p.slug}" for p in people),
    ]


def test_no_page_is_wider_than_a_telephone(site, chromium, live_server):
    addresses = [*site.addresses(), *add_what_is_hard_to_show(site), "/admin/login/"]
    context = context_of(chromium, live_server.url, viewport=NARROW)
    page = context.new_page()
    too_wide = {}
    for address in addresses:
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            too_wide[address] = width
    context.close()
    assert too_wide == {}


def test_no_page_has_a_fault_in_the_console_or_asks_another_host(site, chromium, live_server):
    context = context_of(chromium, live_server.url)
    page = context.new_page()
    faults, hosts = [], set()
    page.on("console", lambda message: faults.append((page.url, message.text)))
    page.on("pageerror", lambda error: faults.append((page.url, str(error))))
    page.on("requestfailed", lambda request: faults.append((request.url, request.failure)))
    page.on("request", lambda request: hosts.add("/".join(request.url.split("/")[:3])))
    for address in [*site.addresses(), "/admin/login/"]:
        assert page.goto(address).status == 200
    # What a page asks for last, its icon, comes after it is there.
    page.wait_for_timeout(300)
    context.close()
    # The icon of a page that was left before it came.
    faults = [fault for fault in faults if fault[1] != "net::ERR_ABORTED"]
    assert faults == []
    assert hosts == {live_server.url}


def test_the_policy_stops_a_script_that_got_into_a_page(site, chromium, live_server):
    """A second wall behind escaping: Chromium refuses what the page did not bring."""
    context = context_of(chromium, live_server.url)
    page = context.new_page()
    page.goto("/")
    page.evaluate(
        "const script = document.createElement('script'); script.text = 'window.ran = true';"
        "document.body.append(script);"
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran=true\">')"
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    context.close()


# --- Staff ---------------------------------------------------------------------------------------


def test_staff_import_two_files_and_read_the_report(
    site, chromium, live_server, django_user_model, tmp_path
):
    django_user_model.objects.create_superuser("editor", password="correct horse battery")
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text(article_text("Токаев и Путин снова в Омске", body="Токаев. Путин. Омск."))
    bad.write_text("No title here\n")
    context = context_of(chromium, live_server.url)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Import batches").first.click()
    page.get_by_role("link", name="Import files").click()
    page.get_by_label("Article files").set_input_files([str(good), str(bad)])
    page.get_by_role("button", name="Import").click()
    expect(page.locator(".messagelist")).to_have_text("1 created, 0 changed, 0 same, 1 failed.")
    rows = page.locator(".import-table tbody tr")
    expect(rows).to_contain_text(["bad.md", "good.md"])
    expect(rows.first).to_contain_text("no title: the first line of text must begin with “# ”")
    page.get_by_role("link", name="Токаев и Путин снова в Омске").click()
    expect(page.get_by_label("Title")).to_have_value("Токаев и Путин снова в Омске")
    wait_until_indexed()
    page.goto("/search/?q=Путин снова в Омске")
    expect(page.locator("ol.hits .lead").first).to_have_text("Токаев и Путин снова в Омске")
    context.close()
    assert faults == []
    assert ImportBatch.objects.get(started_by__username="editor").files.count() == 2


def test_staff_add_a_meeting_put_it_right_and_take_that_back(
    site, chromium, live_server, django_user_model
):
    django_user_model.objects.create_superuser("editor", password="correct horse battery")
    context = context_of(chromium, live_server.url)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/admin/archive/event/add/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Date:").fill("2021-03-04")
    participants = page.locator(".select2-selection--multiple")
    for name, label in (
        ("Токаевым", "Kassym-Jomart Tokayev"),
        ("Путина", "Vladimir Putin"),
    ):
        participants.click()
        page.keyboard.type(name)
        page.get_by_role("option", name=label).click()
    page.get_by_role("button", name="Add the meeting").click()
    expect(page.locator("h1").last).to_have_text(
        "Talks: Kassym-Jomart Tokayev and Vladimir Putin, 4 March 2021"
    )
    expect(page.get_by_label("Date:")).to_have_value("2021-03-04")
    page.get_by_label("Kind:").select_option("visit")
    page.get_by_role("button", name="Set what I changed").click()
    expect(page.locator("h1").last).to_contain_text("Visit: ")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("h1").last).to_contain_text("Talks: ")
    page.get_by_role("button", name="Is no meeting").click()
    expect(page.locator(".desk-meeting strong").first).to_have_text("rejected")
    context.close()
    assert faults == []
