"""What a supplier says about an offering, and the same as words for comparing two versions."""

from __future__ import annotations

from dataclasses import dataclass, fields

from govtech.core.words import gettext as _
from govtech.solutions.models import DELIVERY_LABELS, LANGUAGE_LABELS, NETWORK_LABELS, Solution


@dataclass(frozen=True)
class PriceData:
    """Yen for municipalities of a size; `population_to` None: and above; the note says what is included."""

    population_from: int
    population_to: int | None
    initial_yen: int
    yearly_yen: int
    tax_included: bool = True
    note: str = ""


@dataclass(frozen=True)
class ReferenceData:
    """A user of the offering: local government code, id of a case here, a note, since which year; each may be missing."""

    government_code: str | None
    case_id: str | None
    note: str
    year: int | None = None


@dataclass(frozen=True)
class SolutionData:
    """Everything a supplier states; deliveries, networks, languages are values of the models' enumerations."""

    name: str
    kana: str
    summary: str
    description: str
    deliveries: tuple[str, ...]
    networks: tuple[str, ...]
    initiatives: tuple[int, ...]
    languages: tuple[str, ...]
    contact: str
    prices: tuple[PriceData, ...] = ()
    references: tuple[ReferenceData, ...] = ()


def stated(solution: Solution) -> SolutionData:
    """What is stated now."""
    return SolutionData(
        name=solution.name,
        kana=solution.kana,
        summary=solution.summary,
        description=solution.description,
        deliveries=tuple(item.delivery.value for item in solution.deliveries),
        networks=tuple(item.network.value for item in solution.networks),
        initiatives=tuple(item.number for item in solution.initiatives),
        languages=tuple(solution.languages or ()),
        contact=solution.contact,
        prices=tuple(
            PriceData(**{item.name: getattr(band, item.name) for item in fields(PriceData)})
            for band in solution.prices
        ),
        references=tuple(
            ReferenceData(item.government_code, item.case_id, item.note, item.year)
            for item in solution.references
        ),
    )


def as_words(data: SolutionData) -> dict[str, str]:
    """Each statement as a text, for the journal and for showing two versions side by side."""
    return {
        "name": data.name,
        "kana": data.kana,
        "summary": data.summary,
        "description": data.description,
        "deliveries": "、".join(str(DELIVERY_LABELS[key]) for key in sorted(data.deliveries)),
        "networks": "、".join(str(NETWORK_LABELS[key]) for key in sorted(data.networks)),
        "initiatives": "、".join(map(str, sorted(data.initiatives))),
        "languages": "、".join(str(LANGUAGE_LABELS[key]) for key in data.languages),
        "contact": data.contact,
        "prices": "\n".join(
            f"{band.population_from:,}〜{'' if band.population_to is None else f'{band.population_to:,}'}："
            f"{band.initial_yen:,}／{band.yearly_yen:,}{'' if band.tax_included else _('（税抜）')} {band.note}".rstrip()
            for band in data.prices
        ),
        "references": "\n".join(
            " ".join(str(part) for part in (item.government_code, item.year, item.case_id, item.note) if part)
            for item in data.references
        ),
    }


def wanting(solution: Solution) -> list[str]:
    """What must be filled in before publication, in words."""
    needed = (
        (_("内容の説明"), solution.description),
        (_("提供形態"), solution.deliveries),
        (_("使えるネットワーク"), solution.networks),
        (_("問い合わせ先"), contact_of(solution)),
    )
    return [label for label, value in needed if not value]


def contact_of(solution: Solution) -> str:
    """Whom to ask: the offering's own contact, else that of its organisation."""
    return solution.contact or solution.organisation.contact
