"""Reading jGrants records: both forms of moments, every trap seen in real ones, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtech.core.clock import to_jst
from govtech.core.errors import Invalid
from govtech.subsidies import jgrants
from govtech.subsidies.areas import AREAS
from tests.subsidies.fixtures import ERROR, answer, detail_v1, detail_v2, list_record, moments, window


@given(moments)
def test_moment_of_a_list_reads_back(moment):
    written = moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
    assert jgrants.moment(written) == moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@given(moments)
def test_moment_of_version_2_reads_back(moment):
    assert jgrants.moment(moment.strftime("%Y-%m-%dT%H:%MZ")) == moment.replace(second=0, microsecond=0)


@given(moments, st.integers(-12, 14))
def test_moment_with_an_offset_is_the_same_moment(moment, hours):
    local = moment.replace(microsecond=0)
    sign = "-" if hours < 0 else "+"
    written = (local + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S") + f"{sign}{abs(hours):02}:00"
    assert jgrants.moment(written) == local


def test_a_deadline_is_not_shifted_by_a_day():
    found = jgrants.moment("2027-01-21T14:59:00.000Z")
    assert found is not None
    assert to_jst(found).isoformat() == "2027-01-21T23:59:00+09:00"


@pytest.mark.parametrize(
    "value",
    [
        "2027-01-21T14:59:00.000",
        "2027-01-21",
        "2027/01/21 14:59",
        "来月末",
        20270121,
        True,
        "9999-12-31T23:59:59.000Z",
        "0001-01-01T00:00:00Z",
        "2027-02-30T00:00Z",
        "2027-01-21T14:59:00.000Z\0x",
    ],
)
def test_moment_that_cannot_be_right_is_refused(value):
    with pytest.raises(Invalid, match="日時"):
        jgrants.moment(value, "acceptance_end_datetime")


def test_list_record():
    record = jgrants.read(list_record())
    assert record.source_id == "a0W5h00000GMgXBEA1"
    assert record.values == {
        "title": "［第十回］事業再構築補助金（交付申請等）",
        "ceiling": 500000000,
        "employees": "従業員数の制約なし",
    }
    assert record.windows == (
        {
            "areas": ("全国",),
            "opens_at": datetime(2026, 9, 22, 9, tzinfo=UTC),
            "closes_at": datetime(2027, 1, 21, 14, 59, tzinfo=UTC),
        },
    )


def test_detail_of_version_1():
    record = jgrants.read(detail_v1())
    assert record.values["industries"] == ["情報通信業", "教育、学習支援業"]
    assert record.values["documents"] == ["公募要領.pdf", "交付要綱.pdf", "申請様式.pdf"]
    assert record.values["scheme"] == "小規模事業者生産性向上支援事業"
    assert record.values["online"] is True
    assert record.values["repeatable"] is False
    assert record.windows[0]["areas"] == ("東京都", "大阪府")
    assert record.windows[0]["project_deadline"] == datetime(2027, 7, 31, 15, tzinfo=UTC)


def test_detail_of_version_2():
    record = jgrants.read(detail_v2(window(), window(id="a0GBE000005RJTW2A5", fiscal_year_round="第55回")))
    assert record.values["grant_type"] == "一般型"
    assert [part["source_id"] for part in record.windows] == ["a0GBE000005RJTW2A4", "a0GBE000005RJTW2A5"]
    assert record.windows[1]["round"] == "第55回"
    assert record.windows[0]["closes_at"] == datetime(2027, 3, 21, 15, tzinfo=UTC)


@pytest.mark.parametrize("limit", [0, None, "", "0"])
def test_no_ceiling_is_stated(limit):
    assert jgrants.read(list_record(subsidy_max_limit=limit)).values.get("ceiling") is None


@pytest.mark.parametrize(
    ("limit", "yen"), [(999999999999999, 999999999999999), ("3000000", 3000000), (1.0, 1), (1e6, 1000000)]
)
def test_ceiling_in_any_form_of_a_whole_number(limit, yen):
    assert jgrants.read(list_record(subsidy_max_limit=limit)).values["ceiling"] == yen


def test_null_says_nothing():
    record = jgrants.read(
        list_record(target_area_search=None, target_number_of_employees=None, institution_name=None)
    )
    assert set(record.values) == {"title", "ceiling"}
    assert "areas" not in record.windows[0]


def test_original_text_is_kept():
    title = "⾼度な　ＤＸ推進\t補助金㈱"
    assert jgrants.read(list_record(title=title)).values["title"] == title


def test_all_areas_of_the_snapshot_form_are_known():
    named = " / ".join(AREAS)
    assert jgrants.read(list_record(target_area_search=named)).windows[0]["areas"] == AREAS


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": ""}, "「id」がありません"),
        ({"id": None}, "「id」がありません"),
        ({"title": ""}, "「title」がありません"),
        ({"title": None}, "「title」がありません"),
        ({"title": ["x"]}, "「title」が文字ではありません"),
        ({"title": "長" * 256}, "255文字"),
        ({"subsidy_max_limit": -1}, "金額"),
        ({"subsidy_max_limit": 1.5}, "金額"),
        ({"subsidy_max_limit": float("nan")}, "金額"),
        ({"subsidy_max_limit": float("inf")}, "金額"),
        ({"subsidy_max_limit": 10**30}, "金額"),
        ({"subsidy_max_limit": "たくさん"}, "金額"),
        ({"subsidy_max_limit": True}, "金額"),
        ({"acceptance_end_datetime": "2026-01-01T00:00:00.000Z"}, "受付締切が受付開始より前"),
        ({"acceptance_end_datetime": "明日"}, "日時「明日」を読めません"),
        ({"target_area_search": "全国 / 火星"}, "「火星」は対象地域の名前ではありません"),
        ({"request_reception_presence": "多分"}, "「有」か「無」"),
        ({"is_enable_multiple_request": "yes"}, "trueかfalse"),
        ({"front_subsidy_detail_page_url": "javascript:alert(1)"}, "アドレス"),
        ({"application_form": "申請様式.pdf"}, "一覧ではありません"),
        ({"workflow": "第1回"}, "一覧ではありません"),
        ({"workflow": [window(id="")]}, "番号がない"),
        ({"workflow": [window(), window()]}, "重なっています"),
        ({"workflow": [window(acceptance_end_datetime="2020-01-01T00:00Z")]}, "受付締切が受付開始より前"),
        ({"detail": "長" * 200_001}, "200000文字"),
    ],
)
def test_record_with_a_wrong_part_is_refused_with_the_reason(changes, reason):
    with pytest.raises(Invalid, match=reason):
        jgrants.read(list_record(**changes))


@pytest.mark.parametrize("raw", [None, "x", 1, [], True])
def test_what_is_no_record_is_refused(raw):
    with pytest.raises(Invalid, match="補助金の情報ではありません"):
        jgrants.read(raw)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (ERROR, "エラー応答です（E-ML-9999 Internal Server Error）"),
        (b"", "JSONとして読めません"),
        (b"<html>", "JSONとして読めません"),
        (b"\xff\xfe", "JSONとして読めません"),
        (b"[" * 100_000, "JSONとして読めません"),
        (b"[]", "result"),
        (b'{"result": {}}', "result"),
        (b"null", "result"),
        (b'{"result": ' + b"9" * 5000 + b"}", "JSONとして読めません"),
    ],
)
def test_file_that_is_no_answer_is_refused(content, reason):
    with pytest.raises(Invalid, match=reason):
        jgrants.documents(content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.sampled_from([*jgrants.FIELDS, *jgrants.WINDOW_FIELDS, *jgrants.DOCUMENTS, "id", "workflow"]),
    json_values,
)
def test_any_value_in_any_field_is_taken_or_refused(key, value):
    try:
        taken: object = jgrants.read({**detail_v1(), key: value}).source_id
    except Invalid as error:
        taken = error.message
    assert taken


def test_documents_of_an_answer():
    assert jgrants.documents(answer({"id": "1"}, {"id": "2"})) == [{"id": "1"}, {"id": "2"}]
