"""What a supplier may type about an offering."""

from __future__ import annotations

import re
from typing import Any

import wtforms

from govtech.core.errors import Invalid
from govtech.core.forms import (
    Area,
    Choice,
    Choices,
    Form,
    Markdown,
    Number,
    Text,
    Version,
    Yen,
    longest,
    options,
    required,
    valid,
)
from govtech.core.rows import FormRows
from govtech.core.text import katakana, nfkc
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.solutions.content import PriceData, ReferenceData, SolutionData
from govtech.solutions.models import DELIVERY_LABELS, LANGUAGE_LABELS, NETWORK_LABELS

ROWS = 5
SPARE = 2
MORE = "more"
WITHOUT_TAX = "excluded"
TAXES = (("included", _l("税込")), (WITHOUT_TAX, _l("税抜")))
MOST_ROWS = 20
LARGEST_POPULATION = 20_000_000


def _case_id(text: str) -> str:
    """The end of a case's address; a whole address pasted here gives its end."""
    case_id = nfkc(text).rstrip("/").rpartition("/")[2]
    if not re.fullmatch(r"[0-9a-z-]{1,16}", case_id):
        raise Invalid(_("事例のページのアドレスを貼り付けてください。"))
    return case_id


class PriceRow(wtforms.Form):
    """One size of municipality with its prices; a row left empty does not count."""

    population_from = Number(_l("人口（以上）"), highest=LARGEST_POPULATION, unit=_l("人"))
    population_to = Number(_l("人口（以下）"), highest=LARGEST_POPULATION, unit=_l("人"))
    initial_yen = Yen(_l("初期費用"))
    yearly_yen = Yen(_l("年額"))
    tax = Choice(_l("消費税"), choices=TAXES)
    note = Text(_l("含まれるもの・条件"), [longest(200)])

    @property
    def empty(self) -> bool:
        """Whether nothing was typed; the choice of tax alone does not count."""
        numbers = (self.population_from, self.population_to, self.initial_yen, self.yearly_yen)
        return not self.note.data and not any(
            field.data is not None or field.process_errors for field in numbers
        )

    def row(self) -> PriceData:
        """The row's figures; what was left open counts as nought, an open upper end as none."""
        return PriceData(
            self.population_from.data or 0,
            self.population_to.data,
            self.initial_yen.data or 0,
            self.yearly_yen.data or 0,
            self.tax.data != WITHOUT_TAX,
            self.note.data or "",
        )


class ReferenceRow(wtforms.Form):
    """One user of the offering; a row left empty does not count."""

    government_code = Choice(_l("市町村"), optional=True)
    year = Number(_l("利用を始めた年"), lowest=1980, highest=2100, unit=_l("年"))
    case_id = Text(
        _l("事例のアドレス"),
        [valid(_case_id)],
    )
    note = Text(_l("利用の内容"), [longest(200)])

    @property
    def empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(field.data or field.process_errors for field in self)

    def row(self) -> ReferenceData:
        """The row's facts."""
        return ReferenceData(
            self.government_code.data, self.case_id.data or None, self.note.data or "", self.year.data
        )


class FewRows(FormRows):
    """Rows that begin with a few empty ones, and can be extended as far as there may be."""

    def __init__(self, label: Any, kind: type[wtforms.Form], **options: Any) -> None:
        super().__init__(label, kind, min_entries=ROWS, max_entries=MOST_ROWS, **options)

    def extend(self) -> None:
        """Another few empty rows, as far as there may be."""
        for _place in range(min(ROWS, MOST_ROWS - len(self.entries))):
            self.append_entry({})


class SolutionForm(Form):
    """An offering with its prices and references; a button adds rows."""

    name = Text(
        _l("名称"),
        [required(_l("名称を入力してください。")), longest(120)],
        help=_l("例：まちかど申請クラウド"),
    )
    kana = Text(
        _l("名称の読み"),
        [required(_l("名称の読みを入力してください。")), longest(160), valid(katakana)],
        help=_l("例：マチカドシンセイクラウド。一覧の並び順に使います。"),
    )
    summary = Text(
        _l("ひとことで言うと"),
        [required(_l("何をするものかを、1文で入力してください。")), longest(200)],
        help=_l("例：スマートフォンで手続きの申請から支払いまで終えられる電子申請サービスです。"),
    )
    description = Markdown(
        _l("内容の説明"),
        help=_l(
            "どんな困りごとに効くか、何ができるか、導入の進め方、できないことの順に書くと伝わります。Markdownが使えます。"
        ),
        render_kw={"rows": 16},
    )
    initiatives = Choices(_l("関係する取組"), coerce=int)
    deliveries = Choices(_l("提供形態"), choices=options(DELIVERY_LABELS.items()))
    networks = Choices(_l("使えるネットワーク"), choices=options(NETWORK_LABELS.items()))
    languages = Choices(_l("住民が使える言語"), choices=options(LANGUAGE_LABELS.items()))
    prices = FewRows(_l("価格の目安"), PriceRow)
    references = FewRows(_l("利用している自治体"), ReferenceRow)
    contact = Text(
        _l("問い合わせ先"),
        [longest(200)],
        help=_l(
            "空けておくと、団体に登録した連絡先が使われます。例：自治体営業部 06-0000-0000 info@example.jp"
        ),
    )
    version = Version()

    def offer(self, initiatives: list[tuple[str, str]], governments: list[tuple[str, str]]) -> None:
        """Fill in what can be chosen."""
        self.initiatives.choices = initiatives
        for row in self.references.forms:
            row.government_code.choices = options(governments, empty=_l("選んでください"))

    def more(self, table: str | None) -> bool:
        """Whether the button for more rows of a table was pressed; the rows are added then."""
        rows = {"prices": self.prices, "references": self.references}.get(table or "")
        if rows is None:
            return False
        rows.extend()
        return True

    def statement(self) -> SolutionData:
        """What was typed."""
        return self.hand_over(
            SolutionData,
            prices=tuple(row.row() for row in self.prices.forms if not row.empty),
            references=tuple(row.row() for row in self.references.forms if not row.empty),
        )

    @property
    def all_errors(self) -> list[tuple[str | None, str]]:
        """(field id or None, message) for the summary at the top, rows included."""
        tables = (self.prices, self.references)
        plain = [row for row in super().all_errors if row[0] not in {table.id for table in tables}]
        return plain + [message for table in tables for message in table.messages]


class ReasonForm(Form):
    """Why the offering leaves the list."""

    reason = Area(
        _l("理由"),
        [required(_l("理由を入力してください。")), longest(400)],
        help=_l("例：後継のサービスに移行したため。"),
    )


def filled(data: SolutionData, version: int) -> dict[str, Any]:
    """What the form shows for an offering as it is stated now."""
    prices = [{**vars(band), "tax": TAXES[0 if band.tax_included else 1][0]} for band in data.prices]
    references = [vars(item) for item in data.references]
    return {
        **vars(data),
        "prices": _padded(prices),
        "references": _padded(references),
        "version": version,
    }


def _padded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with empty ones after them, so that there is always room for another."""
    return rows + [{}] * min(max(ROWS - len(rows), SPARE), MOST_ROWS - len(rows))
