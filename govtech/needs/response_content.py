"""What a response says: as data handed to the services, and as words to compare two versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.needs.outcomes import Outcome, carried_over, key, outcomes
from govtech.needs.prices import TAX_LABELS, PriceData
from govtech.needs.response_models import VERDICT_LABELS, Response
from govtech.organisations.models import LocalGovernment
from govtech.solutions.models import NETWORK_LABELS, Solution, SolutionReference, Status


@dataclass(frozen=True)
class AnswerData:
    """What an offer says to one wish; `verdict` a value of Verdict or None."""

    key: str
    wish: str
    verdict: str | None = None
    text: str = ""


@dataclass(frozen=True)
class UseData:
    """Where one's own offering is used already, as the response names it."""

    solution_name: str
    place: str
    note: str = ""
    case_id: str | None = None

    @property
    def key(self) -> str:
        """Its id on a form: made of its words."""
        return key("\n".join((self.solution_name, self.place, self.note, self.case_id or "")))


@dataclass(frozen=True)
class ResponseData:
    """What a supplier answers; Markdown texts, whole yen, values of the models' enumerations."""

    approach: str = ""
    answers: tuple[AnswerData, ...] = ()
    networks: tuple[str, ...] = ()
    plan: str = ""
    prices: tuple[PriceData, ...] = ()
    price_tax: str = "included"
    price: str = ""
    chosen: tuple[UseData, ...] = ()
    references: str = ""
    solution_id: str | None = None
    contact: str = ""


RESPONSE_LABELS: Mapping[str, Text] = {
    "approach": _l("望む姿をどう実現するか"),
    "answers": _l("望む姿ごとの回答"),
    "networks": _l("使うネットワーク"),
    "plan": _l("進め方と体制"),
    "prices": _l("費用の内訳"),
    "price_tax": _l("金額の表し方"),
    "price": _l("費用の前提と、含まれないもの"),
    "chosen": _l("ソリューションを利用している自治体"),
    "references": _l("そのほかの実績"),
    "solution_id": _l("関係するソリューション"),
    "contact": _l("連絡先"),
}
_PRICE = tuple(field.name for field in fields(PriceData))
_USE = tuple(field.name for field in fields(UseData))


def answered(response: Response) -> ResponseData:
    """What the response says now."""
    plain = {name: getattr(response, name) for name in ("approach", "plan", "price", "references", "contact")}
    return ResponseData(
        **plain,
        solution_id=response.solution_id,
        networks=tuple(response.networks),
        price_tax=response.price_tax.value,
        answers=tuple(
            AnswerData(row.key, row.wish, row.verdict.value if row.verdict else None, row.text)
            for row in response.answers
        ),
        prices=prices(response),
        chosen=tuple(UseData(**{name: getattr(row, name) for name in _USE}) for row in response.chosen),
    )


def prices(response: Response) -> tuple[PriceData, ...]:
    """Its lines of money."""
    return tuple(PriceData(**{name: getattr(row, name) for name in _PRICE}) for row in response.prices)


def answers_to(wished: str, given: Iterable[AnswerData]) -> tuple[AnswerData, ...]:
    """One answer for each wish of the text as it is now, then those to wishes that are gone, so that none is lost.

    The answer to a wish that was reworded stands with its new words.
    """
    wishes, earlier = outcomes(wished), {Outcome(item.key, item.wish): item for item in given}
    kept = carried_over(wishes, earlier)
    now = [
        AnswerData(wish.key, wish.text, kept[wish.key].verdict, kept[wish.key].text)
        if wish.key in kept
        else AnswerData(wish.key, wish.text)
        for wish in wishes
    ]
    used = {id(item) for item in kept.values()}
    gone = [item for item in earlier.values() if id(item) not in used and (item.verdict or item.text)]
    return (*now, *gone)


def unanswered(wished: str, answers: Iterable[AnswerData]) -> list[str]:
    """The wishes to which it is not yet said how far they are met."""
    judged = {item.key for item in answers if item.verdict}
    return [wish.text for wish in outcomes(wished) if wish.key not in judged]


def uses_of(organisation_id: str) -> list[UseData]:
    """Where an organisation's published offerings are used, to choose from."""
    rows = session.execute(
        sa.select(
            Solution.name,
            LocalGovernment.name.label("place"),
            SolutionReference.note,
            SolutionReference.case_id,
        )
        .join(Solution, Solution.id == SolutionReference.solution_id)
        .outerjoin(LocalGovernment, LocalGovernment.code == SolutionReference.government_code)
        .where(Solution.organisation_id == organisation_id, Solution.status == Status.PUBLISHED)
        .order_by(Solution.kana, SolutionReference.solution_id, SolutionReference.position)
    )
    return [UseData(row.name, row.place or "", row.note, row.case_id) for row in rows]


def use_in_words(use: UseData) -> str:
    """豊中市（まちかど申請）2024年から全庁で利用."""
    place = use.place or _("そのほかの利用")
    return _(
        "%(place)s（%(solution)s） %(note)s", place=place, solution=use.solution_name, note=use.note
    ).strip()


def as_words(data: ResponseData) -> dict[str, str]:
    """Each statement as a text; each wish's answer by itself, under the id of the wish."""
    return dict(_words(data))


def label_of(name: str, *stated: ResponseData) -> str:
    """The words above a statement of `as_words`."""
    wishes = {f"answer:{item.key}": item.wish for data in stated for item in data.answers}
    return wishes.get(name) or str(RESPONSE_LABELS.get(name, RESPONSE_LABELS["answers"]))


def _words(data: ResponseData) -> Iterator[tuple[str, str]]:
    for field in fields(data):
        value: Any = getattr(data, field.name)
        if field.name == "answers":
            for item in value:
                verdict = str(VERDICT_LABELS[item.verdict]) if item.verdict else ""
                yield f"answer:{item.key}", "\n".join(part for part in (verdict, item.text) if part)
        elif field.name == "networks":
            yield field.name, "、".join(str(NETWORK_LABELS[item]) for item in value)
        elif field.name == "prices":
            yield field.name, "\n".join(_price_in_words(line) for line in value)
        elif field.name == "price_tax":
            yield field.name, str(TAX_LABELS[value])
        elif field.name == "chosen":
            yield field.name, "\n".join(use_in_words(item) for item in value)
        else:
            yield field.name, value or ""


def _price_in_words(line: PriceData) -> str:
    figures = {name: f"{value:,}" for name, value in asdict(line).items() if isinstance(value, int) and value}
    named = (
        ("initial_yen", _("初期")),
        ("yearly_yen", _("年額")),
        ("unit_yen", _("単価")),
        ("quantity", _("年間の数量")),
        ("population_from", _("人口（以上）")),
        ("population_to", _("人口（以下）")),
    )
    parts = [f"{label} {figures[name]}" for name, label in named if name in figures]
    return " ".join(part for part in (line.name, *parts, line.unit) if part)
