"""The pages: the workbook down and up, section by section in the browser, and the comparison with its files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from govtech.compliance.opened import LARGEST
from govtech.compliance.sheets import LIST, WHO, WHO_ROWS
from govtech.core.db import session, unit_of_work
from govtech.specifications.models import SpecTemplate
from tests import people
from tests.compliance.desk import NUMBERS, agreed, begun, called, got, reply, submitted

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def fixed(app: Any, frozen: Any) -> str:
    """A specification that companies are asked about."""
    made = agreed()
    called(made)
    return made


def filled(content: bytes, **cells: object) -> bytes:
    """The workbook after a company typed into it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for address, value in cells.items():
        book[LIST][address] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_company_answers_in_excel_corrects_on_the_page_and_hands_in(
    client_for: Browser, fixed: str
) -> None:
    company = client_for("company")
    page = company.get(f"/specifications/{fixed}").text
    assert f"/specifications/{fixed}/answer" in page
    sent = company.post(f"/specifications/{fixed}/answer", data={"solution": "見本の製品"})
    address = sent.headers["Location"]
    assert company.get(f"/specifications/{fixed}/answer").headers["Location"] == address
    book = company.get(f"{address}.xlsx").data
    typed = filled(book, H6="○", H7="△", H8="◎")
    file = {"file": (io.BytesIO(typed), "回答.xlsx")}
    assert company.post(f"{address}/file", data=file, content_type="multipart/form-data").status_code == 303
    shown = company.get(address).text
    assert "要件一覧!H8" in shown
    assert "◎ → ○" in shown
    assert company.post(f"{address}/submit").status_code == 422
    form = {f"mark-{key}": "○" for key in NUMBERS} | {"mark-X-2": "△", "remark-X-2": "<b>別</b>の方法"}
    assert company.post(f"{address}/items/1", data=form | {"cost-X-1": "約三万"}).status_code == 422
    began = company.get(f"{address}/items/1").text.partition('name="began" value="')[2][:16]
    saved = company.post(f"{address}/items/1", data=form | {"cost-X-1": "３０,０００円", "began": began})
    assert saved.status_code == 303
    assert "要件一覧!H8" not in company.get(address).text, "settled on the page"
    assert company.post(f"{address}/submit").status_code == 303
    assert client_for("other_company").get(address).status_code == 404
    town = client_for("editor").get(address).text
    assert "&lt;b&gt;別&lt;/b&gt;の方法" in town
    assert "30,000円" in town


def test_a_mistyped_year_of_the_deadline_is_said(client_for: Browser, fixed: str) -> None:
    answer = client_for("approver").post(f"/specifications/{fixed}/call", data={"closes_at": "9999-12-31"})
    assert "期限は2年以内の日時にしてください。" in answer.text


def test_files_that_are_none_are_refused_on_the_page(client_for: Browser, fixed: str) -> None:
    company, made = client_for("company"), reply(fixed)
    for content, name in ((b"x", "a.xlsx"), (b"x", "a.xls"), (b"", "")):
        file = {"file": (io.BytesIO(content), name)}
        sent = company.post(f"/replies/{made}/file", data=file, content_type="multipart/form-data")
        assert sent.status_code == 422


def test_too_late_keeps_what_was_typed_on_the_page(client_for: Browser, fixed: str, frozen: Any) -> None:
    company, made = client_for("company"), reply(fixed)
    frozen.move(days=11)
    company = client_for("company")
    sent = company.post(f"/replies/{made}/items/1", data={"remark-X-1": "あと少しだった"})
    assert sent.status_code == 409
    assert "あと少しだった" in sent.text
    assert not got(made).answers


def test_both_texts_are_shown_when_somebody_else_was_faster(client_for: Browser, fixed: str) -> None:
    made = reply(fixed)
    address = f"/replies/{made}/items/1"
    one, other = client_for("company"), client_for("company_admin")
    began = other.get(address).text.partition('name="began" value="')[2][:16]
    one.post(address, data={"mark-X-1": "○", "remark-X-1": "先の文", "began": began})
    sent = other.post(address, data={"mark-X-1": "△", "remark-X-1": "後の文", "began": began})
    assert sent.status_code == 409
    assert "先の文" in sent.text
    assert "後の文" in sent.text


def test_the_comparison_and_its_files_run_nothing_and_ask_the_same_however_many_answer(
    client_for: Browser, fixed: str, counting: Any
) -> None:
    submitted(fixed)
    town = client_for("editor")
    with counting() as one:
        town.get(f"/specifications/{fixed}/answers")
    for who in ("other_company", "group"):
        submitted(fixed, who, X_1="unmet")
    made = reply(fixed, "company")
    company = client_for("company")
    company.post(
        f"/replies/{made}/items/1",
        data={f"mark-{key}": "×" for key in NUMBERS} | {f"remark-{key}": "=HYPERLINK(1)" for key in NUMBERS},
    )
    company.post(f"/replies/{made}/submit")
    with counting() as three:
        page = town.get(f"/specifications/{fixed}/answers?remarks=1&only=unmet").text
    assert len(three) == len(one)
    assert "満たす企業が1社以下の要件が1件あります" in page
    assert "=HYPERLINK(1)" in page
    table = town.get(f"/specifications/{fixed}/answers.csv")
    assert table.content_type == "text/csv; charset=utf-8"
    text = table.get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows] == ["番号", *NUMBERS]
    assert sum(cell == "'=HYPERLINK(1)" for row in rows for cell in row) == 3
    book = openpyxl.load_workbook(io.BytesIO(town.get(f"/specifications/{fixed}/answers.xlsx").data))
    assert not [one for row in book.worksheets[0].iter_rows() for one in row if one.data_type == "f"]
    assert client_for("company").get(f"/specifications/{fixed}/answers").status_code == 403
    assert client_for("visitor").get(f"/specifications/{fixed}/answers").status_code == 303


def test_how_binding_an_item_is_is_said_in_the_readers_language(client_for: Browser, fixed: str) -> None:
    submitted(fixed)
    made = reply(fixed, "company")
    for page, who in (
        ("answers", "editor"),
        (f"/replies/{made}", "company"),
        (f"/replies/{made}/items/1", "company"),
    ):
        address = page if page.startswith("/") else f"/specifications/{fixed}/{page}"
        shown = client_for(who).get(f"{address}?lang=en").text
        assert "Mandatory" in shown
        assert "必須" not in shown


def test_anybody_takes_the_empty_workbook_of_what_is_public(client_for: Browser, fixed: str) -> None:
    visitor, draft = client_for("visitor"), begun()
    book = openpyxl.load_workbook(
        io.BytesIO(visitor.get(f"/specifications/{fixed}/requirements.xlsx").data), read_only=True
    )
    assert [row[0].value for row in book[LIST].iter_rows(min_row=6)] == list(NUMBERS)
    assert visitor.get(f"/specifications/{draft}/requirements.xlsx").status_code == 404
    slug = session.query(SpecTemplate.slug).first()[0]
    page = visitor.get(f"/templates/{slug}").text
    assert f"/templates/{slug}/requirements.xlsx" in page
    assert visitor.get(f"/templates/{slug}/requirements.xlsx").data.startswith(b"PK")


def test_a_kept_pdf_is_for_those_who_may_read_the_text(client_for: Browser, app: Any, frozen: Any) -> None:
    draft = begun()
    town = client_for("editor")
    first = town.get(f"/specifications/{draft}/file.pdf")
    again = town.get(f"/specifications/{draft}/file.pdf", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert town.get(f"/specifications/{draft}/file.pdf").data == first.data
    for who in ("visitor", "company", "other_editor"):
        known = {"If-None-Match": first.headers["ETag"]}
        assert client_for(who).get(f"/specifications/{draft}/file.pdf", headers=known).status_code == 404


def test_what_came_by_mail(client_for: Browser, fixed: str) -> None:
    town = client_for("editor")
    sent = town.post(f"/specifications/{fixed}/answers/new", data={"company": "登録のない会社"})
    address = sent.headers["Location"]
    assert "登録のない会社" in town.get(f"/specifications/{fixed}/answers").text
    town.post(f"{address}/items/1", data={"mark-X-1": "○"})
    assert town.post(f"{address}/submit").status_code == 303
    people.user("other_editor")
    assert client_for("other_editor").get(address).status_code == 404
    with unit_of_work(writes=False):
        assert got(address.rpartition("/")[2]).handed_in["X-1"]["mark"] == "met"


def test_companies_find_what_they_are_asked_and_what_they_left_unfinished(
    client_for: Browser, app: Any, frozen: Any
) -> None:
    draft = begun()
    called(draft)
    company = client_for("company")
    assert f"/specifications/{draft}/answer" in company.get("/replies").text
    assert company.get(f"/specifications/{draft}").status_code == 404
    assert company.get(f"/specifications/{draft}/answer").status_code == 200
    made = reply(draft)
    assert f"/specifications/{draft}/answer" not in company.get("/replies").text
    assert f"/replies/{made}" in company.get("/").text
    assert f"/replies/{made}" not in client_for("other_company").get("/").text
    submitted(draft)
    assert f"/replies/{made}" not in company.get("/").text


def test_the_workbook_of_another_company_is_asked_about_first(client_for: Browser, fixed: str) -> None:
    company, made = client_for("company"), reply(fixed)
    address = f"/replies/{made}"
    book = openpyxl.load_workbook(io.BytesIO(company.get(f"{address}.xlsx").data))
    book[WHO].cell(WHO_ROWS["company"], 2).value = "ほかの会社"
    book[LIST]["H6"] = "×"
    target = io.BytesIO()
    book.save(target)
    box = 'name="of_others"'
    assert box not in company.get(address).text

    def send(**more: str) -> Any:
        file = {"file": (io.BytesIO(target.getvalue()), "回答.xlsx"), **more}
        return company.post(f"{address}/file", data=file, content_type="multipart/form-data")

    refused = send()
    assert (refused.status_code, box in refused.text, "ほかの会社" in refused.text) == (422, True, True)
    with unit_of_work(writes=False):
        assert got(made).answers == {}
    assert send(of_others="y").status_code == 303
    with unit_of_work(writes=False):
        assert got(made).answers["X-1"]["mark"] == "unmet"


def test_a_file_that_is_too_large_leads_back_to_the_page_it_was_sent_from(
    app: Any, client_for: Browser, fixed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    company, made = client_for("company"), reply(fixed)
    assert f'data-limit="{LARGEST}"' in company.get(f"/replies/{made}").text
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100_000)
    file = {"file": (io.BytesIO(b"x" * 200_000), "回答.xlsx")}
    sent = company.post(f"/replies/{made}/file", data=file, content_type="multipart/form-data")
    assert (sent.status_code, f'href="/replies/{made}"' in sent.text) == (413, True)
