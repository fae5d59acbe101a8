"""Writing a section or an item that others may be writing too: merged sentence by sentence, or kept to be settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import compared, record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.drafting import queries
from govtech.drafting.content import MERGED
from govtech.drafting.merging import merge
from govtech.drafting.models import OpenClash, Specification, Thing
from govtech.drafting.revising import Change, hold, revise, state
from govtech.specifications.template_format import Kind, Layer, Level


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
    """What became of a change: whether others' changes came in too, and what a person has to settle."""

    merged: bool = False
    clashes: tuple[OpenClash, ...] = ()


def write(actor: Actor, specification: Specification, edit: Edit) -> Saved:
    """Save an edit; what others changed meanwhile is merged in, sentence by sentence.

    A field where that cannot be done stays as it is saved; both texts are kept in an OpenClash for a person to
    settle. Conflict once the text is fixed.
    """
    authorise(actor, "specification:edit", specification)
    hold(specification)
    row = _row(specification, edit.thing, edit.key)
    _check(edit.values)
    saved = {name: _value(row, name) for name in edit.values}
    base: Mapping[str, Any] = saved
    if edit.began_in < row.changed_in:
        base = queries.value_at(specification, edit.thing, edit.key, edit.began_in)
    result, clashing = brought_together(base, edit.values, saved)
    merged = any(result[name] != typed for name, typed in edit.values.items())
    if compared(saved, result):
        _set(row, edit.thing, result)
        row.changed_in = specification.revision + 1
        change = Change(edit.thing, edit.key, result, saved, edit.why, merged)
        revise(actor, specification, change)
    kept = [_clash(actor, edit, name, base, saved) for name in clashing]
    for clash in kept:
        clash.specification_id = specification.id
        session.add(clash)
    if kept:
        place = {"place": ["", edit.key]}
        record(actor, "specification.clashed", specification, place, confidential=True)
    return Saved(merged, tuple(kept))


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
        if typed == base[name]:
            continue
        if saved[name] in (base[name], typed):
            result[name] = typed
        elif name in MERGED and not (found := merge(base[name], typed, saved[name])).clashes:
            result[name] = found.text
        else:
            clashing.append(name)
    return result, clashing


def _clash(
    actor: Actor, edit: Edit, name: str, base: Mapping[str, Any], saved: Mapping[str, Any]
) -> OpenClash:
    return OpenClash(
        thing=edit.thing,
        thing_key=edit.key,
        field=name,
        base=as_text(base[name]),
        ours=as_text(edit.values[name]),
        theirs=as_text(saved[name]),
        user_id=actor.user_id,
        actor_name=actor.name,
    )


def settle(actor: Actor, specification: Specification, clash: OpenClash, text: str, began_in: int) -> Saved:
    """Settle a clash with the text that a person decided on; both texts stay readable in it."""
    if clash.settled_at is not None:
        raise Conflict(_("この食い違いは、すでに解決されています。"))
    value = [part for part in text.split("、") if part] if clash.field == "layers" else text
    edit = Edit(clash.thing, clash.thing_key, {clash.field: value}, began_in, _("食い違いの解決"))
    saved = write(actor, specification, edit)
    clash.settled_at, clash.settled_by = now(), actor.name
    record(actor, "specification.settled", specification, {"place": ["", clash.thing_key]}, confidential=True)
    return saved


def _row(specification: Specification, thing: Thing, key: str) -> Any:
    if thing is Thing.SECTION:
        return queries.section(specification, key)
    return queries.item(specification, key)


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
