"""What a supplier may type in answer to a need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import wtforms
from wtforms.fields import HiddenField

from govtech.core.forms import (
    Area,
    Choice,
    Choices,
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
)
from govtech.core.rows import FormRows
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.needs.outcomes import KEY_LENGTH
from govtech.needs.prices import TAX_LABELS, PriceData
from govtech.needs.response_content import (
    RESPONSE_LABELS,
    AnswerData,
    ResponseData,
    UseData,
    answers_to,
    use_in_words,
)
from govtech.needs.response_models import VERDICT_LABELS
from govtech.solutions.models import NETWORK_LABELS

LARGEST_POPULATION = 20_000_000
LARGEST_YEN = 10**12
LARGEST_QUANTITY = 10**9
PRICE_ROWS = 3
MOST_PRICES = 20
ANSWER = 4000


def plain(text: str | None) -> str:
    """An id as we give them; anything else is none of ours."""
    return text if text and text.isascii() and text.isalnum() else ""


class AnswerRow(wtforms.Form):
    """The answer to one wish; which one it is travels with it."""

    key = HiddenField(validators=[longest(KEY_LENGTH)], filters=[plain])
    verdict = Choice(
        _l("この望む姿を"), radio=True, choices=options(VERDICT_LABELS.items(), empty=_l("まだ決めていない"))
    )
    text = Area(_l("どのように"), [longest(ANSWER)], render_kw={"rows": 3})
    gone = False


class PriceRow(wtforms.Form):
    """One line of money; a row left empty does not count."""

    name = Text(_l("内訳"), [longest(120)])
    initial_yen = Yen(_l("初期費用（円）"), highest=LARGEST_YEN)
    yearly_yen = Yen(_l("年額（円）"), highest=LARGEST_YEN)
    unit_yen = Yen(_l("単価（円）"), highest=LARGEST_YEN)
    unit = Text(_l("単位"), [longest(20)])
    quantity = Number(_l("年間の数量"), highest=LARGEST_QUANTITY)
    population_from = Number(_l("人口（以上）"), highest=LARGEST_POPULATION)
    population_to = Number(_l("人口（以下）"), highest=LARGEST_POPULATION)

    @property
    def empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(field.data not in {None, ""} or field.process_errors for field in self)

    def row(self) -> PriceData:
        """The row's figures; what was left open counts as nought, an open size as none."""
        return PriceData(
            self.name.data or "",
            self.initial_yen.data or 0,
            self.yearly_yen.data or 0,
            self.unit_yen.data or 0,
            self.unit.data or "",
            self.quantity.data or 0,
            self.population_from.data,
            self.population_to.data,
        )


class ResponseForm(Form):
    """What a supplier answers; everything may stay open in a draft."""

    answers = FormRows(RESPONSE_LABELS["answers"], AnswerRow)
    approach = Markdown(
        RESPONSE_LABELS["approach"],
        help=_l(
            "望む姿を全体としてどう実現するかを書きます。できないことも書くと信頼されます。Markdownが使えます。"
        ),
        render_kw={"rows": 10},
    )
    networks = Choices(
        RESPONSE_LABELS["networks"],
        choices=options(NETWORK_LABELS.items()),
        help=_l("提案するものが使えるネットワークです。"),
    )
    plan = Markdown(
        RESPONSE_LABELS["plan"],
        help=_l("例：1か月目 業務の聞き取り、2か月目 試行、3か月目 全庁に展開。担当者2名。"),
        render_kw={"rows": 6},
    )
    price_tax = Choice(
        RESPONSE_LABELS["price_tax"], radio=True, choices=options(TAX_LABELS.items()), default="included"
    )
    prices = FormRows(RESPONSE_LABELS["prices"], PriceRow, min_entries=PRICE_ROWS, max_entries=MOST_PRICES)
    price = Markdown(
        RESPONSE_LABELS["price"],
        help=_l("例：データの移行と、機器の購入は含みません。3年目以降の年額は変わりません。"),
        render_kw={"rows": 4},
    )
    chosen = Choices(RESPONSE_LABELS["chosen"], help=_l("ソリューションのページに載せた実績から選びます。"))
    references = Markdown(
        RESPONSE_LABELS["references"], help=_l("例：人口10万人規模の市で2年の利用。"), render_kw={"rows": 4}
    )
    solution_id = Choice(RESPONSE_LABELS["solution_id"], optional=True)
    contact = Text(RESPONSE_LABELS["contact"], [longest(200)], help=_l("例：営業部 山田 06-0000-0000"))
    page = HiddenField(validators=[longest(32)], filters=[plain])
    version = Version()

    def offer(self, wished: str, solutions: list[tuple[str, str]], uses: Iterable[UseData]) -> None:
        """Fill in what can be chosen, and the wishes above their answers; wishes without a row get one."""
        self.solution_id.choices = options(solutions, empty=_l("選ばない"))
        self._uses = {use.key: use for use in uses}
        self.chosen.choices = [(key, use_in_words(use)) for key, use in self._uses.items()]
        self._wished = wished

    def place(self, known: Sequence[AnswerData]) -> None:
        """Set each wish above its answer; a wish without a row gets one."""
        wishes = {item.key: item.wish for item in answers_to(self._wished, ())}
        placed = {row.key.data for row in self.answers.forms}
        for key in (key for key in wishes if key not in placed):
            self.answers.append_entry({"key": key})
        words = {**{item.key: item.wish for item in known}, **wishes}
        for row in self.answers.forms:
            row.gone = row.key.data not in wishes
            row.verdict.label.text = words.get(row.key.data) or _("変更前の望む姿")

    def _typed(self, known: Sequence[AnswerData]) -> list[AnswerData]:
        wishes = {item.key: item.wish for item in (*known, *answers_to(self._wished, ()))}
        return [
            AnswerData(row.key.data, wishes.get(row.key.data, ""), row.verdict.data, row.text.data or "")
            for row in self.answers.forms
            if row.key.data
        ]

    def statement(self, known: Sequence[AnswerData] = ()) -> ResponseData:
        """What was typed; `known` are the answers so far, which know the words of earlier wishes."""
        return self.hand_over(
            ResponseData,
            answers=tuple(answers_to(self._wished, self._typed(known))),
            prices=tuple(row.row() for row in self.prices.forms if not row.empty),
            price_tax=self.price_tax.data or "included",
            chosen=tuple(self._uses[key] for key in self.chosen.data or () if key in self._uses),
        )

    @property
    def all_errors(self) -> list[tuple[str | None, str]]:
        """(field id or None, message) for the summary at the top, rows included."""
        tables = (self.answers, self.prices)
        plain = [row for row in super().all_errors if row[0] not in {table.id for table in tables}]
        return plain + [message for table in tables for message in table.messages]


class AttachmentForm(Form):
    """One file for a response."""

    file = Upload(_l("添付ファイル"), [required(_l("ファイルを選んでください。"))])


def filled(wished: str, data: ResponseData, version: int) -> dict[str, Any]:
    """What the form shows for a response as it is stated now, with a line of money to spare."""
    empty = max(1, PRICE_ROWS - len(data.prices))
    return {
        **vars(data),
        "answers": [vars(item) for item in answers_to(wished, data.answers)],
        "prices": [vars(line) for line in data.prices] + [{}] * empty,
        "chosen": [use.key for use in data.chosen],
        "version": version,
    }
