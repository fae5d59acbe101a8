"""Pages of cases: what is refused says so beside the field and keeps what was typed; files come back as attachments."""

from __future__ import annotations

import io
import re

import pytest

from govtech.core.db import session, unit_of_work
from govtech.knowledge import services
from govtech.knowledge.models import CaseStudy, Status
from tests.knowledge.stories import draft, in_review, published, written

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
TYPED = {
    "title": "道路の傷みを知らせてもらう",
    "summary": "場所の確認が早くなった。",
    "year": "２０２４",
    "place_code": "272035",
    "problem": "電話では場所が分からなかった。",
    "approach": "写真と位置を送ってもらった。",
    "initiatives": ["16"],
    "cost_first": "１，９８０，０００円",
    "outcomes-0-measure": "場所の確認",
    "outcomes-0-before": "１８",
    "outcomes-0-after": "5.5",
    "outcomes-0-unit": "分",
}


@pytest.fixture
def made(actor_for):
    """Make a case of the town in a transaction of its own; its id."""

    def make(story, **changes):
        actors = {draft: ("editor",), in_review: ("editor",), published: ("editor", "approver")}[story]
        with unit_of_work():
            return story(*map(actor_for, actors), **changes).id

    return make


def version_of(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(-?\d+)"', page)
    assert found
    return found[1]


def test_a_case_from_the_first_word_to_publication(client_for, client):
    editor, approver = client_for("editor"), client_for("approver")
    made = editor.post("/cases/new", data=TYPED)
    assert made.status_code == 303
    page = editor.get(made.location).text
    for text in ("1,980,000円", "令和6年度", "5.5", "-69%", "スマホアプリサービス", "承認者に確認を依頼する"):
        assert text in page
    assert client.get(made.location).status_code == 404
    assert editor.post(made.location + "/submit").status_code == 303
    assert made.location in approver.get("/cases").text
    seen = version_of(approver.get(made.location).text)
    for never in ("1", "abc", "9" * 5000):
        assert approver.post(made.location + "/publish", data={"version": never}).status_code == 409
    assert approver.post(made.location + "/publish", data={"version": seen}).status_code == 303
    assert "道路の傷みを知らせてもらう" in client.get("/cases").text
    assert client.get(made.location).status_code == 200
    assert editor.post(made.location + "/publish").status_code == 403
    assert approver.post(made.location + "/publish").status_code == 409


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"title": ""}, "title", "件名を入力してください。"),
        ({"title": "あ" * 121}, "title", "120文字以内"),
        ({"year": "令和六年"}, "year", "数字で入力"),
        ({"year": "1800"}, "year", "1,960から"),
        ({"cost_first": "-5"}, "cost_first", "0から"),
        ({"place_code": "999999"}, "place_code", "一覧にある項目"),
        ({"initiatives": ["99"]}, "initiatives", "一覧にある項目"),
        ({"related_url": "javascript:alert(1)"}, "related_url", "https://"),
        ({"body": "[" * 5000}, "body", "かっこや記号"),
        (
            {"body": "あ" * 9000 + "\n" + "い" * 9000 + "\n" + ("う" * 9000 + "\n") * 4},
            "body",
            "50,000文字以内|50000文字以内",
        ),
        ({"outcomes-0-before": "たくさん"}, "outcomes", "1行目：「たくさん」は数として読めません"),
        ({"outcomes-1-before": "3"}, "outcomes", "2行目：何を測ったか"),
        ({"outcomes-0-before": "nan"}, "outcomes", "数として読めません"),
        ({"outcomes-0-before": "", "outcomes-0-after": ""}, "outcomes", "少なくとも一方"),
        ({"visibility": "everyone"}, "visibility", "一覧にある項目"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client_for, wrong, field, message):
    answer = client_for("editor").post("/cases/new", data={**TYPED, "lessons": "消えてほしくない文", **wrong})
    assert answer.status_code == 422
    assert re.search(message, answer.text)
    assert 'id="error-summary"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert "消えてほしくない文" in answer.text
    with unit_of_work(writes=False):
        assert session.query(CaseStudy).count() == 0


def test_a_stale_edit_shows_both_texts_and_then_saves(client_for, made):
    case = made(draft)
    editor, approver = client_for("editor"), client_for("approver")
    began = version_of(editor.get(f"/cases/{case}/edit").text)
    assert (
        approver.post(
            f"/cases/{case}/edit", data={**TYPED, "title": "承認者の件名", "version": began}
        ).status_code
        == 303
    )
    second = editor.post(
        f"/cases/{case}/edit", data={**TYPED, "title": "担当者の件名", "version": began, "reason": "わけ"}
    )
    assert second.status_code == 409
    assert "試験 approver" in second.text
    assert 'value="担当者の件名"' in second.text
    assert 'value="わけ"' in second.text
    assert "承認者" in second.text
    third = editor.post(
        f"/cases/{case}/edit", data={**TYPED, "title": "担当者の件名", "version": version_of(second.text)}
    )
    assert third.status_code == 303
    assert "担当者の件名" in editor.get(f"/cases/{case}").text


def test_an_edit_that_comes_after_publication_is_kept_on_the_page(client_for, made):
    case = made(in_review)
    editor = client_for("editor")
    began = version_of(editor.get(f"/cases/{case}/edit").text)
    assert client_for("approver").post(f"/cases/{case}/publish").status_code == 303
    late = editor.post(f"/cases/{case}/edit", data={**TYPED, "lessons": "遅れて書いた文", "version": began})
    assert late.status_code == 409
    assert "遅れて書いた文" in late.text
    assert "公開中" in late.text
    assert editor.get(f"/cases/{case}/edit").status_code == 403


def test_a_reason_page(client_for, made):
    case = made(in_review)
    approver = client_for("approver")
    assert approver.get(f"/cases/{case}/send-back").status_code == 200
    empty = approver.post(f"/cases/{case}/send-back", data={"reason": " "})
    assert empty.status_code == 422
    assert "理由を入力してください。" in empty.text
    assert approver.post(f"/cases/{case}/send-back", data={"reason": "費用を分けて"}).status_code == 303
    page = client_for("editor").get(f"/cases/{case}").text
    assert "差し戻されています。理由：費用を分けて" in page


def test_an_archived_case_says_why(client_for, client, made):
    case = made(published)
    assert (
        client_for("approver").post(f"/cases/{case}/archive", data={"reason": "制度が変わった"}).status_code
        == 303
    )
    again = client_for("approver").post(f"/cases/{case}/archive", data={"reason": "もう一度"})
    assert again.status_code == 409
    assert "もう一度" in again.text
    page = client.get(f"/cases/{case}")
    assert page.status_code == 200
    assert "制度が変わった" in page.text
    assert f"/cases/{case}" not in client.get("/cases").text


def test_revisions_are_for_the_own_organisation(client_for, client, made):
    case = made(published)
    assert client_for("editor").get(f"/cases/{case}/revisions").status_code == 200
    assert "最初の版です。" in client_for("editor").get(f"/cases/{case}/revisions/1").text
    assert client_for("editor").get(f"/cases/{case}/revisions/2").status_code == 404
    assert client_for("editor").get(f"/cases/{case}/revisions/1?from=7").status_code == 404
    for nonsense in ("9" * 5000, "9223372036854775808", "x"):
        assert client_for("editor").get(f"/cases/{case}/revisions/1?from={nonsense}").status_code == 200
    assert client_for("other_editor").get(f"/cases/{case}/revisions").status_code == 403
    assert client_for("coordinator").get(f"/cases/{case}/revisions/1").status_code == 403
    assert client.get(f"/cases/{case}/revisions").status_code == 303


def attach(browser, case, content, name):
    return browser.post(
        f"/cases/{case}/attachments",
        data={"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def test_a_file_comes_back_as_an_attachment(client_for, client, made):
    case = made(draft)
    editor = client_for("editor")
    assert attach(editor, case, PDF, "調達仕様書（案）.pdf").status_code == 303
    address = re.search(rf"/cases/{case}/attachments/\w+", editor.get(f"/cases/{case}").text)[0]
    answer = editor.get(address, buffered=True)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (
        "filename*=UTF-8''%E8%AA%BF%E9%81%94%E4%BB%95%E6%A7%98%E6%9B%B8"
        in answer.headers["Content-Disposition"]
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.mimetype == "application/pdf"
    for browser in (client, client_for("other_editor"), client_for("company"), client_for("coordinator")):
        assert browser.get(address).status_code == 404
    assert editor.post(address + "/remove").status_code == 303
    assert editor.get(address).status_code == 404


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<script>alert(1)</script>", "a.html"),
        (b"<svg onload=alert(1)>", "a.svg"),
        (b"MZ", "a.exe"),
        (b"<html>", "a.pdf"),
        (PDF + b"<< /S /JavaScript /JS (1) >>", "a.pdf"),
        (b"", "a.txt"),
        (b"hello", "a.docx"),
    ],
)
def test_a_file_that_could_do_harm_is_refused(client_for, made, content, name):
    case = made(draft)
    answer = attach(client_for("editor"), case, content, name)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert f"/cases/{case}/attachments/" not in client_for("editor").get(f"/cases/{case}").text


def test_no_file_is_said_so(client_for, made):
    case = made(draft)
    answer = client_for("editor").post(f"/cases/{case}/attachments", data={})
    assert answer.status_code == 422
    assert "ファイルを選んでください。" in answer.text


def test_a_file_whose_content_is_gone_is_not_found(client_for, made, app):
    case = made(draft)
    editor = client_for("editor")
    attach(editor, case, PDF, "a.pdf")
    address = re.search(rf"/cases/{case}/attachments/\w+", editor.get(f"/cases/{case}").text)[0]
    for path in app.extensions["files"].folder.rglob("*"):
        if path.is_file():
            path.unlink()
    assert editor.get(address).status_code == 404


def test_no_more_files_than_a_reader_can_take(actor_for, app):
    store = app.extensions["files"]
    with unit_of_work():
        case = draft(actor_for("editor"))
        for number in range(services.MOST_ATTACHMENTS):
            services.attach(
                actor_for("editor"), case, store.store(io.BytesIO(b"%d" % number), f"{number}.txt")
            )
        with pytest.raises(services.Invalid):
            services.attach(actor_for("editor"), case, store.store(io.BytesIO(b"x"), "x.txt"))


def test_filters_stay_in_the_address(client, made):
    road = made(published, title="道路の通報")
    desk = made(published, title="書かない窓口", initiatives=(7,), year=2025, place_code="272078")
    for query, found in (
        ("initiative=16", {road}),
        ("initiative=7", {desk}),
        ("year=2025", {desk}),
        ("place=272035", {road}),
        ("q=ドウロ&q=", set()),
        ("q=道路", {road}),
        ("q=書かない　窓口", {desk}),
        ("q=100%25", set()),
        ("q=_", set()),
        ("technology=te-04", {road, desk}),
        ("initiative=x&year=-1&cursor=zzz", {road, desk}),
        ("mine=1&status=draft", {road, desk}),
    ):
        page = client.get(f"/cases?{query}")
        assert page.status_code == 200, query
        assert {case for case in (road, desk) if f"/cases/{case}" in page.text} == found, query
    page = client.get("/cases?initiative=16&year=2024").text
    assert "/cases?year=2024" in page
    assert "/cases?initiative=16" in page


def test_one_finds_the_own_drafts(client_for, made):
    case = made(draft)
    editor = client_for("editor")
    assert f"/cases/{case}" not in editor.get("/cases").text
    assert f"/cases/{case}" in editor.get("/cases?mine=1&status=draft").text
    assert f"/cases/{case}" not in editor.get("/cases?mine=1&status=published").text
    assert f"/cases/{case}" not in client_for("other_editor").get("/cases?mine=1").text


def test_pages_follow_on(client, actor_for):
    with unit_of_work():
        ids = {published(actor_for("editor"), actor_for("approver"), title=f"事例{n}").id for n in range(23)}
    first = client.get("/cases").text
    more = re.search(r'rel="next" href="([^"]+)"', first)
    assert more
    second = client.get(more[1].replace("&amp;", "&")).text
    seen = [set(re.findall(r"/cases/([a-z0-9]{10})\"", page)) for page in (first, second)]
    assert len(seen[0]) == 20
    assert seen[0] | seen[1] == ids
    assert not seen[0] & seen[1]


@pytest.mark.parametrize("address", ["/cases", "/initiatives", "/services", "/one-stop"])
def test_a_list_asks_the_same_number_of_questions_however_long_it_is(
    client_for, actor_for, counting, address
):
    browser = client_for("editor")
    counts = []
    for _round in range(2):
        with unit_of_work():
            for number in range(8):
                published(actor_for("editor"), actor_for("approver"), title=f"事例{number}")
        browser.get(address)
        with counting() as seen:
            assert browser.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_page_of_a_case_asks_few_questions(client_for, made, counting):
    case = made(published)
    with counting() as seen:
        assert client_for("editor").get(f"/cases/{case}").status_code == 200
    assert len(seen) <= 24


def test_markup_of_a_case_is_harmless(client, made):
    case = made(
        published,
        title="<script>alert(1)</script>",
        problem="<b>x</b>",
        body="<img src=x onerror=alert(1)>\n\n[a](javascript:alert(1))",
    )
    page = client.get(f"/cases/{case}").text
    assert "<script>alert" not in page
    assert "onerror" not in page
    assert "javascript:alert" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


@pytest.mark.parametrize(
    "address", ["/cases", "/services", "/services/fs-line", "/one-stop", "/initiatives", "/initiatives/16"]
)
def test_pages_speak_english(client, address):
    page = client.get(address, headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert '<html lang="en">' in page.text
    heading = re.search(r"<title>([^|<]*)\|", page.text)[1]
    if address not in {"/services/fs-line", "/initiatives/16"}:
        assert heading.isascii()


def test_an_unknown_case_and_a_hidden_one_answer_alike(client, made):
    hidden, unknown = client.get(f"/cases/{made(draft)}"), client.get("/cases/nosuchcase")
    assert hidden.status_code == unknown.status_code == 404
    strip = re.compile(r'(name="csrf[^>]*|value="[^"]*"|content="[^"]*"|next=[^"]*")')
    assert strip.sub("", hidden.text) == strip.sub("", unknown.text)


def test_status_of_what_a_step_made(actor_for, client_for):
    with unit_of_work():
        case = draft(actor_for("editor"), problem="").id
    editor = client_for("editor")
    assert editor.post(f"/cases/{case}/submit").status_code == 422
    assert editor.post(f"/cases/{case}/recall").status_code == 409
    assert editor.post(f"/cases/{case}/nosuchstep").status_code == 404
    assert editor.get(f"/cases/{case}/submit").status_code == 405
    with unit_of_work(writes=False):
        assert session.get_one(CaseStudy, case).status == Status.DRAFT
    assert written().title


def test_an_organisation_shows_its_cases(client, made):
    shown, hidden = made(published), made(published, visibility="municipalities")
    page = client.get("/organisations/272035").text
    assert f"/cases/{shown}" in page
    assert f"/cases/{hidden}" not in page


@pytest.mark.parametrize("address", ["/cases/new", "edit"])
def test_the_text_can_be_seen_before_it_is_saved_without_any_script(client_for, made, address):
    editor = client_for("editor")
    if address == "edit":
        address = f"/cases/{made(draft)}/edit"
    shown = editor.post(address, data={**TYPED, "body": "**太い** <script>alert(1)</script>", "preview": "1"})
    assert shown.status_code == 200
    assert "<strong>太い</strong>" in shown.text
    assert "<script>alert" not in shown.text
    assert editor.post(address, data={**TYPED, "title": "", "preview": "1"}).status_code == 422
    assert "太い" not in editor.get("/cases?mine=1").text
    with unit_of_work(writes=False):
        assert session.query(CaseStudy).count() == (0 if address == "/cases/new" else 1)
