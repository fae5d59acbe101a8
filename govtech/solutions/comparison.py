"""Up to four offerings side by side: a line for each thing that buyers ask, and where they differ."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from govtech.core.policy import KIND_LABELS
from govtech.core.show import show_date, show_number, show_yen
from govtech.core.words import gettext as _
from govtech.organisations.facts import in_words
from govtech.organisations.queries import expiry
from govtech.solutions.content import contact_of
from govtech.solutions.models import DELIVERY_LABELS, LANGUAGE_LABELS, NETWORK_LABELS, PriceBand, Solution
from govtech.solutions.pricing import YEARS, band_for, cost

MOST = 4
JAPANESE = re.compile(r"[ぁ-ヿ一-鿿]")


class Bit(NamedTuple):
    """One entry of a cell: its words, where they lead, and a tone of ui.status for a state beside them."""

    text: str
    url: str = ""
    tone: str = ""

    @property
    def japanese(self) -> bool:
        """Whether it holds Japanese words, which an English page marks as such."""
        return bool(JAPANESE.search(self.text))


Cell = tuple[Bit, ...]


@dataclass(frozen=True)
class Line:
    """One question, and each offering's answer; an empty cell says nothing.

    What every offering tells in words of its own (`own_words`) always differs, and is not pointed out.
    """

    label: str
    cells: tuple[Cell, ...]
    numeric: bool = False
    own_words: bool = False

    @property
    def differs(self) -> bool:
        """Whether the answers are not all the same."""
        return len(set(self.cells)) > 1

    @property
    def pointed_out(self) -> bool:
        """Whether a reader should look at the difference."""
        return self.differs and not self.own_words


@dataclass(frozen=True)
class Known:
    """What the lines need beside the offerings: one read of each for all of them."""

    certificates: Mapping[str, Sequence[Any]]
    initiatives: Mapping[int, str]
    cases: Mapping[str, str]
    population: int | None


def compared(solutions: Sequence[Solution], known: Known) -> list[Line]:
    """The lines in the order in which buyers ask; those that nobody answers are left out."""
    lines = [*_what(solutions, known), *_price(solutions, known), *_trust(solutions, known)]
    return [line for line in lines if any(line.cells)]


def _line(
    label: str, cells: Sequence[Sequence[str | Bit]], *, numeric: bool = False, own_words: bool = False
) -> Line:
    bits = [tuple(item if isinstance(item, Bit) else Bit(item) for item in cell if item) for cell in cells]
    return Line(label, tuple(bits), numeric, own_words)


def _what(solutions: Sequence[Solution], known: Known) -> list[Line]:
    return [
        _line(_("何をするものか"), [[one.summary] for one in solutions], own_words=True),
        _line(
            _("提供形態"),
            [[str(DELIVERY_LABELS[item.delivery]) for item in one.deliveries] for one in solutions],
        ),
        _line(
            _("使えるネットワーク"),
            [[str(NETWORK_LABELS[item.network]) for item in one.networks] for one in solutions],
        ),
        _line(
            _("住民が使える言語"), [[str(LANGUAGE_LABELS[key]) for key in one.languages] for one in solutions]
        ),
        _line(
            _("取組"),
            [[known.initiatives.get(item.number, "") for item in one.initiatives] for one in solutions],
        ),
    ]


def _price(solutions: Sequence[Solution], known: Known) -> list[Line]:
    """The prices for the reader's size, or each offering's lowest yearly price when the size is open."""
    if known.population is None:
        yearly = [sorted(cost(band).yearly for band in one.prices)[:1] for one in solutions]
        return [
            _line(_("年額の目安（税込）"), [[_("%(yen)sから", yen=show_yen(y)) for y in ys] for ys in yearly])
        ]
    bands = [band_for(one.prices, known.population) for one in solutions]
    amounts = [cost(band) if band else None for band in bands]
    labels = (
        (_("初期費用（税込）"), "initial"),
        (_("年額（税込）"), "yearly"),
        (_("%(n)s年間の費用（税込）", n=YEARS), "five_years"),
    )
    lines = [
        _line(
            label,
            [[show_yen(getattr(amount, name))] if amount else [_("価格の登録なし")] for amount in amounts],
            numeric=True,
        )
        for label, name in labels
    ]
    return [
        *lines,
        _line(_("含まれるもの・条件"), [[band.note] if band else [] for band in bands], own_words=True),
    ]


def _trust(solutions: Sequence[Solution], known: Known) -> list[Line]:
    makers = [one.organisation for one in solutions]
    return [
        _line(
            _("提供者"),
            [
                [Bit(maker.name, f"/organisations/{maker.id}"), str(KIND_LABELS[maker.kind])]
                for maker in makers
            ],
            own_words=True,
        ),
        _line(_("認証"), [_certificates(known.certificates.get(maker.id, ())) for maker in makers]),
        _line(_("利用している自治体"), [_references(one, known) for one in solutions], own_words=True),
        _line(_("従業員・職員の数"), [[in_words("employees", maker.employees)] for maker in makers]),
        _line(_("所在地"), [[maker.address] for maker in makers], own_words=True),
        _line(_("問い合わせ先"), [[contact_of(one)] for one in solutions], own_words=True),
        _line(_("公開日"), [[show_date(one.published_at)] for one in solutions], own_words=True),
    ]


def _certificates(held: Sequence[Any]) -> list[Bit]:
    return [Bit(row.name, tone=expiry(row.expires_on)) for row in held]


def _references(solution: Solution, known: Known) -> list[Bit]:
    found = []
    for item in solution.references:
        where = item.government.name if item.government else ""
        since = _("%(year)s年から", year=item.year) if item.year else ""
        words = " ".join(filter(None, (where or item.note, since)))
        found.append(Bit(words, f"/cases/{item.case_id}" if item.case_id in known.cases else ""))
    return found


def band_words(band: PriceBand) -> str:
    """The population of a band in words."""
    low, high = show_number(band.population_from), show_number(band.population_to)
    if band.population_to is None:
        return _("%(from)s人以上", **{"from": low}) if band.population_from else _("どの規模でも")
    if band.population_from:
        return _("%(from)s人から%(to)s人", **{"from": low, "to": high})
    return _("%(to)s人以下", to=high)
