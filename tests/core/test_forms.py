"""What people type is read as they meant it, or refused beside the field with what they typed kept."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from govtech.core import clock
from govtech.core.errors import Conflict, Invalid
from govtech.core.forms import (
    Area,
    Choice,
    Choices,
    Day,
    Form,
    Markdown,
    Moment,
    Number,
    Text,
    Version,
    Yen,
    longest,
    required,
    within_two_years,
)


class Sample(Form):
    class Meta:
        csrf = False

    title = Text("件名", [required("件名を入力してください。"), longest(20)])
    body = Area("本文")
    people = Number("人数", highest=3_000_000)
    price = Yen("予算")
    day = Day("日")
    until = Moment("締切")
    kind = Choice("種類", choices=[("a", "甲"), ("b", "乙")])
    tags = Choices("タグ", choices=[("1", "一"), ("2", "二")])
    version = Version()


@dataclass(frozen=True)
class SampleData:
    title: str
    people: int | None
    tags: tuple[str, ...]


@pytest.fixture(scope="module")
def flask_app():
    return Flask(__name__)


@pytest.fixture
def typed(flask_app):
    def make(**values):
        with flask_app.test_request_context("/", method="POST"):
            form = Sample(MultiDict({"title": "件名", **values}))
            form.accepted = form.validate()
            return form

    return make


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,200", 1200), ("１２００", 1200), (" 1 200円", 1200), ("¥３，０００", 3000), ("0", 0)],
)
def test_numbers_as_people_type_them(typed, text, number):
    form = typed(people=text)
    assert form.accepted, form.errors
    assert form.people.data == number


@pytest.mark.parametrize("text", ["たくさん", "1.5", "-1", "9999999999999999999999", "３百", "1e5", "٣"])
def test_what_is_no_number_is_refused_and_kept(typed, text):
    form = typed(people=text)
    assert not form.accepted
    assert form.people.errors
    assert form.people._value() == text


@pytest.mark.parametrize("text", ["2026-12-01", "2026/12/1", "２０２６年１２月１日", "2026－12－01"])
def test_days_as_people_type_them(typed, text):
    assert typed(day=text).day.data == date(2026, 12, 1)


@pytest.mark.parametrize("text", ["2026-02-30", "明日", "12/1", "0000-01-01", "99999-1-1"])
def test_what_is_no_day_is_refused_and_kept(typed, text):
    form = typed(day=text)
    assert not form.accepted
    assert form.day._value() == text


def test_a_moment_is_japan_time_and_ends_with_the_day(typed):
    assert typed(until="2026-12-01").until.data == datetime(2026, 12, 1, 14, 59, tzinfo=UTC)
    assert typed(**{"until": "2026-12-01", "until-time": "17:00"}).until.data == datetime(
        2026, 12, 1, 8, tzinfo=UTC
    )
    assert typed(**{"until": "2026-12-01", "until-time": "１７時"}).until.data == datetime(
        2026, 12, 1, 8, tzinfo=UTC
    )
    form = typed(**{"until": "2026-12-01", "until-time": "25:99"})
    assert not form.accepted
    assert form.until.parts == ("2026-12-01", "25:99")
    assert not typed(**{"until": "", "until-time": "17:00"}).accepted


def test_only_what_is_offered(typed):
    assert typed(kind="a").kind.data == "a"
    assert not typed(kind="z").accepted
    assert not typed(tags="9").accepted


def test_missing_and_too_long(typed):
    form = typed(title="  ")
    assert form.all_errors == [("title", "件名を入力してください。")]
    assert "現在21文字" in typed(title="あ" * 21).title.errors[0]


def test_hand_over_is_frozen_and_complete(flask_app, typed):
    form = typed(people="5", tags="1")
    assert form.hand_over(SampleData) == SampleData("件名", 5, ("1",))


def test_what_a_service_refuses_lands_beside_its_field(typed):
    form = typed()
    with form.catching():
        raise Invalid("高すぎます。", field="price")
    form.refuse(Invalid("全体の誤り。"))
    assert form.all_errors == [(None, "全体の誤り。"), ("price", "高すぎます。")]
    with pytest.raises(Conflict), form.catching():
        raise Conflict


@pytest.mark.parametrize("text", ["", "abc", "-1", "１", "999999999999"])
def test_a_version_that_never_was(typed, text):
    assert typed(version=text).version.data in {-1, None}


@given(st.text(max_size=60))
def test_no_text_breaks_a_form(text):
    app = Flask(__name__)
    with app.test_request_context("/", method="POST"):
        values = dict.fromkeys(
            ["title", "body", "people", "price", "day", "until", "until-time", "kind", "tags"], text
        )
        form = Sample(MultiDict(values))
        form.validate()
        assert all(isinstance(message, str) for _field, message in form.all_errors)


def test_a_moment_before_the_first_year_is_refused_and_kept(typed):
    form = typed(until="0001-01-01", **{"until-time": "00:00"})
    assert not form.accepted
    assert form.until.parts == ("0001-01-01", "00:00")


class Deadline(Form):
    class Meta:
        csrf = False

    until = Moment("締切", [within_two_years])


@pytest.mark.parametrize(
    ("day", "stands", "accepted"),
    [
        ("9999-12-31", None, False),
        ("2028-12-03", None, False),
        ("2028-12-01", None, True),
        ("2020-01-01", None, True),  # whether it has passed is for the service to say
        ("9999-12-31", clock.end_of_day_jst(date(9999, 12, 31)), True),
        ("9998-12-31", clock.end_of_day_jst(date(9999, 12, 31)), False),
        ("", None, True),
    ],
)
def test_a_mistyped_year_is_said_unless_it_stands_already(flask_app, day, stands, accepted):
    noon = datetime(2026, 12, 1, 3, tzinfo=UTC)
    with flask_app.test_request_context("/", method="POST"), clock.at(noon):
        form = Deadline(MultiDict({"until": day}), data={"until": stands})
        assert form.validate() is accepted
        assert bool(form.until.errors) is not accepted


def test_a_text_that_is_too_long_is_told_so_once(app: Flask) -> None:
    class BodyForm(Form):
        body = Markdown("本文", [longest(50_000)])

    with app.test_request_context():
        form = BodyForm(MultiDict({"body": "字" * 50_001}), meta={"csrf": False})
        assert not form.validate()
        assert form.body.errors == ["50000文字以内で入力してください（現在50001文字）。"]
