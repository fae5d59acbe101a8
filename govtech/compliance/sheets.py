"""The shape of the workbook that companies fill: its sheets and columns, known to whoever writes and reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from govtech.compliance.content import Answers, Field, Requirement
from govtech.compliance.models import Named

LIST: Final = "要件一覧"
GUIDE: Final = "記入要領"
WHO: Final = "回答者"
IDENTITY: Final = "識別情報"
"""Hidden: which text the workbook was made of, and the fingerprint of each item then."""
OWN: Final = frozenset({LIST, GUIDE, WHO, IDENTITY})
FORMAT: Final = "要件適合回答書 1"
HEAD: Final = 5
"""Row of the list's heads, counted from 1; the items follow."""

GUIDE_LINES: Final = (
    ("この回答書について", ""),
    ("", "仕様書の要件の一つ一つに、貴社の製品・サービスで対応できるかをお答えいただくものです。"),
    ("", "契約の申込みではありません。対応できないことも、そのままお書きください。"),
    ("書き方", ""),
    ("1", "「回答者」のシートに、会社の名前、法人番号、担当者、製品・サービスの名前を書きます。"),
    ("2", "「要件一覧」のシートの、色の付いた列（対応、備考・代替案、実現方法、追加費用）に書きます。"),
    ("3", "ほかの列は変えられません。行を加えたり、要件の文を直したりしないでください。"),
    ("4", "「記入の確認」の列が空になれば、書き終わりです。保存して、依頼元の画面から提出します。"),
    ("対応の記号", ""),
    ("○", "標準で対応：要件のとおりに、追加の条件なしで満たせます。"),
    ("△", "代替・一部・条件付き：別の方法や一部だけ、または条件が付きます。備考に必ず内容を書きます。"),
    ("×", "非対応：満たせません。備考に理由や、対応の予定があればその時期を書きます。"),
    ("実現方法", ""),
    ("標準機能", "今ある機能のまま使えます。"),
    ("設定", "設定の変更だけで満たせます（プログラムは変えません）。"),
    ("開発", "この要件のために、プログラムを作るか変える必要があります。"),
    ("対象外", "貴社の提案の範囲に入りません（ほかの製品や、市町村の作業で満たすもの）。"),
    ("追加費用", ""),
    ("", "その要件を満たすために、基本の料金とは別にかかる費用です。円（税込）の数字だけを書きます。"),
    ("", "かからないときは0か空欄、金額が決まらないときは空欄のまま備考に書きます。"),
)
"""What the sheet of explanations says: label and text."""


class Column(NamedTuple):
    """A column of the list: its head and its width in characters of half width."""

    head: str
    width: float


COLUMNS: Final = (
    Column("番号", 9),
    Column("章・節", 15),
    Column("水準", 6),
    Column("種類", 10),
    Column("要件", 38),
    Column("確認の条件（目標値）", 28),
    Column("対象の網", 12),
    Column("対応", 6),
    Column("備考・代替案", 30),
    Column("実現方法", 10),
    Column("追加費用（円・税込）", 12),
    Column("記入の確認", 11),
)
NUMBER, LEVEL, TEXT, CONDITION, CHECK = 0, 2, 4, 5, 11
"""Places of columns, from 0."""
UNANSWERED: Final = "未回答"
UNEXPLAINED: Final = "備考を記入"
CHECKED: Final = frozenset({"", UNANSWERED, UNEXPLAINED})
"""What the column that checks says by itself."""
ANSWERS: Final[Mapping[Field, int]] = {Field.MARK: 7, Field.REMARK: 8, Field.WAY: 9, Field.COST: 10}
WHO_ROWS: Final[Mapping[str, int]] = {"company": 4, "corporate_number": 5, "contact": 6, "solution": 7}
"""Rows of the sheet of whoever answers, from 1; what is typed stands in its second column."""
WHO_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "company": ("企業・団体の名前", "例：見本電算株式会社"),
    "corporate_number": ("法人番号", "13桁の数字。ない団体は空欄"),
    "contact": ("担当者と連絡先", "例：営業部 山田、電話 06-0000-0000"),
    "solution": ("製品・サービスの名前", "この回答で提案するもの"),
}
ITEMS_FROM: Final = 8
"""Row of the hidden sheet from which items stand, from 1: number and fingerprint."""


@dataclass(frozen=True)
class Source:
    """What a workbook is made of. `id` names the specification (or template version), `version` what people call it."""

    id: str
    title: str
    version: str
    revision: int
    content_hash: str
    asked: Sequence[Requirement]

    @property
    def file_name(self) -> str:
        """What the empty workbook is called."""
        return f"要件一覧_{self.title}_{self.version}.xlsx"

    def answered_name(self, company: str) -> str:
        """What a company's workbook is called."""
        return f"要件適合回答書_{self.title}_{self.version}_{company}.xlsx"


def edition(number: object) -> str:
    """What people call a version."""
    return f"第{number}版"


@dataclass(frozen=True)
class Filled:
    """What stands in a workbook already: nothing in an empty one."""

    named: Named
    answers: Answers


def column_letter(place: int) -> str:
    """A for 0; the list has fewer than 26."""
    return chr(ord("A") + place)
