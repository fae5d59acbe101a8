"""A set judged by hand: what a picky official marks in a text, and what the same official lets stand.

Each line is one requirement, condition, chapter or value; every finding expected is named, and nothing else may be found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pytest

from govtech.quality.findings import FindingKind as K
from govtech.specifications.template_format import Item, Level, ParameterType
from tests.quality.texts import found, item, parameter, text

Marks = set[tuple[K, str]]


class Case(NamedTuple):
    """One text of a kind (`text`, `condition`, `body`, `optional`, `service`) and what is marked in it."""

    where: str
    words: str
    marks: Marks


def marked(where: str, kind: K, lines: str) -> list[Case]:
    """Lines of the form 文 → 言葉、言葉; without an arrow nothing is marked."""
    cases = []
    for line in lines.strip().splitlines():
        words, _arrow, hits = line.strip().partition(" → ")
        cases.append(Case(where, words, {(kind, hit) for hit in hits.split("／") if hit}))
    return cases


VAGUE = marked(
    "text",
    K.VAGUE,
    """
    障害の時は速やかに復旧すること。 → 速やか
    障害の時はすみやかに復旧すること。 → すみやか
    異常を検知したら直ちに通知すること。 → 直ちに
    遅滞なく届け出ること。 → 遅滞なく
    迅速な対応を行うこと。 → 迅速
    早急に代わりの機器を届けること。 → 早急
    必要に応じて画面を変更できること。 → 必要に応じ
    必要な場合は職員を派遣すること。 → 必要な場合は
    適宜、操作の説明を行うこと。 → 適宜
    随時、更新すること。 → 随時
    十分な容量を備えること。 → 十分な
    処理の能力が十分であること。 → 十分である
    利用者の権限を適切に管理すること。 → 適切に
    権限の設定が適切であること。 → 適切である
    適正な人員を置くこと。 → 適正な
    データを確実に消去すること。 → 確実に
    確実な方法で消去すること。 → 確実な
    業務に支障のない速度で表示すること。 → 支障のない
    支障なく業務を続けられること。 → 支障なく
    画面が使いやすいこと。 → 使いやすい
    見やすく表示すること。 → 見やすく
    分かり易い案内を表示すること。 → 分かり易い
    容易に操作できること。 → 容易に
    容易な操作で登録できること。 → 容易な
    柔軟に拡張できること。 → 柔軟
    円滑な移行を行うこと。 → 円滑
    スムーズに切り替えられること。 → スムーズ
    可能な限り自動で処理すること。 → 可能な限り
    できるかぎり短い手数で終えられること。 → できるかぎり
    極力、紙を使わないこと。 → 極力
    原則として24時間利用できること。 → 原則として
    定期的に報告すること。 → 定期的
    一定時間操作がないときに認証を解くこと。 → 一定時間
    10分程度で復旧すること。 → 分程度
    おおむね3秒以内に表示すること。 → おおむね
    品質の向上に努めること。 → 努めること
    費用の低減に努め、結果を報告すること。 → 努め、
    高齢者に配慮した画面とすること。 → 配慮した
    災害に配慮し、設備を置くこと。 → 配慮し
    稼働率100％を目指すこと。 → 目指す
    24時間以内の復旧を目標とすること。 → を目標とする
    24時間以内を目標に復旧すること。 → を目標に
    詳細は別途協議すること。 → 別途協議
    発注者が別途指示する方法によること。 → 別途指示
    帳票の様式は、別に定める。 → 別に定める
    申請書、添付書類等を出力できること。 → 等
    氏名や住所などを検索できること。 → など
    その他必要な機能を備えること。 → その他必要な
    工事一式を含むこと。 → 一式
    高度なセキュリティの仕組みを備えること。 → 高度な
    様々な端末で利用できること。 → 様々な
    最新の技術を用いること。 → 最新の
    同等の機器、周辺装置等を納めること。 → 等
    初めて使う人が直感的に操作できること。 → 直感的
    画面のわかりやすさを高めること。 → わかりやすさ
    入力の画面またはこれに準ずるものを備えること。 → 準ずるもの
    担当の課と連絡を密にすること。 → 連絡を密に
    """,
)
FINE = marked(
    "text",
    K.VAGUE,
    """
    同等の性能を持つ機器を、2台以上置くこと。
    全ての利用者を平等に扱い、受付の順に処理すること。
    費用を均等に按分できること。
    障害の等級を選べること。
    二つの値が等しいことを確かめられること。
    対等な権限を持つ管理者を、2人まで登録できること。
    中等教育学校の名称を登録できること。
    意思決定の迅速化の指標を表示できること。
    事務の円滑化の計画を登録できること。
    大規模な地震の時に、案内を切り替えられること。
    最新の版を、一覧の先頭に表示すること。
    「適宜」と書かれた様式を検索できること。
    情報通信技術を活用した行政の推進等に関する法律の定める方法で受け付けること。
    公文書等の管理に関する法律（平成21年法律第66号）に従うこと。
    見本県物品等又は特定役務の調達手続の特例を定める規則（平成7年規則第1号）に従うこと。
    地方公共団体の物品等又は特定役務の調達手続の特例を定める政令（平成7年政令第372号）に従うこと。
    二十分の一の縮尺で印刷できること。
    三十分ごとに保存できること。
    容易性の評価の値を登録できること。
    原則の条文を表示できること。
    目標値を団体ごとに登録できること。
    目標とする件数を登録できること。
    分かりやすい日本語の文に言い換えた案を表示できること。
    検討の経過を、会議ごとに登録できること。
    経路の最適化計算の結果を表示できること。
    利用の頻度を月ごとに集計できること。
    その他の収入の区分を登録できること。
    """,
)
PRODUCTS = marked(
    "text",
    K.PRODUCT,
    """
    Windows 11の端末で利用できること。 → Windows
    Windows11の端末で利用できること。 → Windows
    windowsの端末で利用できること。 → Windows
    エクセルの様式で出力できること。 → エクセル
    帳票をExcelで出力できること。 → Excel
    LINEから申請できること。 → LINE
    ＬＩＮＥから申請できること。 → LINE
    Google マップに表示できること。 → Google
    Google Chromeで利用できること。 → Google／Chrome
    AWSの東京の設備に置くこと。 → AWS
    マイクロソフトの認証を用いること。 → マイクロソフト
    Teamsと連携できること。 → Teams
    ONLINEの受付の一覧を表示できること。
    OUTLINEの見出しを表示できること。
    Boxesという題名の冊子を登録できること。
    アマゾンの会員証を読めること。
    ChromeOSの名称を含む一覧を表示できること。
    Excelまたは同等のソフトウェアで開けること。
    既に利用しているGaroonと連携できること。
    パスワードを変更できること。
    """,
)
LEVELS = [
    *marked("text", K.LEVEL, "結果をCSVで出力できることが望ましい。 → 望ましい"),
    *marked("text", K.LEVEL, "結果をCSVで出力する機能があれば好ましい。 → 好ましい"),
    *marked("text", K.LEVEL, "可能であれば、24時間受け付けること。 → 可能であれば"),
    *marked("optional", K.LEVEL, "宛先を確かめなければならない。 → なければならない"),
    *marked("optional", K.LEVEL, "宛先の確認を必須とする。 → 必須とする"),
    *marked("optional", K.LEVEL, "必須の添付を一覧に表示できること。"),
    *marked("condition", K.LEVEL, "10件を表示できれば合格とする。"),
    *marked("text", K.LEVEL, "推奨の環境を画面に表示できること。"),
]
PENDING = [
    *marked("text", K.PENDING, "〇〇市の様式で出力できること。 → 〇〇"),
    *marked("text", K.PENDING, "「○○課」に通知すること。 → ○○"),
    *marked("text", K.PENDING, "××件まで登録できること。 → ××"),
    *marked("condition", K.PENDING, "XX秒以内に表示される。 → XX"),
    *marked("condition", K.PENDING, "3秒以内（要検討）に表示される。 → 要検討"),
    *marked("condition", K.PENDING, "3秒以内に表示される。※値は調整中 → 調整中"),
    *marked("condition", K.PENDING, "別紙1の10件がTBDの件数表示される。 → TBD"),
    *marked("text", K.PENDING, "【　】件まで登録できること。 → 【 】"),
    *marked("body", K.PENDING, "履行の場所は未定。 → 未定"),
    *marked(
        "body", K.PENDING, "| 担当 | 期限 |\n| --- | --- |\n| 未定 | 10日以内 | → 未定".replace("\n", "\\n")
    ),
    *marked(
        "body",
        K.PENDING,
        "詳細は、エラー! 参照元が見つかりません。による。 → エラー!参照元が".replace("!参", "! 参"),
    ),
    *marked("text", K.PENDING, "状態を、受付、検討中、調整中、完了から選べること。"),
    *marked("text", K.PENDING, "「未定」を選べること。"),
    *marked("text", K.PENDING, "予定が未定の会議も登録できること。"),
    *marked("text", K.PENDING, "○、△、×の三つから選べること。"),
    *marked("text", K.PENDING, "二〇〇〇年より前の記録を検索できること。"),
    *marked("body", K.PENDING, "履行の期間は、令和　年　月　日までとする。 → 令和 年 月 日"),
    *marked("body", K.PENDING, "| 記入の日 |\\n| --- |\\n| 令和　年　月　日 |"),
    *marked("body", K.PENDING, "| 単価 |\\n| --- |\\n| 　円 |"),
]
REFERENCES = [
    *marked("body", K.REFERENCE, "条件は第9章による。 → 第9章"),
    *marked("condition", K.REFERENCE, "第十二章の試験に合格する。 → 第十二章"),
    *marked("condition", K.REFERENCE, "別紙4の20件の全てが表示される。 → 別紙4"),
    *marked("condition", K.REFERENCE, "X-99の条件を満たす。 → X-99"),
    *marked("condition", K.REFERENCE, "別紙1の20件の全てが表示される。"),
    *marked("condition", K.REFERENCE, "X-02と同じ方法で試験する。"),
    *marked("condition", K.REFERENCE, "SHA-2の方式で計算した値が表示される。"),
    *marked("body", K.REFERENCE, "個人情報の保護に関する法律第5章の定めによる。"),
    *marked("body", K.REFERENCE, "様式は別表1による。"),
]
DATES = [
    *marked("body", K.DATE, "契約は2027年2月29日に始まる。 → 2027年2月29日"),
    *marked("body", K.DATE, "締切は6月31日とする。 → 6月31日"),
    *marked("body", K.DATE, "公告は2027年6月1日（水曜日）に行う。 → 2027年6月1日(水曜日)"),
    *marked("body", K.DATE, "令和9年度（2026年度）に始める。 → 令和9年度(2026年度)"),
    *marked("text", K.DATE, "2025年3月31日までに稼働すること。 → 2025年3月31日"),
    *marked("body", K.DATE, "公告は2027年6月1日（火曜日）に行う。"),
    *marked("body", K.DATE, "令和9年度（2027年度）に始める。"),
    *marked("body", K.DATE, "うるう年の2月29日も開く。"),
    *marked("body", K.DATE, "| 入力 |\\n| --- |\\n| 2027年2月29日 |"),
    *marked("text", K.DATE, "2028年3月31日までに提出すること。"),
    *marked("body", K.DATE, "2019年4月1日までに建てた施設を対象とする。"),
]
LETTERS = [
    *marked("text", K.ABBREVIATION, "KPIを月ごとに表示できること。 → KPI"),
    *marked("text", K.ABBREVIATION, "BCPの様式を登録できること。 → BCP"),
    *marked("text", K.ABBREVIATION, "RTO4時間で戻せること。 → RTO"),
    *marked("text", K.ABBREVIATION, "DR/BCPの手順書を表示できること。 → DR／BCP"),
    *marked("body", K.ABBREVIATION, "データセンターのPUEを示す。 → PUE"),
    *marked("body", K.ABBREVIATION, "電力使用効率（PUE）を示し、PUEは1.6以下とする。"),
    *marked("body", K.ABBREVIATION, "事業継続計画（以下「BCP」という。）を定める。BCPは毎年改める。"),
    *marked("text", K.ABBREVIATION, "PDFとCSVで出力できること。"),
    *marked("text", K.ABBREVIATION, "JIS X 8341-3:2016とISO/IEC 27001を満たすこと。"),
    *marked("text", K.ABBREVIATION, "「KPI」という語を検索できること。"),
    *marked("body", K.ABBREVIATION, "https://example.jp/KPI/ に載せる。"),
]
HOLLOW = marked(
    "condition",
    K.UNMEASURABLE,
    """
    問題がないこと。 → -
    業務に影響がないこと。 → -
    業務に問題が生じないこと。 → -
    窓口の業務に支障をきたさないこと。 → -
    利用者に負担を与えないこと。 → -
    性能を維持する。 → -
    職員が納得すること。 → -
    高い水準であること。 → -
    全ての画面で確かめる。
    3秒以内に表示される。
    年1回、書面で報告する。
    """,
)
CASES = [*VAGUE, *FINE, *PRODUCTS, *LEVELS, *PENDING, *REFERENCES, *DATES, *LETTERS, *HOLLOW]


def judged(case: Case) -> Marks:
    """What the check marks in the text of a case, without what every text of one requirement lacks."""
    words = case.words.replace("\\n", "\n")
    rows: list[Item] = [item("X-01"), item("X-02", text="帳票の様式を、団体ごとに登録できること。")]
    body = "## 別紙1　試験の項目\n\n試験の項目を示す。\n"
    if case.where == "body":
        body = f"{body}\n{words}"
    else:
        values: dict[str, Any] = {"text": "受付の結果を、画面に表示できること。"}
        field = "condition" if case.where == "condition" else "text"
        values[field] = words
        level = Level.OPTIONAL if case.where == "optional" else Level.MANDATORY
        rows.append(item("X-03", level=level, **values))
    return {(kind, word) for kind, _place, _field, word in found(text(*rows, body=body))}


@pytest.mark.parametrize("case", CASES, ids=[f"{case.where}: {case.words}" for case in CASES])
def test_each_case_is_judged_as_an_official_would(case: Case) -> None:
    wanted = {(kind, "" if word == "-" else word) for kind, word in case.marks}
    kinds = {kind for kind, _word in case.marks} or {K.VAGUE, K.PRODUCT, K.LEVEL, K.PENDING}
    seen = {mark for mark in judged(case) if mark[0] in kinds or not wanted}
    assert seen == wanted


def test_the_set_is_found_and_nothing_else() -> None:
    """Precision and recall over the whole set: both are whole, so that a rule that starts to fail is seen."""
    wanted, seen, right = 0, 0, 0
    for case in CASES:
        marks = {(kind, "" if word == "-" else word) for kind, word in case.marks}
        hits = judged(case)
        wanted, seen, right = wanted + len(marks), seen + len(hits), right + len(marks & hits)
    assert (right, seen) == (wanted, wanted)


def contrary(*rows: Item, body: str = "") -> set[K]:
    return {kind for kind, *_rest in found(text(*rows, body=body))}


AVAILABLE = item("X-01", text="システムが止まらないこと。", condition="稼働率は99.5％以上とする。")


@pytest.mark.parametrize(
    ("rows", "body"),
    [
        ((AVAILABLE,), "稼働率は99.9％以上とする。"),
        (
            (
                AVAILABLE,
                item(
                    "X-02",
                    text="月間稼働率",
                    condition="99.9％以上",
                    method="1分ごとに測る。",
                    remedy="5％減額する。",
                ),
            ),
            "",
        ),
        (
            (
                AVAILABLE,
                item(
                    "X-02", text="月間稼働率は99.9％以上とすること。", condition="月次報告に毎月の値を示す。"
                ),
            ),
            "",
        ),
    ],
)
def test_one_system_has_one_availability_wherever_it_is_stated(rows: Iterable[Item], body: str) -> None:
    assert K.NUMBERS in contrary(*rows, body=body)


@pytest.mark.parametrize(
    ("rows", "body"),
    [
        ((AVAILABLE,), "稼働率は99.5％以上とする。"),
        ((AVAILABLE,), "字幕の稼働率は99.9％以上とする。"),
        (
            (
                AVAILABLE,
                item("X-02", text="年間稼働率は99.9％以上とすること。", condition="年次報告に値を示す。"),
            ),
            "",
        ),
        ((AVAILABLE,), "障害の後の24時間の稼働率は99.9％以上とする。"),
    ],
)
def test_availability_of_something_else_is_let_stand(rows: Iterable[Item], body: str) -> None:
    assert contrary(*rows, body=body) == set()


def test_a_day_that_begins_in_the_past_is_no_value() -> None:
    start = parameter("start", "2026-04-01", type=ParameterType.DATE)
    later = parameter("later", "2027-04-01", type=ParameterType.DATE)
    assert found(text(item(), body="{{start}}から{{later}}まで", parameters=[start, later])) == [
        (K.DATE, "start", "value", "2026-04-01")
    ]


def test_what_is_left_open_is_found_in_titles_notes_values_and_background_too() -> None:
    town = parameter("town", "〇〇市", type=ParameterType.TEXT)
    hollow = text(item(note="要検討"), body="{{town}}", title="調達の目的（××編）", parameters=[town])
    assert {(place, field) for kind, place, field, _word in found(hollow) if kind is K.PENDING} == {
        ("function", "title"),
        ("X-01", "note"),
        ("town", "value"),
    }
