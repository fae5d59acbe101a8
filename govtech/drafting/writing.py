"""Writing a section or an item that others may be writing too: merged sentence by sentence, or kept to be settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.errors import Conflict, Invalid, NotFound
from govtech.core.journal import compared, record
from govtech.core.policy import Actor, authorise
from govtech.core.words import Text, lazy
from govtech.core.words import gettext as _
from govtech.drafting import queries
from govtech.drafting.content import MERGED, Plain, found_in
from govtech.drafting.merging import merge
from govtech.drafting.models import Item, OpenClash, Section, Specification, Thing
from govtech.drafting.revising import Change, hold, revise_all, state
from govtech.specifications.template_format import Kind, Layer, Level

NEEDED: Final = frozenset({"title", "text", "kind", "level"})
"""Fields that say something in every text."""
GONE: Final[Text] = lazy(
    "あなたが書いている間に、ほかの人がこの場所を消しました。入力した内容はこの画面に残っています。"
    "変更の履歴から元に戻せます。"
)


@dataclass(frozen=True)
class Edit:
    """Fields of a section or item as somebody typed them who began with revision `began_in`."""

    thing: Thing
    key: str
    values: Mapping[str, Any]
    began_in: int
    why: str = ""


@dataclass(frozen=True)
class Saved:
    """What became of a change: whether others' came in too, what a person has to settle, how many revisions."""

    merged: bool = False
    clashes: tuple[OpenClash, ...] = ()
    changes: int = 0


def write(actor: Actor, specification: Specification, edit: Edit) -> Saved:
    """Save an edit; what others changed meanwhile is merged in, sentence by sentence.

    A field where that cannot be done stays as it is saved; both texts are kept in an OpenClash for a person to
    settle. Conflict once the text is fixed, and when somebody else took the thing out meanwhile.
    """
    return write_all(actor, specification, [edit])


def write_all(actor: Actor, specification: Specification, edits: Sequence[Edit]) -> Saved:
    """`write` for many things at once: a revision each, one act in the journal; what became of them together."""
    authorise(actor, "specification:edit", specification)
    hold(specification)
    rows = _rows(specification, edits)
    for edit in edits:
        _check(edit.values)
    old = _Before(specification)
    outcomes = [_merged(row, edit, old) for row, edit in zip(rows, edits, strict=True)]
    changes: list[Change] = []
    for row, edit, outcome in zip(rows, edits, outcomes, strict=True):
        if compared(outcome.saved, outcome.result):
            _set(row, edit.thing, outcome.result)
            row.changed_in = specification.revision + len(changes) + 1
            changes.append(
                Change(edit.thing, edit.key, outcome.result, outcome.saved, edit.why, outcome.merged)
            )
    revise_all(actor, specification, changes)
    return Saved(
        any(outcome.merged for outcome in outcomes),
        tuple(
            clash
            for edit, outcome in zip(edits, outcomes, strict=True)
            for clash in _kept(actor, specification, edit, outcome)
        ),
        len(changes),
    )


class _Outcome(NamedTuple):
    """What to save of an edit, what it began from, what is saved, and the fields that a person has to settle."""

    result: Mapping[str, Any]
    base: Mapping[str, Any]
    saved: Mapping[str, Any]
    clashing: Sequence[str]
    merged: bool


class _Before:
    """Things as they were when somebody began to write: the text of a revision is read once."""

    def __init__(self, specification: Specification) -> None:
        self._specification = specification
        self._read: dict[int, Plain] = {}

    def __call__(self, edit: Edit) -> Plain:
        if edit.began_in not in self._read:
            self._read[edit.began_in] = queries.content_at(self._specification, edit.began_in)
        found = found_in(self._read[edit.began_in], edit.thing, edit.key)
        if found is None:
            raise NotFound
        return found


def _merged(row: Any, edit: Edit, old: _Before) -> _Outcome:
    saved = {name: _value(row, name) for name in edit.values}
    base: Mapping[str, Any] = old(edit) if edit.began_in < row.changed_in else saved
    result, clashing = brought_together(base, edit.values, saved)
    merged = any(_trimmed(result[name]) != _trimmed(typed) for name, typed in edit.values.items())
    return _Outcome(result, base, saved, clashing, merged)


def _kept(actor: Actor, specification: Specification, edit: Edit, outcome: _Outcome) -> Sequence[OpenClash]:
    """Both texts of each field that clashes."""
    sides = [(name, outcome.base[name], outcome.saved[name]) for name in outcome.clashing]
    return _keep(actor, specification, edit, sides)


def keep(actor: Actor, specification: Specification, edit: Edit, base: Plain) -> Sequence[OpenClash]:
    """Keep fields that clash with what is saved for a person to settle; both began from the content `base`.

    The caller holds the specification and has authorised the actor.
    """
    began, (row,) = found_in(base, edit.thing, edit.key) or {}, _rows(specification, [edit])
    sides = [(name, began.get(name, ""), _value(row, name)) for name in edit.values]
    return _keep(actor, specification, edit, sides)


def _keep(
    actor: Actor, specification: Specification, edit: Edit, sides: Sequence[tuple[str, Any, Any]]
) -> Sequence[OpenClash]:
    kept = [_clash(actor, edit, name, base, saved) for name, base, saved in sides]
    for clash in kept:
        clash.specification_id = specification.id
        session.add(clash)
    if kept:
        place = {"place": ["", edit.key]}
        record(actor, "specification.clashed", specification, place, confidential=True)
    return kept


def _check(values: Mapping[str, Any]) -> None:
    """Invalid for a kind, level or network that there is not."""
    for name, known in (("kind", Kind), ("level", Level), ("layers", Layer)):
        stated = values.get(name, [])
        for value in [stated] if isinstance(stated, str) else stated:
            if value not in tuple(known):
                raise Invalid(_("選択肢から選んでください。"), field=name)


def brought_together(
    base: Mapping[str, Any], mine: Mapping[str, Any], saved: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Field by field what to save, and the names of fields that a person has to settle."""
    result, clashing = dict(saved), []
    for name, typed in mine.items():
        if typed in (base[name], _trimmed(base[name])):
            continue
        if saved[name] in (base[name], typed):
            result[name] = typed
        elif name in MERGED and not (found := merge(base[name], typed, saved[name])).clashes:
            result[name] = found.text
        else:
            clashing.append(name)
    return result, clashing


def _trimmed(value: Any) -> Any:
    """A text as forms give it back: without space at its ends, which is no change that anybody made."""
    return value.strip() if isinstance(value, str) else value


def _clash(actor: Actor, edit: Edit, name: str, base: Any, saved: Any) -> OpenClash:
    return OpenClash(
        thing=edit.thing,
        thing_key=edit.key,
        field=name,
        base=as_text(base),
        ours=as_text(edit.values[name]),
        theirs=as_text(saved),
        user_id=actor.user_id,
        actor_name=actor.name,
    )


def settle(actor: Actor, specification: Specification, clash: OpenClash, text: str, began_in: int) -> Saved:
    """Settle a clash with the text that a person decided on; both texts stay readable in it.

    Conflict when it is settled already; Invalid for no text where there has to be one.
    """
    authorise(actor, "specification:edit", specification)
    hold(specification)
    lock(clash)
    if clash.settled_at is not None:
        raise Conflict(_settled(clash))
    if not text.strip() and says_something(clash):
        raise Invalid(_("残す文を入力してください。"), field="text")
    value = [part for part in text.split("、") if part] if clash.field == "layers" else text
    edit = Edit(clash.thing, clash.thing_key, {clash.field: value}, began_in, _("食い違いの解決"))
    saved = write(actor, specification, edit)
    clash.settled_at, clash.settled_by = now(), actor.name
    record(actor, "specification.settled", specification, {"place": ["", clash.thing_key]}, confidential=True)
    return saved


def says_something(clash: OpenClash) -> bool:
    """Whether what settles it cannot be empty: in every text, or because neither side took the words out."""
    return clash.field in NEEDED or bool(clash.ours.strip() and clash.theirs.strip())


def _settled(clash: OpenClash) -> str:
    if not clash.settled_by:
        return _("場所が消されたため、この食い違いは閉じられています。")
    return _("この食い違いは、%(name)sさんが先に解決しました。", name=clash.settled_by)


def _rows(specification: Specification, edits: Sequence[Edit]) -> list[Any]:
    """The section or item of each edit; NotFound, or Conflict when it was taken out."""
    found: dict[tuple[Thing, str], Any] = {}
    tables: tuple[tuple[Thing, Any], ...] = ((Thing.SECTION, Section), (Thing.ITEM, Item))
    for thing, table in tables:
        keys = [edit.key for edit in edits if edit.thing is thing]
        if keys:
            of_these = sa.select(table).where(table.specification_id == specification.id, table.key.in_(keys))
            found |= {(thing, row.key): row for row in session.scalars(of_these)}
    rows = [found.get((edit.thing, edit.key)) for edit in edits]
    if None in rows:
        raise NotFound
    if any(row.removed for row in rows if row):
        raise Conflict(GONE)
    return rows


def _value(row: Any, name: str) -> Any:
    value = getattr(row, name)
    return list(value) if isinstance(value, list) else str(value)


def _set(row: Any, thing: Thing, values: Mapping[str, Any]) -> None:
    if thing is Thing.ITEM:
        state(row, queries.item_plain(row) | dict(values))
    else:
        for name, value in values.items():
            setattr(row, name, value)


def as_text(value: Any) -> str:
    """A field as a person reads it."""
    return "、".join(value) if isinstance(value, list) else str(value)
