"""What a municipality states when it joins a need, and what a coordinator states of a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from govtech.clusters.support_models import Support
from govtech.core.words import Text
from govtech.core.words import lazy as _l


@dataclass(frozen=True)
class SupportData:
    """A municipality's own scale; yen and whole numbers. `volume` counts in the need's unit when it has one."""

    population: int | None = None
    volume: int | None = None
    volume_unit: str = ""
    budget_min: int | None = None
    budget_max: int | None = None
    fiscal_year: int | None = None
    note: str = ""
    contact: str = ""


@dataclass(frozen=True)
class ClusterData:
    """A cluster's name and its needs."""

    title: str
    needs: tuple[str, ...] = ()


SUPPORT_LABELS: Mapping[str, Text] = {
    "population": _l("うちの町で対象となる人口"),
    "volume": _l("うちの町での件数・量"),
    "volume_unit": _l("件数・量の単位"),
    "budget_min": _l("予算の下限"),
    "budget_max": _l("予算の上限"),
    "fiscal_year": _l("予算の年度"),
    "note": _l("ひとこと"),
    "contact": _l("担当と連絡先"),
}
FIGURES = ("population", "volume", "volume_unit", "budget_min", "budget_max", "fiscal_year")
"""What everybody may read of a joining; the rest is for municipal staff and coordinators."""


def stated(support: Support) -> SupportData:
    """What the joining says now."""
    return SupportData(**{field.name: getattr(support, field.name) for field in fields(SupportData)})
