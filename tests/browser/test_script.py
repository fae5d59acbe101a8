"""What the pages' own script does, on a stage of its own: keys, counters, conversions, questions, previews, drafts."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, render_template, request
from jinja2 import ChoiceLoader, DictLoader
from playwright.sync_api import Browser, Dialog, Page, expect
from werkzeug.serving import make_server

from govtech.core.forms import Area, Choices, Form, Markdown, Moment, Text, Upload, longest, required
from govtech.core.markup import render_markdown
from govtech.core.web import HEADERS
from tests.look.stage import MEMBER, make_stage

SOURCE = """
{% extends "base.html" %}
{% import "components/forms.html" as forms %}
{% import "components/ui.html" as ui %}
{% block title %}ニーズを書く{% endblock %}
{% block content %}
  <h1>ニーズを書く</h1>
  {{ forms.summary(form) }}
  {{ forms.begin(action="/form") }}
  {{ forms.fields(form, skip=("sheet",)) }}
  {{ forms.buttons("保存する", "/") }}
  {{ forms.end() }}
  {{ forms.begin(action="/sent", upload=True, id="sheet-form") }}
  {{ forms.field(form.sheet) }}
  <button type="submit">取り込む</button>
  {{ forms.end() }}
  {{ forms.action("/sent", "取り下げる", kind="danger", confirm="取り下げると、元に戻せません。") }}
  {{ ui.filters([("種類", [("事例", 3, "/?kind=case", False)])]) }}
{% endblock %}
"""


OURS = ("Failed to load resource", "htmx:error")
"""What the browser and htmx say of answers that these tests refuse on purpose."""


class Sample(Form):
    """Enough of a form."""

    title = Text("件名", [required("件名を入力してください。"), longest(10)])
    text = Area("困りごと", [longest(20)])
    body = Markdown("本文")
    closes = Moment("締切")
    wanted = Choices("求めること", choices=[("a", "情報"), ("b", "提案")])
    sheet = Upload("回答書", largest=1024)


def application(received: list[str]) -> Flask:
    """The stage with a form page, a place to send to, and the real headers."""
    app = make_stage(MEMBER)
    app.config["SERVER_NAME"] = None
    assert app.jinja_loader
    app.jinja_loader = ChoiceLoader([DictLoader({"stage/form.html": SOURCE}), app.jinja_loader])

    def preview() -> str:
        text = request.form[request.form["field"]]
        return render_template("front/preview.html", html=render_markdown(text), error=None)

    def form_page() -> tuple[str, int]:
        form = Sample()
        if form.validate_on_submit():
            received.append(form.title.data or "")
            return "saved", 200
        return render_template("stage/form.html", form=form), 422 if request.method == "POST" else 200

    def sent() -> str:
        received.append("sent")
        return "sent"

    app.view_functions["front.preview"] = preview
    app.add_url_rule("/form", "stage.form", form_page, methods=["GET", "POST"])
    app.add_url_rule("/sent", "stage.sent", sent, methods=["POST"])
    app.after_request(lambda response: (response.headers.update(HEADERS), response)[1])
    return app


@pytest.fixture(scope="module")
def received() -> list[str]:
    """What the stage was sent."""
    return []


@pytest.fixture(scope="module")
def address(received: list[str]) -> Iterator[str]:
    """Where the stage listens."""
    server = make_server("127.0.0.1", 0, application(received), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture(params=[1280, 390], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    """The form page; what the browser complains about fails the test."""
    context = chromium.new_context(
        base_url=address, locale="ja-JP", viewport={"width": request.param, "height": 900}
    )
    context.set_default_timeout(10_000)
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda note: complaints.append(note.text))
    page.goto("/form")
    yield page
    context.close()
    assert [text for text in complaints if not any(known in text for known in OURS)] == []


@pytest.fixture
def sent(received: list[str]) -> list[str]:
    """Nothing received yet."""
    received.clear()
    return received


def test_the_page_has_no_findings(page: Page) -> None:
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_slash_goes_to_the_search_box_but_not_while_typing(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()
    page.locator("#title").fill("")
    page.keyboard.type("a/b")
    expect(page.locator("#title")).to_have_value("a/b")


def test_counters_count_code_points(page: Page) -> None:
    note = page.locator("#text-limit")
    page.locator("#text").fill("𠮷野家で\n申請")
    expect(note).to_have_text("あと13文字")
    page.locator("#text").fill("あ" * 22)
    expect(note).to_have_text("2文字超えています")
    late = page.locator("#title-limit")
    expect(late).to_have_text("10文字以内")
    page.locator("#title").fill("あ" * 9)
    expect(late).to_have_text("あと1文字")


def test_a_file_that_is_too_large_is_told_at_its_field_and_not_sent(page: Page, sent: list[str]) -> None:
    file = page.locator("#sheet")
    file.set_input_files({"name": "a.xlsx", "mimeType": "text/plain", "buffer": b"x" * 2000})
    told = page.locator("#sheet-large")
    expect(told).to_contain_text("大きすぎます")
    page.get_by_role("button", name="取り込む").click()
    expect(file).to_be_focused()
    expect(file).to_have_attribute("aria-invalid", "true")
    assert sent == []
    file.set_input_files({"name": "a.xlsx", "mimeType": "text/plain", "buffer": b"x" * 900})
    expect(told).to_have_count(0)
    page.get_by_role("button", name="取り込む").click()
    expect(page.get_by_text("sent")).to_be_visible()
    assert sent == ["sent"]


def test_enter_that_confirms_a_conversion_sends_nothing(page: Page, sent: list[str]) -> None:
    page.locator("#title").fill("変換中")
    stopped = page.evaluate(
        """() => ["isComposing", "keyCode"].map((way) => {
            const options = {key: "Enter", bubbles: true, cancelable: true, isComposing: way === "isComposing"};
            const event = new KeyboardEvent("keydown", options);
            if (way === "keyCode") Object.defineProperty(event, "keyCode", {value: 229});
            document.getElementById("title").dispatchEvent(event);
            return event.defaultPrevented;
        })"""
    )
    assert stopped == [True, True]
    assert sent == []
    page.locator("#title").press("Enter")
    page.wait_for_function("document.body.textContent === 'saved'")
    assert sent == ["変換中"]


def test_errors_take_the_focus_and_lead_to_their_fields(page: Page) -> None:
    page.locator("#text").fill("あ" * 30)
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert page.title().startswith("エラー：")
    page.locator("#error-summary a").first.click()
    expect(page.locator("#title")).to_be_focused()
    expect(page.locator("#text")).to_have_value("あ" * 30)


def test_dangerous_steps_are_asked_about_once_more(page: Page, sent: list[str]) -> None:
    page.get_by_role("button", name="取り下げる").click()
    dialog = page.get_by_role("dialog", name="取り下げると、元に戻せません。")
    expect(dialog.get_by_role("button", name="やめる")).to_be_focused()
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="取り下げる")).to_be_focused()
    assert sent == []
    page.get_by_role("button", name="取り下げる").click()
    dialog.get_by_role("button", name="取り下げる").click()
    page.wait_for_url("**/sent")
    assert sent == ["sent"]


def test_a_form_is_sent_once(page: Page, sent: list[str]) -> None:
    page.locator("#title").fill("一度だけ")
    page.evaluate(
        "() => { const b = document.querySelector('form[data-form] button.button[type=submit]'); b.click(); b.click(); }"
    )
    page.wait_for_function("document.body.textContent === 'saved'")
    assert sent == ["一度だけ"]


def test_markdown_is_shown_as_it_will_be(page: Page) -> None:
    page.locator("#body").fill("## 背景\n\n- 電話が**混む**")
    page.get_by_role("button", name="表示を確認する").click()
    shown = page.locator("#body-preview")
    expect(shown.get_by_role("heading", name="背景")).to_be_visible()
    expect(shown.locator("strong")).to_have_text("混む")


def test_a_preview_that_fails_says_so(page: Page) -> None:
    page.route("**/preview", lambda route: route.abort())
    page.get_by_role("button", name="表示を確認する").click()
    expect(page.locator("#body-preview")).to_contain_text("通信できませんでした")
    page.unroute("**/preview")


def test_leaving_a_changed_form_asks_first(page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.locator("#text").click()
    page.keyboard.type("下書き")
    page.goto("/form")
    assert asked == ["beforeunload"]
    page.goto("/form")
    assert asked == ["beforeunload"]


def test_the_account_panel_closes_with_escape_and_a_click_elsewhere(page: Page) -> None:
    panel, opener = page.locator(".popover"), page.locator(".account > summary")
    opener.click()
    expect(panel).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    page.mouse.click(5, 600)
    expect(panel).to_be_hidden()


def test_menu_and_filters_are_open_where_there_is_room(page: Page) -> None:
    word, choice = page.locator(".nav-group > summary", has_text="知る"), page.locator(".filter")
    if page.viewport_size == {"width": 1280, "height": 900}:
        expect(word).to_be_visible()
        expect(choice).to_be_visible()
    else:
        expect(word).to_be_hidden()
        expect(choice).to_be_hidden()
        page.locator(".menu > summary").click()
        page.locator(".filters > summary").click()
        expect(choice).to_be_visible()
    link = page.get_by_role("link", name="補助金")
    expect(link).to_be_hidden()
    word.click()
    expect(link).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(word).to_be_focused()


def test_everything_works_without_the_script(chromium: Browser, address: str, sent: list[str]) -> None:
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/form")
    expect(page.get_by_role("button", name="表示を確認する")).to_be_hidden()
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("#error-summary")).to_be_visible()
    page.locator("#title").fill("スクリプトなし")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("body")).to_have_text("saved")
    context.close()
    assert sent == ["スクリプトなし"]


def test_nothing_comes_from_elsewhere(page: Page, address: str) -> None:
    names = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert names
    assert all(name.startswith(address) for name in names)
    for character in "髙﨑①㈱鷗":
        load = """(text) => document.fonts.load('16px "Noto Sans JP Variable"', text).then((faces) => faces.length)"""
        assert page.evaluate(load, character) == 1
