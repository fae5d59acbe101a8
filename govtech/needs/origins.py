"""What a need can be begun from: a case, a template, or another need; and what each gives to the draft."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from govtech.core.errors import NotFound
from govtech.core.policy import Actor
from govtech.core.text import shorten
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.knowledge import queries as case_queries
from govtech.knowledge.models import CaseOutcome, CaseStudy, Visibility
from govtech.needs import queries
from govtech.needs.content import NeedData, stated
from govtech.specifications import queries as template_queries
from govtech.specifications.models import SpecTemplate

KIND_LABELS: dict[str, Text] = {
    "case": _l("事例"),
    "template": _l("標準仕様書ひな形"),
    "need": _l("似たニーズ"),
}
LONGEST_TITLE, LONGEST_MEASURE = 120, 400


class Origin(NamedTuple):
    """Where a draft came from: its key ("case:abc"), what it is called, and where it is read."""

    key: str
    label: str
    title: str
    url: str


@dataclass(frozen=True)
class Start:
    """An origin, and what a draft begun from it already says; `open`: everybody may read where it came from."""

    origin: Origin
    data: NeedData
    open: bool = True


def start(actor: Actor, key: str) -> Start:
    """What a draft from this origin begins with; NotFound when there is no such thing, or not for this actor."""
    kind, _colon, name = key.partition(":")
    match kind:
        case "case":
            return _from_case(case_queries.get(actor, name))
        case "template":
            return _from_template(template_queries.find(name))
        case "need":
            return _from_need(actor, name)
        case _:
            raise NotFound


def seen(actor: Actor, key: str) -> Origin | None:
    """The origin, if this reader may see it."""
    if not key:
        return None
    try:
        return start(actor, key).origin
    except NotFound:
        return None


def _from_case(case: CaseStudy) -> Start:
    origin = Origin(f"case:{case.id}", str(KIND_LABELS["case"]), case.title, f"/cases/{case.id}")
    data = NeedData(
        title=shorten(case.title, LONGEST_TITLE),
        problem=case.problem,
        measure=shorten(" ".join(_measured(row) for row in case.outcomes), LONGEST_MEASURE),
        initiatives=tuple(sorted(row.number for row in case.initiatives)),
    )
    return Start(origin, data, open=case.visibility is Visibility.ALL)


def _measured(row: CaseOutcome) -> str:
    if row.before is None or row.after is None:
        return row.measure
    numbers = {"before": f"{row.before:g}{row.unit}", "after": f"{row.after:g}{row.unit}"}
    return _("%(measure)sを%(before)sから%(after)sにする（元の事例の値）。", measure=row.measure, **numbers)


def _from_template(template: SpecTemplate) -> Start:
    label, address = str(KIND_LABELS["template"]), f"/templates/{template.slug}"
    numbers = template_queries.initiatives_of([template.id]).get(template.id, ())
    data = NeedData(title=shorten(template.title, LONGEST_TITLE), initiatives=numbers, wanted=("proposal",))
    return Start(Origin(f"template:{template.slug}", label, template.title, address), data)


def _from_need(actor: Actor, need_id: str) -> Start:
    """Scale, budget, deadlines and contact are each municipality's own."""
    need = queries.get(actor, need_id)
    own = NeedData("")
    data = replace(
        stated(need),
        population=own.population,
        volume=own.volume,
        volume_unit=own.volume_unit,
        budget_min=own.budget_min,
        budget_max=own.budget_max,
        fiscal_year=own.fiscal_year,
        question_deadline=None,
        response_deadline=None,
        contact=own.contact,
    )
    return Start(Origin(f"need:{need.id}", str(KIND_LABELS["need"]), need.title, f"/needs/{need.id}"), data)
