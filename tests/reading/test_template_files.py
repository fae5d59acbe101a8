"""A standard template as Word and PDF, with the values of the address, and the ways to them on its pages."""

from __future__ import annotations

import io
from typing import Any

from docx import Document

from govtech.config import ROOT
from govtech.documents import typst_writer
from govtech.reading.publishing import document
from govtech.specifications import template_reading
from govtech.specifications.template_text import values_for


def test_a_template_is_handed_out_as_word_with_the_values_of_the_address(database: Any, client: Any) -> None:
    answer = client.get("/templates/e-application.docx?participants=17&lead_body=見本市")
    assert answer.status_code == 200
    assert "filename" in answer.headers["Content-Disposition"]
    read = Document(io.BytesIO(answer.data))
    words = "\n".join(paragraph.text for paragraph in read.paragraphs)
    assert "見本市（以下「代表団体」という。）" in words
    assert "17団体" in words
    cells = {cell.text for table in read.tables for cell in table._cells}
    assert "EA-101" in cells
    assert client.get("/templates/e-application.docx?participants=多い").status_code == 422
    assert client.get("/templates/nowhere.docx").status_code == 404


def test_the_pages_of_a_template_lead_to_its_files_and_to_a_joint_specification(
    database: Any, client: Any, client_for: Any
) -> None:
    shown = client.get("/templates/rpa").get_data(as_text=True)
    assert 'href="/templates/rpa.docx"' in shown
    assert 'href="/templates/rpa.pdf"' in shown
    assert "/specifications/new?template=" not in shown
    on = client.get("/templates/rpa.md?participants=17&docx=1")
    assert (on.status_code, on.location) == (303, "/templates/rpa.docx?participants=17")
    assert "このひな形から共同仕様書を作る" in client_for("approver").get("/templates/rpa").get_data(
        as_text=True
    )


def test_the_facts_of_a_title_page_are_set_and_not_printed_as_code() -> None:
    template = template_reading.load(ROOT / "spec_templates" / "rpa")
    made = document(template, values_for(template, {}), subtitle="ひな形", facts=[("版", "第1.2版")])
    before = typst_writer.source(made).partition('"第1.2版"')[0].rpartition("\n")[2]
    assert before.strip().startswith("#grid(")
