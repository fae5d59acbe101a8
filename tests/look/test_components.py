"""The parts that pages are put together from: labels, errors, marks, nothing inline, words for everything drawn."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from govtech.core import clock
from govtech.core.diff import Change
from govtech.core.forms import (
    Area,
    Check,
    Choice,
    Choices,
    Day,
    Form,
    Markdown,
    Moment,
    Number,
    Text,
    Upload,
    Version,
    Yen,
    longest,
    required,
)
from govtech.core.paging import Page
from govtech.core.words import use_locale
from tests.look.stage import ROOT

IMPORTS = '{% import "components/ui.html" as ui %}{% import "components/forms.html" as forms %}'
VOID = {"input", "br", "meta", "link", "img", "hr", "path", "rect", "circle"}
PAIRS = [("network", "LGWAN"), ("internet", "インターネット")]


class Sample(Form):
    """One field of every sort."""

    class Meta:
        csrf = False

    title = Text("件名", [required("件名を入力してください。"), longest(10)], help="例：粗大ごみの申込")
    text = Area("困りごと", [longest(20)])
    body = Markdown("本文", [required("本文を入力してください。")])
    people = Number("人口", unit="人")
    budget = Yen("予算")
    day = Day("開始日")
    closes = Moment("締切", [required("締切を入力してください。")])
    network = Choice("ネットワーク", choices=PAIRS)
    where = Choice("場所", choices=PAIRS, radio=True)
    wanted = Choices("求めること", [required("一つ以上選んでください。")], choices=PAIRS)
    agreed = Check("確認しました", [required("確認が要ります。")])
    file = Upload("添付")
    version = Version(default="3")


class Drawn(HTMLParser):
    """Elements with their attributes, and whether tags close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        """Attributes of the elements with these names."""
        return [attributes for tag, attributes in self.elements if tag in tags]

    def by_id(self, id_: str) -> dict[str, str | None]:
        """The one element with this id."""
        (found,) = [attributes for _tag, attributes in self.elements if attributes.get("id") == id_]
        return found


def draw(source: str, **context: object) -> str:
    """The HTML of a piece of template."""
    return render_template_string(IMPORTS + source, **context)


@pytest.fixture
def wrong(stage: Flask) -> Form:
    """The form as it comes back with mistakes."""
    with stage.test_request_context("/", method="POST"):
        form = Sample(MultiDict({"title": "あ" * 11, "day": "あした", "people": "たくさん"}))
        form.validate()
        return form


@pytest.mark.parametrize(
    "name", [name for name in vars(Sample) if hasattr(getattr(Sample, name), "field_class")]
)
def test_fields_have_labels_and_ids_that_exist(request_context: Flask, wrong: Form, name: str) -> None:
    for form in (Sample(), wrong):
        page = Drawn(draw("{{ forms.field(field) }}", field=form[name]))
        targets = {label["for"] for label in page.all("label")}
        for control in page.all("input", "textarea", "select"):
            assert (
                control["type"] == "hidden"
                if "type" in control and name == "version"
                else control["id"] in targets
            )
        ids = [element["id"] for _tag, element in page.elements if element.get("id")]
        assert len(ids) == len(set(ids))
        for _tag, element in page.elements:
            for target in (element.get("aria-describedby") or "").split():
                assert target in ids


@pytest.mark.parametrize("name", ["title", "body", "people", "day", "closes", "wanted", "agreed"])
def test_errors_are_tied_to_their_fields(request_context: Flask, wrong: Form, name: str) -> None:
    html = draw("{{ forms.field(field) }}", field=wrong[name])
    page = Drawn(html)
    assert wrong[name].errors
    assert wrong[name].errors[0] in html
    assert page.by_id(f"{wrong[name].id}-error")
    described = [
        a
        for a in page.all("input", "textarea", "fieldset")
        if f"{wrong[name].id}-error" in (a.get("aria-describedby") or "")
    ]
    assert described
    assert any(a.get("aria-invalid") == "true" for a in page.all("input", "textarea"))


def test_summary_links_to_fields_that_exist(request_context: Flask, wrong: Form) -> None:
    wrong.form_errors.append("全体の誤り")
    page = Drawn(draw("{{ forms.summary(form) }}{{ forms.fields(form) }}", form=wrong))
    links = [a["href"] for a in page.all("a") if (a.get("href") or "").startswith("#")]
    assert len(links) == len([row for row in wrong.all_errors if row[0]])
    for link in links:
        assert page.by_id(str(link)[1:])
    assert page.by_id("error-summary")["role"] == "alert"
    assert "全体の誤り" in draw("{{ forms.summary(form) }}", form=wrong)


def test_no_summary_without_errors(request_context: Flask) -> None:
    assert draw("{{ forms.summary(form) }}", form=Sample()).strip() == ""


def test_what_was_typed_stays(request_context: Flask, wrong: Form) -> None:
    assert f'value="{"あ" * 11}"' in draw("{{ forms.field(f) }}", f=wrong.title)
    assert 'value="たくさん"' in draw("{{ forms.field(f) }}", f=wrong.people)
    day = Drawn(draw("{{ forms.field(f) }}", f=wrong.day)).by_id("day")
    assert (day["type"], day["value"]) == ("text", "あした")


def test_required_and_optional_are_said_in_words(request_context: Flask) -> None:
    assert "※必須" in draw("{{ forms.field(f) }}", f=Sample().title)
    assert "※任意" in draw("{{ forms.field(f) }}", f=Sample().text)
    with use_locale("en"):
        assert "(required)" in draw("{{ forms.field(f) }}", f=Sample().title)


def test_limits_are_said_and_counted(request_context: Flask) -> None:
    html = draw("{{ forms.field(f) }}", f=Sample().text)
    assert "20文字以内" in html
    assert 'data-limit="20"' in html
    assert "%(n)s" in html


def test_form_element(request_context: Flask) -> None:
    page = Drawn(
        draw(
            '{{ forms.begin("/x", upload=True) }}{{ forms.buttons("保存する", "/back", [("go", "1", "送る")]) }}{{ forms.end() }}'
        )
    )
    (form,) = page.all("form")
    assert (form["method"], form["action"], form["enctype"]) == ("post", "/x", "multipart/form-data")
    assert "novalidate" in form
    assert [a for a in page.all("input") if a["name"] == "csrf_token" and a["value"]]


def test_action_carries_its_token_fields_and_question(request_context: Flask) -> None:
    html = draw(
        '{{ forms.action("/x", "取り下げる", kind="danger", confirm="元に戻せません。", fields={"version": 3}) }}'
    )
    page = Drawn(html)
    assert page.all("form")[0]["data-confirm"] == "元に戻せません。"
    assert {a["name"] for a in page.all("input")} == {"csrf_token", "version"}
    assert "button-danger" in html


def test_texts_are_escaped(request_context: Flask) -> None:
    evil = '<img src=x onerror="alert(1)">'
    html = draw(
        "{{ ui.row(e, e, [e, (e, e)], excerpt=e, kind=e) }}{{ ui.facts([(e, e)]) }}{{ ui.status(e, e) }}{{ ui.notice('info', e) }}"
        "{{ ui.breadcrumbs([(e, e)]) }}{{ ui.chain([(e, e, e)]) }}{{ ui.redline(c) }}{{ ui.marked([(e, True)]) }}{{ ui.chips([(e, [(e, 1, e, True)])]) }}"
        "{{ ui.table([e], [[e]], e) }}{{ ui.empty(e, e, e) }}{{ forms.action(e, e, confirm=e, fields={e: e}) }}",
        e=evil,
        c=[Change("added", evil)],
    )
    assert "<img" not in html
    assert Drawn(html)


def test_deadline_says_days_left(request_context: Flask) -> None:
    now = clock.now()
    assert "あと3日" in draw("{{ ui.deadline(m) }}", m=now + timedelta(days=3))
    assert "left-soon" in draw("{{ ui.deadline(m) }}", m=now + timedelta(days=3))
    assert "終了" in draw("{{ ui.deadline(m) }}", m=now - timedelta(days=1))
    assert "あと" not in draw("{{ ui.deadline(m) }}", m=now.date())
    assert draw("{{ ui.deadline(none) }}").strip() == ""


@pytest.mark.parametrize("tone", ["open", "wait", "closed", "done", "stop"])
def test_states_are_words_and_shapes_not_colour_alone(request_context: Flask, tone: str) -> None:
    html = draw("{{ ui.status('公開中', tone) }}", tone=tone)
    assert "公開中" in html
    shapes = {
        t: draw("{{ ui.status('', t) }}", t=t).split("<svg")[1]
        for t in ("open", "wait", "closed", "done", "stop")
    }
    assert len(set(shapes.values())) == len(shapes)


def test_steps_name_the_present_one(request_context: Flask) -> None:
    page = Drawn(draw("{{ ui.steps([('下書き', 'done'), ('公開', 'now'), ('締切', 'next')]) }}"))
    assert [a.get("aria-current") for a in page.all("li")] == [None, "step", None]


def test_facts_leave_out_what_is_empty(request_context: Flask) -> None:
    html = draw("{{ ui.facts([('予算', 0), ('人口', none), ('備考', '')]) }}")
    assert "予算" in html
    assert "人口" not in html
    assert "備考" not in html


def test_redline_says_added_and_removed_in_words(request_context: Flask) -> None:
    html = draw(
        "{{ ui.redline(c) }}",
        c=[Change("same", "受付は"), Change("removed", "電話"), Change("added", "画面")],
    )
    assert "［追加］" in html
    assert "［削除］" in html
    assert re.sub(r"<span.*?</span>|<.*?>", "", html).strip() == "受付は電話画面"


def test_history(request_context: Flask) -> None:
    entry = SimpleNamespace(
        at=clock.now(),
        verb="need.published",
        actor_name="大阪 花子",
        organisation_name="豊中市",
        changes={"title": ["旧", "新"]},
    )
    html = draw("{{ ui.history(e, fields={'title': '件名'}) }}", e=[entry])
    assert "公開しました" in html
    assert "件名" in html
    assert "<del>旧</del>" in html
    assert "お知らせ" in draw("{{ ui.history(e, words={'need.published': 'お知らせ'}) }}", e=[entry])
    assert draw("{{ ui.history([]) }}").strip() == ""


def test_pager_keeps_the_address_and_cannot_be_led_astray(stage: Flask) -> None:
    with stage.test_request_context("/needs?area=27&q=a%26b&cursor=old&_scheme=javascript&_external=1"):
        html = draw("{{ ui.pager(page) }}", page=Page([], "next"))
    page = Drawn(html)
    first, following = [a["href"] for a in page.all("a")]
    assert str(first).startswith("/needs?area=27&q=a%26b")
    assert "cursor" not in str(first)
    assert "cursor=next" in str(following)
    with stage.test_request_context("/needs"):
        assert "area=13" in draw("{{ ui.pager(page, 'needs.index', area=13) }}", page=Page([], "next"))
        assert draw("{{ ui.pager(page) }}", page=Page([])).strip() == ""


def test_filters_and_chips_show_what_is_chosen(request_context: Flask) -> None:
    groups = {"種類": [("事例", 12, "/?kind=case", False), ("ニーズ", None, "/", True)]}
    page = Drawn(draw("{{ ui.filters(groups, '/') }}{{ ui.chips(groups, '/') }}", groups=groups))
    assert [a.get("aria-current") for a in page.all("a") if a.get("class") == "filter"] == [None, "true"]
    assert len([a for a in page.all("a") if a.get("class") == "chip"]) == 1


def test_file_link_says_kind_and_size(request_context: Flask) -> None:
    file = SimpleNamespace(name="共同仕様書_v1.docx", size=245_312, url="/files/1")
    assert "DOCX 240KB" in draw("{{ ui.file_link(f) }}", f=file)
    assert 'href="/other"' in draw("{{ ui.file_link(f, '/other') }}", f=file)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_nothing_inline(path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\bsrc=)", source)
