"""The list of local governments: 43 built in, all of Japan by import, each refusal with its row and reason."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Forbidden, Invalid
from govtech.core.importing import Report
from govtech.core.journal import Entry
from govtech.core.policy import SYSTEM, OrganisationKind
from govtech.organisations import reference
from govtech.organisations.models import LocalGovernment, Organisation, Status
from govtech.organisations.services import import_local_governments

PUBLIC_LIST = sorted(
    (Path(__file__).parents[3] / "shared" / "data" / "localgov").glob("local_governments.csv")
)
"""The public list, when it lies beside the checkout."""
ROW = {
    "code": "282014",
    "prefecture": "兵庫県",
    "name": "姫路市",
    "type": "市",
    "name_kana": "ヒメジシ",
    "houjin_bangou": "1000020282014",
    "population_2020_prelim": "530877",
    "households_2015": "212801",
    "area_km2_2015": "534.48",
    "lat": "34.815",
    "lng": "134.685",
    "url": "https://www.city.himeji.lg.jp/",
}


def table(*rows: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, ROW)
    writer.writeheader()
    writer.writerows({**ROW, **row} for row in rows)
    return text.getvalue()


def take(text: str) -> Report:
    with unit_of_work():
        return import_local_governments(SYSTEM, text)


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, len(report.refused)


def test_osaka_is_built_in(database):
    assert session.scalar(sa.select(sa.func.count()).select_from(LocalGovernment)) == 44
    kinds = sa.select(Organisation.kind, sa.func.count()).group_by(Organisation.kind)
    assert dict(session.execute(kinds).all()) == {
        OrganisationKind.MUNICIPALITY: 43,
        OrganisationKind.SECRETARIAT: 1,
    }
    toyonaka = session.get(Organisation, "272035")
    assert toyonaka.status is Status.VERIFIED
    assert toyonaka.government.full_name == "大阪府豊中市"
    assert session.get(Organisation, "secretariat").name == "GovTech Front Osaka 事務局（大阪府）"


def test_loading_again_changes_nothing_and_keeps_what_people_changed(database):
    with unit_of_work():
        session.get(Organisation, "272035").address = "豊中市中桜塚"
    entries = session.scalar(sa.select(sa.func.count(Entry.id)))
    with unit_of_work():
        reference.load()
    assert session.get(Organisation, "272035").address == "豊中市中桜塚"
    assert session.scalar(sa.select(sa.func.count(Entry.id))) == entries


def test_the_districts_hold_each_municipality_once():
    codes = [code for held in reference.districts().values() for code in held]
    assert len(codes) == len(set(codes)) == 43
    assert len(reference.districts()["南河内"]) == 9


def test_import_is_repeatable_and_keeps_the_good_rows(database):
    wrong = {"code": "282015", "name": "誤り"}
    assert counts(take(table({}, wrong))) == (1, 0, 0, 1)
    assert counts(take(table({}))) == (0, 0, 1, 0)
    assert counts(take(table({"population_2020_prelim": "530,878"}))) == (0, 1, 0, 0)
    assert session.get(LocalGovernment, "282014").population == 530878


def test_empty_cell_says_nothing(database):
    take(table({}))
    assert counts(take(table({"url": "", "lat": ""}))) == (0, 0, 1, 0)
    assert session.get(LocalGovernment, "282014").website == "https://www.city.himeji.lg.jp/"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"code": "282015"}, "検査数字"),
        ({"code": "28201"}, "6桁"),
        ({"code": ""}, "数字だけ"),
        ({"name": ""}, "「name」が空です"),
        ({"name_kana": ""}, "「name_kana」が空です"),
        ({"name": "長" * 41}, "40文字"),
        ({"houjin_bangou": "1000020282015"}, "検査数字"),
        ({"houjin_bangou": "6000020272035"}, "コード282014の団体のものではありません"),
        ({"population_2020_prelim": "多い"}, "「population_2020_prelim」の値多いは使えません"),
        ({"population_2020_prelim": "nan"}, "使えません"),
        ({"population_2020_prelim": "-1"}, "使えません"),
        ({"lat": "134.6"}, "「lat」の値134.6は使えません"),
        ({"url": "javascript:alert(1)"}, "https://"),
    ],
)
def test_wrong_row_is_refused_with_its_number_and_reason(database, changes, reason):
    report = take(table({"code": "271004", "name": "大阪市", "houjin_bangou": "6000020271004"}, changes))
    assert len(report.refused) == 1
    assert report.refused[0].row == "3行目"
    assert reason in report.refused[0].reason
    assert session.get(LocalGovernment, "282014") is None


def test_second_row_of_the_same_code_is_refused(database):
    report = take(table({}, {"name": "別の市"}))
    assert counts(report) == (1, 0, 0, 1)
    assert "前の行にもあります" in report.refused[0].reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "次の列がありません：code、name、prefecture"),
        ("code,name\n", "次の列がありません：prefecture"),
        ('code,name,prefecture\n"282014', "CSVとして読めません"),
        ("\x89PNG\r\n", "次の列がありません"),
    ],
)
def test_file_of_another_kind_is_refused(database, text, reason):
    with pytest.raises(Invalid, match=reason):
        take(text)


def test_a_byte_order_mark_does_no_harm(database):
    assert counts(take("\ufeff" + table({}))) == (1, 0, 0, 0)


@pytest.mark.parametrize("who", ["visitor", "admin", "company_admin", "auditor"])
def test_others_may_not_import(actor_for, who):
    with pytest.raises(Forbidden), unit_of_work():
        import_local_governments(actor_for(who), table({}))


@pytest.mark.parametrize("path", PUBLIC_LIST, ids=lambda path: path.name)
def test_all_local_governments_of_japan(database, path):
    text = path.read_text(encoding="utf-8-sig")
    report = take(text)
    assert report.total == 1788
    assert report.refused == []
    assert session.scalar(sa.select(sa.func.count()).select_from(LocalGovernment)) == 1788
    assert counts(take(text)) == (0, 0, 1788, 0)
