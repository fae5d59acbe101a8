"""Everything that can be done to subsidies. Callers own the transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from govtech.core.clock import now
from govtech.core.db import lock, new_id, session
from govtech.core.errors import Invalid
from govtech.core.journal import compared, record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.notices.telling import updated
from govtech.solutions.queries import initiative_names
from govtech.subsidies.areas import AREAS
from govtech.subsidies.importing import import_jgrants
from govtech.subsidies.jgrants import WindowData
from govtech.subsidies.models import (
    WINDOWS,
    Source,
    Subsidy,
    SubsidyInitiative,
    Window,
    WindowArea,
    search_text,
)


@dataclass(frozen=True)
class SubsidyData:
    """What a coordinator states about a subsidy, beside its window."""

    title: str
    provider: str
    catch_phrase: str
    body: str
    eligible: str
    rate: str
    ceiling: int | None
    employees: str
    url: str
    contact: str
    municipal: bool
    initiatives: tuple[int, ...]


def create(
    actor: Actor,
    data: SubsidyData,
    window: WindowData,
    *,
    subsidy_id: str | None = None,
    sample: bool = False,
) -> Subsidy:
    """Enter a subsidy by hand."""
    authorise(actor, "subsidy:edit")
    subsidy = Subsidy(id=subsidy_id or new_id(), source=Source.HAND, sample=sample)
    _put(subsidy, data)
    _put_window(subsidy, window)
    _make_searchable(subsidy)
    session.add(subsidy)
    record(actor, "subsidy.created", subsidy)
    return subsidy


def edit(
    actor: Actor, subsidy: Subsidy, data: SubsidyData, window: WindowData | None, expected_version: int
) -> None:
    """Correct a subsidy; without `window` its windows stay. Conflict when somebody changed it meanwhile.

    What is corrected of an imported one is noted, so that the next import leaves it as it is.
    """
    authorise(actor, "subsidy:edit", subsidy)
    lock(subsidy, as_of=expected_version)
    changes = _put(subsidy, data)
    if window is not None:
        changes |= _put_window(subsidy, window)
    if not changes:
        return
    if subsidy.source is Source.JGRANTS:
        subsidy.corrected = sorted({*subsidy.corrected, *changes} - {"initiatives", "municipal", "contact"})
    subsidy.updated_at = now()
    _make_searchable(subsidy)
    record(actor, "subsidy.edited", subsidy, changes, notices=updated(actor, subsidy, subsidy.title))


def _put(subsidy: Subsidy, data: SubsidyData) -> dict[str, object]:
    """Set the facts; what changed."""
    after = asdict(data)
    numbers = sorted(set(after.pop("initiatives")))
    unknown = set(numbers) - set(initiative_names())
    if unknown:
        raise Invalid(_("一覧にある取組から選んでください。"), field="initiatives")
    before: dict[str, Any] = {name: getattr(subsidy, name) for name in after}
    changes = compared(before, after)
    for name in changes:
        setattr(subsidy, name, after[name])
    held = sorted(link.number for link in subsidy.initiatives)
    if held != numbers:
        changes["initiatives"] = [held, numbers]
        kept = {link.number: link for link in subsidy.initiatives}
        subsidy.initiatives = [kept.get(number) or SubsidyInitiative(number=number) for number in numbers]
    return changes


def _put_window(subsidy: Subsidy, data: WindowData) -> dict[str, object]:
    """Set the one window without a number; what changed."""
    if any(area not in AREAS for area in data.areas):
        raise Invalid(_("一覧にある地域から選んでください。"), field="areas")
    if data.opens_at and data.closes_at and data.closes_at < data.opens_at:
        raise Invalid(_("受付締切は、受付開始より後にしてください。"), field="closes_at")
    window = next((held for held in subsidy.windows if not held.source_id), None)
    if window is None:
        window = Window(source_id="")
        subsidy.windows.append(window)
    told = [window.closes_at and window.closes_at.isoformat(), data.closes_at and data.closes_at.isoformat()]
    changed = set(window.areas) != set(data.areas)
    for name in ("area_note", "opens_at", "closes_at", "project_deadline"):
        before, after = getattr(window, name), getattr(data, name)
        if _differ(before, after):
            setattr(window, name, after)
            changed = True
    if changed:
        _put_areas(window, data.areas)
    return {WINDOWS: told} if changed else {}


def _differ(before: object, after: object) -> bool:
    """Whether a value changed; a form shows moments to the minute, so the seconds of an import do not count."""
    if isinstance(before, datetime) and isinstance(after, datetime):
        return before.replace(second=0, microsecond=0) != after.replace(second=0, microsecond=0)
    return before != after


def _put_areas(window: Window, areas: tuple[str, ...]) -> None:
    kept = {row.area: row for row in window.area_rows}
    window.area_rows = [kept.get(area) or WindowArea(area=area) for area in areas]
    for place, row in enumerate(window.area_rows):
        row.position = place


def _make_searchable(subsidy: Subsidy) -> None:
    names = (
        "title",
        "catch_phrase",
        "scheme",
        "provider",
        "number",
        "eligible",
        "body",
        "purposes",
        "industries",
    )
    values = {name: getattr(subsidy, name) or "" for name in names}
    subsidy.search_text = search_text(values, [area for window in subsidy.windows for area in window.areas])


__all__ = ["SubsidyData", "WindowData", "create", "edit", "import_jgrants"]
