"""Public facts from gBizINFO: what a file says, what would change, what is taken over, and what is refused."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from html import unescape
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from govtech import cli
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Forbidden, Invalid
from govtech.core.identifiers import corporate_check_digit
from govtech.core.policy import SYSTEM
from govtech.organisations import gbizinfo, services
from govtech.organisations.completeness import completeness
from govtech.organisations.facts import facts
from govtech.organisations.models import Organisation

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "corporate_numbers"
OWN = "8700110005901"
OTHER = "1180301018771"
RECORD: dict[str, Any] = {
    "corporate_number": OWN,
    "name": "試験株式会社",
    "kana": "しけん",
    "status": "-",
    "postal_code": "5400008",
    "location": "大阪府大阪市中央区大手前２丁目",
    "representative_name": "代表取締役　　試験　　太郎",
    "capital_stock": 30_000_000,
    "employee_number": 120,
    "company_url": "https://www.example.jp/",
    "date_of_establishment": "2003-05-06",
    "business_summary": "市町村のしくみを作る",
    "update_date": "2026-10-01T00:00:00+09:00",
    "certification": [],
    "patent": [{"title": "x"}],
}
TAKEN = {
    "postal_code": "540-0008",
    "address": "大阪府大阪市中央区大手前２丁目",
    "representative": "代表取締役 試験 太郎",
    "capital_yen": 30_000_000,
    "employees": 120,
    "website": "https://www.example.jp/",
    "founded_on": date(2003, 5, 6),
    "description": "市町村のしくみを作る",
    "kana": "シケン",
}


def written(record: object, *, bom: bool = False) -> bytes:
    return (b"\xef\xbb\xbf" if bom else b"") + json.dumps(record, ensure_ascii=False).encode()


@pytest.fixture
def company(actor_for, frozen):
    """company1 with a corporate number."""
    actor_for("company_admin")
    with unit_of_work():
        session.get_one(Organisation, "company1").corporate_number = OWN


def upload(client, content: bytes, name: str = "a.json"):
    return client.post("/organisations/company1/gbizinfo", data={"file": (io.BytesIO(content), name)})


def carried(answer) -> dict[str, str]:
    """What the preview's form sends along."""
    return {
        name: unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', answer.text)[1])
        for name in ("version", "record")
    }


# ---- what a record says


@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize(
    "wrap", [lambda one: one, lambda one: [one], lambda one: {"hojin-infos": [one], "message": "200 - OK."}]
)
def test_a_record_in_each_form_that_is_handed_out(frozen, bom, wrap):
    (raw,) = gbizinfo.documents(written(wrap(RECORD), bom=bom))
    record = gbizinfo.read(raw)
    assert (record.corporate_number, record.name, record.updated_on) == (
        OWN,
        "試験株式会社",
        date(2026, 10, 1),
    )
    assert dict(record.values) == TAKEN
    assert gbizinfo.read(record.raw) == record


@pytest.mark.parametrize(
    ("name", "number", "facts_of"),
    [
        ("gbizinfo_3011101042092_jig.json", "3011101042092", {"postal_code": "916-0042"}),
        (
            "gbizinfo_1130001011420_nintendo_patents_cut.json",
            "1130001011420",
            {"capital_yen": 10_065_000_000, "employees": 2648},
        ),
    ],
)
def test_real_records(frozen, name, number, facts_of):
    path = SHARED / name
    if not path.is_file():
        pytest.skip("the shared records of gBizINFO are not here")
    record = gbizinfo.read(gbizinfo.documents(path.read_bytes())[0])
    assert record.corporate_number == number
    assert facts_of.items() <= dict(record.values).items()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"corporate_number": "8700110005902"}, "検査数字"),
        ({"corporate_number": 8700110005901}, "文字ではありません"),
        ({"corporate_number": None}, "数字だけ"),
        ({"corporate_number": ["8700110005901"]}, "文字ではありません"),
        ({"status": "閉鎖"}, "閉鎖された法人"),
        ({"close_date": "2020-01-01"}, "閉鎖された法人"),
        ({"capital_stock": -1}, "capital_stock"),
        ({"capital_stock": 1.5}, "capital_stock"),
        ({"capital_stock": True}, "capital_stock"),
        ({"capital_stock": 10**16}, "capital_stock"),
        ({"capital_stock": "一億円"}, "capital_stock"),
        ({"capital_stock": {"yen": 1}}, "capital_stock"),
        ({"employee_number": 10**8}, "employee_number"),
        ({"date_of_establishment": "2026-13-01"}, "date_of_establishment"),
        ({"date_of_establishment": "2026-02-30"}, "date_of_establishment"),
        ({"date_of_establishment": "0001-01-01"}, "date_of_establishment"),
        ({"date_of_establishment": "2027-01-01"}, "先の日付"),
        ({"date_of_establishment": 20030506}, "date_of_establishment"),
        ({"date_of_establishment": "２００３-05-06"}, "date_of_establishment"),
        ({"update_date": "2124-01-01"}, "先の日付"),
        ({"update_date": "2018-07-18T99:00:00+09:00"}, "update_date"),
        ({"company_url": "javascript:alert(1)"}, "company_url"),
        ({"company_url": "https://" + "a" * 300}, "200文字"),
        ({"postal_code": "12345"}, "postal_code"),
        ({"location": "あ" * 201}, "200文字"),
        ({"location": ["大阪"]}, "location"),
        ({"name": {"ja": "x"}}, "name"),
        ({"name": "x" + " " * 1_000_000}, "120文字"),
        ({"status": ["x"] * 1000}, "status"),
        ({"status": "x" * 1000}, "status"),
        ({"representative_name": "x" * 1_000_000}, "120文字"),
    ],
)
def test_what_cannot_be_right_is_refused_with_the_field(frozen, changes, message):
    with pytest.raises(Invalid) as refusal:
        gbizinfo.read({**RECORD, **changes})
    assert message in refusal.value.message
    assert len(refusal.value.message) < 300


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "JSONとして読めません"),
        (b"{", "JSONとして読めません"),
        (b"[" * 100_000, "JSONとして読めません"),
        (b'{"a":' * 50_000, "JSONとして読めません"),
        (b"\xff\xfe{\x00}\x00", "UTF-8"),
        ('{"corporate_number": "株"}'.encode("cp932"), "UTF-8"),
        (b'{"corporate_number": NaN}', "JSONとして読めません"),
        (b'{"corporate_number": ' + b"9" * 5000 + b"}", "JSONとして読めません"),
        (b'{"corporate_number": "1", "corporate_number": "2"}', "2度書かれています"),
        (b"[]", "法人情報ではありません"),
        (b"null", "法人情報ではありません"),
        (b'"x"', "法人情報ではありません"),
        (b'[{"name": "1"}, 5]', "法人情報ではありません"),
        (b'{"hojin-infos": {}}', "法人情報ではありません"),
        (b'{"hojin-infos": null}', "法人情報ではありません"),
        (b" " * (gbizinfo.MAX_BYTES + 1), "大きすぎます"),
    ],
)
def test_hostile_files_are_refused(content, message):
    with pytest.raises(Invalid) as refusal:
        gbizinfo.documents(content)
    assert message in refusal.value.message


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(st.sampled_from(sorted({*RECORD, "close_cause", "representative_position"})), anything)
)
def test_whatever_a_record_holds_it_is_read_or_refused(changes):
    try:
        record = gbizinfo.read({**RECORD, "update_date": "2018-07-18", **changes})
    except Invalid:
        return
    assert len(record.values.get("address", "")) <= 200
    assert 0 <= record.values.get("capital_yen", 0) <= gbizinfo.MAX_YEN
    assert gbizinfo.read(json.loads(json.dumps(dict(record.raw)))) == record


@given(st.text("0123456789", min_size=12, max_size=12))
def test_only_the_right_check_digit_is_taken(body):
    right = corporate_check_digit(body)
    for digit in range(10):
        raw = {**RECORD, "update_date": "2018-07-18", "corporate_number": f"{digit}{body}"}
        if digit == right:
            assert gbizinfo.read(raw).corporate_number == f"{digit}{body}"
        else:
            with pytest.raises(Invalid):
                gbizinfo.read(raw)


# ---- on the profile


def test_a_preview_field_by_field_and_only_what_is_chosen_changes(client_for, company):
    with unit_of_work():
        session.get_one(Organisation, "company1").employees = 100
    admin = client_for("company_admin")
    preview = upload(admin, written(RECORD))
    assert preview.status_code == HTTPStatus.OK
    for words in ("100人", "120人", "30,000,000円", "〒540-0008", "ここでは変わらない項目", "試験株式会社"):
        assert words in preview.text
    with unit_of_work(writes=False):
        assert session.get_one(Organisation, "company1").capital_yen is None
    answer = admin.post(
        "/organisations/company1/gbizinfo/apply",
        data={**carried(preview), "fields": ["capital_yen", "employees"]},
    )
    assert answer.status_code == HTTPStatus.SEE_OTHER
    with unit_of_work(writes=False):
        now = session.get_one(Organisation, "company1")
        assert (now.capital_yen, now.employees, now.address, now.name != "試験株式会社") == (
            30_000_000,
            120,
            "",
            True,
        )
        assert now.gbizinfo_on == date(2026, 10, 1)
    page = admin.get(answer.location).text
    assert "30,000,000円" in page
    assert "gBizINFO（経済産業省）の2026年10月1日" in page
    assert "取り込みました" in page


def test_the_same_file_again_has_nothing_left_to_take(client_for, company):
    admin = client_for("company_admin")
    offered = re.findall(r'name="fields" value="(\w+)"', upload(admin, written(RECORD)).text)
    admin.post(
        "/organisations/company1/gbizinfo/apply",
        data={**carried(upload(admin, written(RECORD))), "fields": offered},
    )
    again = upload(admin, written(RECORD))
    assert again.status_code == HTTPStatus.OK
    assert "取り込める違いはありません" in again.text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (written({**RECORD, "corporate_number": OTHER}), f"自団体の法人番号{OWN}のファイルを選んでください"),
        (written({**RECORD, "status": "閉鎖"}), "閉鎖された法人"),
        (b"{", "JSONとして読めません"),
        (b"", "JSONとして読めません"),
        (b"PK\x03\x04", "JSONとして読めません"),
    ],
)
def test_the_wrong_file_is_refused_clearly(client_for, company, content, message):
    answer = upload(client_for("company_admin"), content)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert message in answer.text
    assert "error-summary" in answer.text


def test_without_a_file_or_a_number_it_says_so(client_for, company):
    admin = client_for("company_admin")
    assert "ファイルを選んでください" in admin.post("/organisations/company1/gbizinfo", data={}).text
    with unit_of_work():
        session.get_one(Organisation, "company1").corporate_number = None
    assert "法人番号が登録されていないため" in admin.get("/organisations/company1/gbizinfo").text
    assert "法人番号が登録されていないため" in upload(admin, written(RECORD)).text


def test_an_older_record_does_not_undo_a_newer_one(client_for, company):
    admin = client_for("company_admin")
    admin.post(
        "/organisations/company1/gbizinfo/apply",
        data={**carried(upload(admin, written(RECORD))), "fields": ["address"]},
    )
    older = upload(admin, written({**RECORD, "update_date": "2025-01-01", "location": "古い所在地"}))
    assert older.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "より古いもの" in older.text


@pytest.mark.parametrize(
    "changes",
    [
        {"record": "{"},
        {"record": "[" * 5000},
        {"record": ""},
        {"record": json.dumps({**RECORD, "corporate_number": OTHER})},
        {"fields": []},
        {"fields": ["name", "status", "id", "corporate_number"]},
        {"version": "0"},
        {"version": "x"},
    ],
)
def test_what_comes_back_altered_changes_nothing(client_for, company, changes):
    admin = client_for("company_admin")
    typed = {**carried(upload(admin, written(RECORD))), "fields": ["address"], **changes}
    answer = admin.post("/organisations/company1/gbizinfo/apply", data=typed)
    assert answer.status_code in {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT}
    with unit_of_work(writes=False):
        now = session.get_one(Organisation, "company1")
        assert (now.address, now.gbizinfo_on, now.corporate_number) == ("", None, OWN)


def test_a_change_in_between_shows_the_differences_again(client_for, company):
    admin = client_for("company_admin")
    typed = {**carried(upload(admin, written(RECORD))), "fields": ["address"]}
    admin.post("/organisations/company1/edit", data={"version": typed["version"], "address": "同僚の所在地"})
    answer = admin.post("/organisations/company1/gbizinfo/apply", data=typed)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "同僚の所在地" in answer.text
    assert "大手前２丁目" in answer.text
    again = admin.post(
        "/organisations/company1/gbizinfo/apply", data={**carried(answer), "fields": ["address"]}
    )
    assert again.status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize("who", ["company", "other_company", "editor", "coordinator", "operator"])
def test_only_the_admins_of_the_organisation_take_over(client_for, company, who):
    browser = client_for(who)
    assert upload(browser, written(RECORD)).status_code == HTTPStatus.FORBIDDEN
    answer = browser.post("/organisations/company1/gbizinfo/apply", data={})
    assert answer.status_code == HTTPStatus.FORBIDDEN


# ---- by the operator


def test_an_import_counts_and_can_be_repeated(company):
    good, changed = ("a.json", written(RECORD)), ("b.json", written({**RECORD, "employee_number": 121}))
    bad = ("c.json", written([{**RECORD, "corporate_number": OTHER}, {**RECORD, "capital_stock": "x"}]))
    counts = []
    for files in ([good, bad], [good], [changed], [changed, changed], [("d.json", b"{")]):
        with unit_of_work():
            report = services.import_gbizinfo(SYSTEM, files)
        counts.append((report.new, report.changed, report.unchanged, len(report.refused)))
    assert counts == [(1, 0, 0, 2), (0, 0, 1, 0), (0, 1, 0, 0), (0, 0, 1, 1), (0, 0, 0, 1)]
    with unit_of_work(writes=False):
        now = session.get_one(Organisation, "company1")
        assert (now.employees, now.address) == (121, TAKEN["address"])


def test_one_bad_record_among_many_leaves_the_others(company):
    content = written([5, {"name": "x"}, [], RECORD, {**RECORD, "corporate_number": None}])
    with unit_of_work():
        report = services.import_gbizinfo(SYSTEM, [("x.json", content)])
    assert (report.new, len(report.refused)) == (1, 4)
    assert [row for row, _reason in report.refused] == [f"x.jsonの{n}件目" for n in (1, 2, 3, 5)]


def test_reasons_name_the_file_and_the_record(company):
    content = written([RECORD, {**RECORD, "corporate_number": OTHER}])
    with unit_of_work():
        report = services.import_gbizinfo(SYSTEM, [("x.json", content)])
    ((row, reason),) = report.refused
    assert row == "x.jsonの2件目"
    assert OTHER in reason
    assert "登録されていません" in reason


def test_an_organisations_own_words_and_name_stay(company):
    with unit_of_work():
        one = session.get_one(Organisation, "company1")
        one.description, before = "自分の言葉", one.name
    with unit_of_work():
        services.import_gbizinfo(SYSTEM, [("a.json", written(RECORD))])
    with unit_of_work(writes=False):
        one = session.get_one(Organisation, "company1")
        assert (one.description, one.name) == ("自分の言葉", before)


def test_who_may_import(actor_for, company):
    for who in ("company_admin", "editor", "auditor"):
        actor = actor_for(who)
        with unit_of_work(), pytest.raises(Forbidden):
            services.import_gbizinfo(actor, [])


def test_the_command_ends_with_1_when_something_was_refused(live, monkeypatch, tmp_path):
    for name, value in live.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(cli.schema, "is_current", lambda _engine: True)
    with unit_of_work():
        session.add(
            Organisation(id="company9", kind="company", name="試験", kana="シケン", corporate_number=OWN)
        )
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(written({**RECORD, "update_date": "2018-07-18"}))
    bad.write_bytes(b"{")
    first = _run(str(good), str(bad))
    assert first.exit_code == 1, first.output
    assert "全2件：新規1件、変更0件、変更なし0件、受け付けず1件" in first.output
    assert "bad.json" in first.output
    second = _run(str(good))
    assert second.exit_code == 0, second.output
    assert "変更なし1件" in second.output


def _run(*files: str):
    """The command as a process would run it: its connections end with it."""
    result = CliRunner().invoke(cli.govtech, ["import", "gbizinfo", *files])
    session.get_bind().dispose()
    return result


# ---- facts that are registered once


def test_facts_are_stated_once_in_words(company, actor_for):
    with unit_of_work():
        services.import_gbizinfo(SYSTEM, [("a.json", written(RECORD))])
    with unit_of_work(writes=False):
        told = {fact.name: fact.value for fact in facts(session.get_one(Organisation, "company1"))}
    assert told["corporate_number"] == OWN
    assert told["capital_yen"] == "30,000,000円"
    assert told["founded_on"] == "2003年5月6日（火）"
    assert "contact" not in told


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"invoice_number": "T1180301018771"}, "Tと法人番号"),
        ({"invoice_number": "T8700110005902"}, "検査数字"),
        ({"invoice_number": "8700110005901"}, "Tと13桁"),
        ({"founded_on": "2099-01-01"}, "先の日付"),
        ({"postal_code": "123"}, "7桁"),
        ({"capital_yen": "-1"}, "数で入力"),
    ],
)
def test_facts_that_cannot_be_are_refused(client_for, company, typed, message):
    admin = client_for("company_admin")
    version = re.search(r'name="version"[^>]*value="(\d+)"', admin.get("/organisations/company1/edit").text)[
        1
    ]
    answer = admin.post("/organisations/company1/edit", data={"version": version, **typed})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert message in answer.text


def test_full_width_facts_are_put_right(client_for, company):
    admin = client_for("company_admin")
    version = re.search(r'name="version"[^>]*value="(\d+)"', admin.get("/organisations/company1/edit").text)[
        1
    ]
    typed = {
        "version": version,
        "postal_code": "〒５４０－０００８",
        "invoice_number": "ｔ８７００１１０００５９０１",
        "capital_yen": "３０，０００，０００円",
        "founded_on": "2003年5月6日",
    }
    assert admin.post("/organisations/company1/edit", data=typed).status_code == HTTPStatus.SEE_OTHER
    with unit_of_work(writes=False):
        one = session.get_one(Organisation, "company1")
        assert (one.postal_code, one.invoice_number, one.capital_yen, one.founded_on) == (
            "540-0008",
            "T8700110005901",
            30_000_000,
            date(2003, 5, 6),
        )


def test_the_profile_says_what_is_missing_and_why(client_for, client, company):
    text = client_for("company_admin").get("/organisations/company1").text
    assert "10項目のうち0項目" in text
    assert "支払いの手続きで必ず聞かれます" in text
    assert "10項目のうち" not in client.get("/organisations/company1").text
    assert "項目のうち" not in client_for("admin").get("/organisations/272035").text
    with unit_of_work(writes=False):
        group = Organisation(kind="civic_group", name="x", kana="x", capabilities=["y"], address="z")
        found = completeness(group)
    assert (found.stated, found.asked) == (2, 7)
    assert "capital_yen" not in {item.name for item in found.missing}
