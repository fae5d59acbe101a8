"""What a person may type about a case, its files, and who followed it."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import Any

from wtforms import Field

from govtech.core.errors import Invalid
from govtech.core.forms import (
    Area,
    Choice,
    Choices,
    Day,
    Form,
    Markdown,
    Number,
    Text,
    Upload,
    Version,
    Yen,
    longest,
    options,
    required,
    valid,
)
from govtech.core.identifiers import web_address
from govtech.core.text import clean, digits
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.knowledge.adoption_models import ADOPTION_LABELS
from govtech.knowledge.content import LABELS, OutcomeData
from govtech.knowledge.models import VISIBILITY_LABELS, Visibility

TEXT_LIMIT = 3000
OUTCOME_ROWS = 6
OUTCOME_LIMITS = {"measure": 80, "unit": 20}
EARLIEST_YEAR, LATEST_YEAR = 1960, 2100
LARGEST_VALUE = 1e15


def decimal(text: str) -> float:
    """A measured value: 1,200 or 3.5 or 80％; Invalid when it is no number."""
    plain = digits(text).rstrip("%").replace("△", "-").replace("▲", "-")
    try:
        value = float(plain)
    except ValueError:
        value = math.nan
    if not plain.isascii() or "_" in plain or not abs(value) <= LARGEST_VALUE:
        raise Invalid(_("「%(value)s」は数として読めません。例：12.5", value=text))
    return value


class Outcomes(Field):
    """A few rows of measure, before, after and unit; empty rows are left out."""

    PARTS = ("measure", "before", "after", "unit")

    def __init__(self, label: Any, checks: Sequence[Any] = (), *, help: Any = "", **more: Any) -> None:  # noqa: A002
        self.help = help
        self.typed: list[dict[str, str]] | None = None
        super().__init__(label, list(checks), **more)

    @property
    def rows(self) -> list[dict[str, str]]:
        """What the inputs show: as typed, or the values so far, with room for more."""
        rows = self.typed
        if rows is None:
            rows = [_as_typed(row) for row in self.data or ()]
        return rows + [dict.fromkeys(self.PARTS, "") for _place in range(max(OUTCOME_ROWS - len(rows), 0))]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the inputs outcomes-0-measure …; without any the values so far."""
        super().process(None, data, extra_filters)
        if formdata and any(f"{self.name}-0-{part}" in formdata for part in self.PARTS):
            self.typed = [
                {part: clean(formdata.get(f"{self.name}-{place}-{part}", "")).strip() for part in self.PARTS}
                for place in range(OUTCOME_ROWS)
            ]

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  (WTForms hands it over)
        """Each row that holds something needs a measure and a value."""
        if self.typed is None:
            return
        read, wrong = [], []
        for place, row in enumerate(self.typed, 1):
            if any(row.values()):
                try:
                    read.append(_outcome(row))
                except Invalid as error:
                    wrong.append(_("%(n)s行目：%(message)s", n=place, message=error.message))
        self.errors = [*self.errors, *wrong]
        self.data = tuple(read)


def _as_typed(row: OutcomeData) -> dict[str, str]:
    return {
        "measure": row.measure,
        "before": _plain(row.before),
        "after": _plain(row.after),
        "unit": row.unit,
    }


def _plain(value: float | None) -> str:
    """The number as a person would type it."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def _outcome(row: dict[str, str]) -> OutcomeData:
    if not row["measure"]:
        raise Invalid(_("何を測ったかを入力してください。例：1件あたりの処理時間"))
    for part, limit in OUTCOME_LIMITS.items():
        if len(row[part]) > limit:
            raise Invalid(
                _("%(limit)s文字以内で入力してください（現在%(n)s文字）。", limit=limit, n=len(row[part]))
            )
    if not row["before"] and not row["after"]:
        raise Invalid(_("前と後の値の、少なくとも一方を入力してください。"))
    before, after = (decimal(row[part]) if row[part] else None for part in ("before", "after"))
    return OutcomeData(row["measure"], before, after, unicodedata.normalize("NFC", row["unit"]))


class CaseForm(Form):
    """A case. Only the title is needed to begin; the rest is asked for before review."""

    title = Text(
        LABELS["title"],
        [required(_l("件名を入力してください。")), longest(120)],
        help=_l("例：道路の傷みを、写真と位置で知らせてもらう"),
    )
    summary = Area(
        LABELS["summary"],
        [longest(300)],
        help=_l("何をして、何が変わったか。一覧と検索の結果に出ます。確認を依頼する前に必要です。"),
        render_kw={"rows": 3},
    )
    initiatives = Choices(LABELS["initiatives"], coerce=int, help=_l("確認を依頼する前に一つ以上選びます。"))
    year = Number(
        LABELS["year"],
        lowest=EARLIEST_YEAR,
        highest=LATEST_YEAR,
        help=_l("始めた年度を西暦で。例：2024。確認を依頼する前に必要です。"),
        unit=_l("年度"),
    )
    place_code = Choice(LABELS["place_code"], optional=True)
    place = Text(
        LABELS["place"], [longest(80)], help=_l("大阪府外の場合や、地区・施設の名前。例：奈良県生駒市")
    )
    target = Text(
        LABELS["target"], [longest(120)], help=_l("だれのためのものか。例：市内を通行するすべての人")
    )
    theme = Text(LABELS["theme"], [longest(120)], help=_l("例：市民と一緒に道路を守る"))
    service_area = Text(LABELS["service_area"], [longest(80)], help=_l("例：道路・公園"))
    keywords = Text(LABELS["keywords"], [longest(200)], help=_l("読点で区切ります。例：通報、位置情報、LINE"))
    problem = Area(
        LABELS["problem"],
        [longest(TEXT_LIMIT)],
        help=_l("始める前に、だれが何に困っていたか。確認を依頼する前に必要です。"),
    )
    approach = Area(
        LABELS["approach"], [longest(TEXT_LIMIT)], help=_l("したことを順に。確認を依頼する前に必要です。")
    )
    outcomes = Outcomes(
        LABELS["outcomes"],
        help=_l("測った値を前と後で。例：電話での通報／月 420 → 260 件。測っていなければ空けておきます。"),
    )
    cost_first = Yen(LABELS["cost_first"], help=_l("税込。無償なら0、分からなければ空けておきます。"))
    cost_yearly = Yen(LABELS["cost_yearly"], help=_l("税込。利用料と保守の合計。"))
    effort_hours = Number(
        LABELS["effort_hours"],
        highest=10**7,
        unit=_l("時間"),
        help=_l("始めるまでに職員がかけた時間の合計。"),
    )
    ingenuity = Area(LABELS["ingenuity"], [longest(TEXT_LIMIT)], help=_l("うまく進めるために工夫したこと。"))
    constraints = Area(
        LABELS["constraints"], [longest(TEXT_LIMIT)], help=_l("前提や制約。例：LGWAN端末では使えない")
    )
    lessons = Area(
        LABELS["lessons"], [longest(TEXT_LIMIT)], help=_l("次にする人へ伝えたいこと。失敗も役に立ちます。")
    )
    body = Markdown(LABELS["body"], help=_l("詳しい経過、図表、手順など。見出しや表が使えます。"))
    technologies = Choices(LABELS["technologies"])
    vendors = Text(LABELS["vendors"], [longest(200)])
    scheme = Text(
        LABELS["scheme"], [longest(200)], help=_l("補助金、派遣制度など。例：地域情報化アドバイザー派遣制度")
    )
    licence = Text(LABELS["licence"], [longest(80)], help=_l("例：CC BY 4.0"))
    contact = Text(
        LABELS["contact"],
        [longest(200)],
        help=_l("課の名前と代表の連絡先。個人の連絡先は書かないでください。公開の範囲の人が読めます。"),
    )
    related_url = Text(
        LABELS["related_url"],
        [longest(300), valid(web_address)],
        help=_l("例：https://www.city.toyonaka.osaka.jp/"),
    )
    source = Text(LABELS["source"], [longest(500)], help=_l("数値や事実の出典。"))
    visibility = Choice(
        LABELS["visibility"], choices=options(VISIBILITY_LABELS.items()), radio=True, default=Visibility.ALL
    )
    reason = Text(
        _l("変更の理由"),
        [longest(200)],
        help=_l("編集の記録に残ります。公開中の事例を直すときは必要です。例：費用を実績に直した"),
    )
    version = Version()


class ReasonForm(Form):
    """Why a case is sent back, or taken off the lists."""

    reason = Area(
        _l("理由"),
        [required(_l("理由を入力してください。")), longest(500)],
        help=_l("例：費用の内訳が分かるように、初年度と2年目を分けて書いてください。"),
    )


class FileForm(Form):
    """A file to add."""

    file = Upload(
        _l("添付するファイル"),
        [required(_l("ファイルを選んでください。"))],
        help=_l(
            "PDF、Word、Excel、PowerPoint、画像、CSV、文字のファイル。20MBまで。マクロの入ったものは添付できません。"
        ),
    )


class AdoptionForm(Form):
    """How far the own municipality is with a case."""

    status = Choice(
        _l("状況"),
        [required(_l("状況を選んでください。"))],
        choices=options(ADOPTION_LABELS.items()),
        radio=True,
        help=_l("「検討中」は市町村と事務局だけに表示します。"),
    )
    on = Day(_l("その状況になった日"), help=_l("空けると今日の日付になります。"))
    note = Text(_l("ひとこと"), [longest(300)], help=_l("例：道路課で半年間、職員だけで試しています。"))


class ProgrammeForm(AdoptionForm):
    """How far the own municipality is with an initiative, and what it is called there."""

    programme = Text(
        _l("事業の名前"),
        [required(_l("事業の名前を入力してください。")), longest(80)],
        help=_l("例：道路損傷通報アプリ"),
    )
