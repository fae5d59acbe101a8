"""A municipality's own positions on one page: its items by section, as they are and as somebody typed them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import sqlalchemy as sa

from govtech.agreeing.position_models import Position, Stance
from govtech.agreeing.position_statements import LONGEST, PositionData, Statement
from govtech.core.db import Rows, session
from govtech.core.policy import Actor
from govtech.core.text import clean
from govtech.core.words import gettext as _
from govtech.drafting.models import Item, Section, Specification
from govtech.specifications.template_format import Kind, Level


@dataclass(frozen=True)
class OwnRow:
    """An item and what the municipality says to it: `was` as it is saved, the rest as shown in the fields.

    Where the item changed after the position was stated, no stance is chosen: it asks to be looked at again.
    """

    key: str
    section: str
    kind: Kind
    level: Level
    text: str
    condition: str
    was: str = ""
    version: int = 0
    stance: str = ""
    wording: str = ""
    reason: str = ""
    answer: str = ""
    stale: bool = False
    error: str = ""

    @property
    def waiting(self) -> bool:
        """Whether the municipality still has to look at it."""
        return not self.was or self.stale

    def filled(self, fill: Callable[[str], str]) -> OwnRow:
        """The row with values and numbers of chapters in its texts."""
        return replace(self, text=fill(self.text), condition=fill(self.condition))


def rows(actor: Actor, specification: Specification, section: str | None = None) -> list[OwnRow]:
    """Every item with the own position, in reading order, in one query; of one section when it is named."""
    own = sa.and_(Position.item_id == Item.id, Position.organisation_id == actor.organisation_id)
    statement = (
        sa.select(
            Item.key,
            Section.key.label("section"),
            Item.kind,
            Item.level,
            Item.text,
            Item.condition,
            Position.stance,
            Position.version,
            Position.wording,
            Position.reason,
            sa.case((Position.accepted_at.is_(None), Position.answer), else_="").label("answer"),
            (Position.seen_in < Item.changed_in).label("stale"),
        )
        .join(Section, Section.id == Item.section_id)
        .outerjoin(Position, own)
        .where(Item.specification_id == specification.id, ~Item.removed)
        .order_by(Item.place, Item.key)
    )
    if section:
        statement = statement.where(Section.key == section)
    found: Rows = session.execute(statement).all()
    return [_as_saved(row) for row in found]


def _as_saved(row: Any) -> OwnRow:
    return OwnRow(
        row.key,
        row.section,
        row.kind,
        row.level,
        row.text,
        row.condition,
        row.stance or "",
        row.version or 0,
        "" if row.stale else row.stance or "",
        row.wording or "",
        row.reason or "",
        row.answer or "",
        bool(row.stale),
    )


class Typed(NamedTuple):
    """The rows as typed, the statements that are ready to be saved, and what was typed to items that are gone."""

    rows: list[OwnRow]
    statements: list[Statement]
    gone: Mapping[str, str]


def typed(known: Sequence[OwnRow], sent: Mapping[str, str]) -> Typed:
    """What somebody sent: only rows that say something new become statements; an unknown stance is an error."""
    shown: list[OwnRow] = []
    statements: list[Statement] = []
    for row in known:
        if f"was-{row.key}" not in sent:
            shown.append(row)
            continue
        now = _as_typed(row, sent)
        shown.append(now)
        was = sent[f"was-{row.key}"]
        if not now.error and now.stance and _says_more(now, row, was):
            data = PositionData(Stance(now.stance), now.wording, now.reason)
            stance = Stance(was) if was in tuple(Stance) else None
            statements.append(Statement(row.key, data, stance, version_in(sent.get(f"version-{row.key}"))))
    return Typed(shown, statements, _gone(known, sent))


def version_in(text: str | None) -> int | None:
    """A version that a page says the writer saw; None where it says none, -1 for what is no number."""
    if text is None:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1  # noqa: PLR2004


def _gone(known: Sequence[OwnRow], sent: Mapping[str, str]) -> Mapping[str, str]:
    """Stances and words for items that somebody has taken out of the text since, by their keys."""
    keys = {row.key for row in known}
    found = {}
    for key in (name.removeprefix("was-") for name in sent if name.startswith("was-")):
        words = [clean(sent.get(f"{name}-{key}", "")).strip()[:LONGEST] for name in ("wording", "reason")]
        if key not in keys and (any(words) or sent.get(f"stance-{key}")):
            found[key] = "\n".join(filter(None, words))
    return found


def _says_more(now: OwnRow, row: OwnRow, was: str) -> bool:
    """Whether the fields differ from what is saved; where the item changed since, the same stance counts too."""
    return row.stale or now.stance != was or (now.wording, now.reason) != (row.wording, row.reason)


def _as_typed(row: OwnRow, sent: Mapping[str, str]) -> OwnRow:
    stance = sent.get(f"stance-{row.key}", "")
    wording, reason = (clean(sent.get(f"{name}-{row.key}", "")).strip() for name in ("wording", "reason"))
    now = replace(row, stance=stance, wording=wording, reason=reason)
    if stance and stance not in tuple(Stance):
        return replace(now, error=_("選択肢から選んでください。"))
    if not stance and (wording, reason) != (row.wording, row.reason):
        return replace(now, error=_("立場を選んでください。"))
    return now


def with_errors(shown: Sequence[OwnRow], refused: Mapping[str, str]) -> list[OwnRow]:
    """The rows with what the service said about them."""
    return [replace(row, error=refused.get(row.key, row.error)) for row in shown]


def by_section(shown: Sequence[OwnRow]) -> Iterator[tuple[str, list[OwnRow]]]:
    """Section key and its rows, in reading order."""
    found: dict[str, list[OwnRow]] = {}
    for row in shown:
        found.setdefault(row.section, []).append(row)
    yield from found.items()
