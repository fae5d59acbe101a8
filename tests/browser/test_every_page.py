"""Every type of page before axe, and in both languages at both widths before a reader who cannot scroll sideways."""

from __future__ import annotations

import sqlite3

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Opening
from tests.installation import Installation

PUBLIC = (
    "/",
    "/search?q=道路",
    "/search?q=zzzzqqqq",
    "/search",
    "/cases",
    "/cases?initiative=16",
    "case_study",
    "/services",
    "/one-stop",
    "/initiatives",
    "/subsidies",
    "subsidy",
    "/templates",
    "spec_template",
    "/needs",
    "need",
    "/needs/smpneed1/questions",
    "/questions/smpques1",
    "/cases/smpcase05/questions",
    "/soundings",
    "/soundings/smpsound2",
    "/specifications/compare",
    "compared",
    "/specifications/common?template=business-chat",
    "/clusters",
    "cluster",
    "/procurements",
    "procurement",
    "/solutions",
    "solution",
    "/organisations",
    "/organisations/272035",
    "/organisations/co-mihon",
    "/roles",
    "/signin",
    "/register",
    "/reset",
    "/no/such/page",
)
MEMBERS = {
    "editor@toyonaka.example": (
        "/",
        "/needs/new",
        "/needs/new?whole=1",
        "/cases/new",
        "/account",
        "/account/password",
        "/matching",
        "/quality",
    ),
    "approver@toyonaka.example": (
        "/questions/unanswered",
        "/specifications/new?need=smpneed2",
        "/specifications/new?way=template&template=rpa",
        "/specifications/new?way=file",
        "/needs/smpneed1/questions",
        "/questions/smpques4",
        "/questions/smpques4/answer",
        "checked",
        "/soundings/smpsound1/remarks",
        "consultation",
        "edited",
        "sheet",
        "titled",
        "values",
        "value",
        "sounding_begun",
        "correction",
        "answers",
        "answers_remarks",
        "call",
        "record",
        "offer_begun",
    ),
    "editor@mihon.example": (
        "/questions/asked",
        "/questions/smpques5",
        "/needs/smpneed1/questions/new",
        "/soundings/smpsound1",
        "/replies",
        "reply",
        "reply_section",
        "reply_who",
    ),
    "admin@toyonaka.example": ("/account/members", "/organisations/272035/edit"),
    "admin@mihon.example": (
        "/",
        "/solutions/new",
        "/matching",
        "/matching/needs/smpneed1/hide",
        "/responses",
        "/needs/smpneed1/response",
        "/responses/smpresp1",
        "/responses/smpresp9/debrief",
    ),
    "editor@hirakata.example": ("template_update", "revisions"),
    "approver@hirakata.example": (
        "/needs/smpneed6/responses",
        "/needs/smpneed6/result-date",
        "/responses/smpresp4",
        "/responses/smpresp4/assess",
        "/responses/smpresp4/select",
        "/responses/smpresp4/decline",
        "/responses/smpresp4/interview",
    ),
    "coordinator@secretariat.example": (
        "/",
        "/organisations/pending",
        "/subsidies/new",
        "/quality",
        "/quality/new?kind=vague",
        "/quality/templates/document-management",
        "discussions",
        "suggestion",
        "discussed_item",
        "/specifications/offers",
        "template_offer",
    ),
}
CALLED = "id IN (SELECT specification_id FROM compliance_call)"
SHOWN = {
    "case_study": ("/cases/{}", "status = 'published' AND visibility = 'all'"),
    "subsidy": ("/subsidies/{}", "1 = 1"),
    "spec_template": ("/templates/{}", "1 = 1"),
    "need": ("/needs/{}", "status = 'published'"),
    "solution": ("/solutions/{}", "status = 'published'"),
    "cluster": ("/clusters/{}", "status = 'confirmed'"),
    "procurement": ("/procurements/{}", "status = 'planning'"),
    "checked": ("/specifications/{}/check", "status = 'drafting' AND title LIKE '道路%'"),
    "consultation": ("/specifications/{}/consultation", "status = 'drafting' AND title LIKE '道路%'"),
    "sounding_begun": ("/specifications/{}/soundings/new", "status = 'drafting' AND title LIKE '道路%'"),
    "correction": ("/soundings/smpsound2/replies/{}/correct", "sounding_id = 'smpsound2'"),
    "edited": ("/specifications/{}?edit=1", "status = 'drafting' AND title LIKE '道路%'"),
    "sheet": ("/specifications/{}/sections/handling/table", "status = 'drafting' AND title LIKE '道路%'"),
    "values": ("/specifications/{}/values", "status = 'drafting' AND title LIKE '道路%'"),
    "titled": ("/specifications/{}/title", "status = 'drafting' AND title LIKE '道路%'"),
    "value": ("/specifications/{}/values/road_km", "status = 'drafting' AND title LIKE '道路%'"),
    "compared": ("/specifications/compare?left={}", "title LIKE 'ビジネスチャット（高槻%'"),
    "template_update": ("/specifications/{}/template-update", "title LIKE '施設予約%'"),
    "revisions": ("/specifications/{}/revisions?from=1&to=3", "title LIKE '施設予約%'"),
    "offer_begun": ("/specifications/{}/offer", "number = 1 AND organisation_id = '272035'"),
    "template_offer": ("/specifications/{}", "status = 'offered'"),
    "answers": ("/specifications/{}/answers", CALLED),
    "answers_remarks": ("/specifications/{}/answers?remarks=1&only=differing", CALLED),
    "call": ("/specifications/{}/call", CALLED),
    "record": ("/specifications/{}/answers/new", CALLED),
    "reply": ("/replies/{}", "organisation_id = 'co-mihon'"),
    "reply_section": ("/replies/{}/items/1", "organisation_id = 'co-mihon'"),
    "reply_who": ("/replies/{}/who", "organisation_id = 'co-mihon'"),
    "discussions": ("/specifications/{}", "1 = 1"),
    "suggestion": ("/specifications/{}", "key = 'RD-303'"),
    "discussed_item": ("/specifications/{}", "key = 'RD-303'"),
}
READ = {
    **dict.fromkeys(("edited", "sheet", "titled", "values", "value"), ("specification", "id")),
    **dict.fromkeys(("answers", "answers_remarks", "call", "record"), ("specification", "id")),
    **dict.fromkeys(("reply", "reply_section", "reply_who"), ("compliance_reply", "id")),
    **dict.fromkeys(("checked", "template_update", "revisions", "offer_begun"), ("specification", "id")),
    "compared": (
        "specification",
        "id || '&right=' || (SELECT id FROM specification WHERE title LIKE 'ビジネスチャット（吹田%')",
    ),
    "template_offer": ("template_offer", "specification_id || '/offers/' || id"),
    "consultation": ("specification", "id"),
    "sounding_begun": ("specification", "id"),
    "correction": ("sounding_reply", "id"),
    "spec_template": ("spec_template", "slug"),
    "discussions": ("discussion", "specification_id || '/discussions'"),
    "suggestion": ("suggestion", "specification_id || '/suggestions/' || id"),
    "discussed_item": ("discussion", "specification_id || '/items/' || key"),
}
"""From which table, and what of its row, the address of a page is made; its id where nothing is said."""
LOOKS = [("ja", "desktop"), ("en", "phone")]
"""axe looks once in each language and at each width; the width of the page is measured at both in both."""
BUT_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}
"""Colours, by far the longest to look at, are those of the desktop: what a style sheet colours by the width of the
window is proved with all its other colours in tests/look/test_colours.py."""


def address(installation: Installation, page: str) -> str:
    """A path as it stands, or the page of the first thing of a table."""
    if page not in SHOWN:
        return page
    path, condition = SHOWN[page]
    table, column = READ.get(page, (page, "id"))
    connection = sqlite3.connect(installation.folder / "govtech.db")
    row = connection.execute(f"SELECT {column} FROM {table} WHERE {condition} ORDER BY id LIMIT 1").fetchone()
    connection.close()
    return path.format(row[0])


def look(page: Page, path: str, language: str) -> list[str]:
    """What is wrong with a page."""
    page.goto(path)
    size = page.viewport_size
    found = Axe().run(page, options=None if size == DESKTOP else BUT_COLOURS)
    wrong = [f"{path}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found.response["violations"]]
    wrong += too_wide(page)
    page.set_viewport_size(PHONE if size == DESKTOP else DESKTOP)
    wrong += too_wide(page)
    page.set_viewport_size(size)
    if page.locator("html").get_attribute("lang") != language:
        wrong.append(f"{path}: language is not {language}")
    if page.get_by_role("heading", level=1).count() != 1:
        wrong.append(f"{path}: not exactly one heading of the first level")
    return wrong


def too_wide(page: Page) -> list[str]:
    """Whether the page does not fit into the width of its window."""
    width, inner = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return [f"{page.url}: {width - inner} px wider than a window of {inner}"] if width > inner else []


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_what_visitors_see(opening: Opening, installation: Installation, language: str, width: str) -> None:
    page = opening(language=language, width=width)
    wrong = [line for path in PUBLIC for line in look(page, address(installation, path), language)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_what_members_see(opening: Opening, installation: Installation, language: str, width: str) -> None:
    wrong = []
    for email, paths in MEMBERS.items():
        page = opening(email, language=language, width=width)
        page.context.request.post("/language")
        for path in (address(installation, path) for path in paths):
            wrong += look(page, f"{path}{'&' if '?' in path else '?'}lang={language}", language)
    assert not wrong, "\n".join(wrong)


def test_at_twice_the_size_nothing_is_cut_off(opening: Opening, installation: Installation) -> None:
    page = opening()
    page.set_viewport_size({"width": 640, "height": 450})
    wrong = []
    for path in ("/", "/needs", "need", "/cases", "spec_template", "/subsidies", "/search?q=道路"):
        page.goto(address(installation, path))
        wrong += too_wide(page)
    assert not wrong, "\n".join(wrong)


def test_everything_can_be_reached_by_keyboard(opening: Opening) -> None:
    page = opening()
    page.goto("/needs")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#")
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
