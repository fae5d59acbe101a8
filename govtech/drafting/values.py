"""Values that the text uses as {{name}}: all filled at once, and which ones there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.errors import Conflict, Invalid
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.drafting import queries, services
from govtech.drafting.content import ITEM_FIELDS, Plain, parameter_of
from govtech.drafting.models import LocalValue, Parameter, Specification, Thing
from govtech.drafting.revising import Change, hold, revise_all
from govtech.drafting.shaping import reshape
from govtech.drafting.using import uses
from govtech.organisations.models import Organisation
from govtech.specifications.template_format import ParameterType
from govtech.specifications.template_text import (
    PARAMETER_NAME,
    parse_value,
)

MOST_CHOICES = 30


@dataclass(frozen=True)
class Filled:
    """A value as it was when the page was opened, and as it was typed."""

    name: str
    was: str
    value: str


@dataclass(frozen=True)
class ParameterData:
    """What a value is called in the text and on pages, and what may be filled in."""

    name: str
    label: str
    type: str
    unit: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()


class Local(NamedTuple):
    """Values that differ from the common ones: the reader's own by name, and others' as (municipality, value)."""

    own: dict[str, Any]
    others: dict[str, list[tuple[str, str]]]


def locally_filled(specification: Specification, actor: Actor) -> Local:
    """What municipalities filled in for themselves, in one query."""
    rows = session.execute(
        sa.select(
            Parameter.name, LocalValue.organisation_id, Organisation.name.label("town"), LocalValue.value
        )
        .join(Parameter, Parameter.id == LocalValue.parameter_id)
        .join(Organisation, Organisation.id == LocalValue.organisation_id)
        .where(Parameter.specification_id == specification.id, ~Parameter.removed)
        .order_by(Organisation.kana)
    )
    local = Local({}, {})
    for row in rows:
        if row.organisation_id == actor.organisation_id:
            local.own[row.name] = row
        else:
            local.others.setdefault(row.name, []).append((row.town, row.value))
    return local


def fill_all(
    actor: Actor, specification: Specification, common: Sequence[Filled], own: Sequence[Filled] = ()
) -> int:
    """Save all common values, and those of the own municipality, that were changed; how many.

    Invalid names each field that cannot be saved ("value-users", "own-users"), also where somebody else stated
    another value meanwhile; then nothing is saved.
    """
    authorise(actor, "specification:edit", specification)
    hold(specification)
    rows = {row.name: row for row in queries.parameters_of(specification)}
    local = {name: row.value for name, row in locally_filled(specification, actor).own.items()}
    errors: dict[str, list[str]] = {}
    saved = {name: row.value for name, row in rows.items()}
    changed = dict(_changed(rows, saved, common, "value", errors))
    filled = dict(_changed(rows, local, own, "own", errors))
    if errors:
        raise Invalid(_("入力した値を確認してください。"), errors=errors)
    revise_all(actor, specification, list(_filled(specification, rows, changed)))
    for name, value in filled.items():
        services.fill_locally(actor, specification, rows[name], value)
    return len(changed) + len(filled)


def _changed(
    rows: Mapping[str, Parameter],
    saved: Mapping[str, str],
    typed: Sequence[Filled],
    field: str,
    errors: dict[str, list[str]],
) -> Iterator[tuple[str, str]]:
    """What to save, in its plain form; what cannot be is put into `errors`."""
    for one in typed:
        if one.name not in rows or one.value == one.was:
            continue
        now = saved.get(one.name, "")
        try:
            value = parse_value(parameter_of(queries.parameter_plain(rows[one.name])), one.value)
        except Invalid as error:
            errors[f"{field}-{one.name}"] = [error.message]
            continue
        if now not in {one.was, value}:
            message = _(
                "ほかの人が「%(value)s」に変えました。あなたの値にするときは、もう一度保存してください。",
                value=now,
            )
            errors[f"{field}-{one.name}"] = [message]
        elif value != now:
            yield one.name, value


def _filled(
    specification: Specification, rows: Mapping[str, Parameter], changed: Mapping[str, str]
) -> Iterator[Change]:
    for number, (name, value) in enumerate(changed.items(), specification.revision + 1):
        row = rows[name]
        before = queries.parameter_plain(row)
        row.value, row.changed_in = value, number
        yield Change(Thing.PARAMETER, name, queries.parameter_plain(row), before)


def add(actor: Actor, specification: Specification, data: ParameterData) -> None:
    """A new value at the end of the list, empty; Invalid when its name is taken or has no usable form."""
    authorise(actor, "specification:edit", specification)
    hold(specification)
    plain = queries.content(specification)
    _check(plain, data)
    plain["parameters"].append(_stated(data) | {"value": ""})
    reshape(actor, specification, plain, _("値「%(label)s」を追加", label=data.label))


def change(actor: Actor, specification: Specification, name: str, data: ParameterData, began_in: int) -> None:
    """Call a value or restrict it otherwise; another name is put into the whole text in the same revision.

    Conflict when somebody else changed its definition since `began_in` or took it out; Invalid when a value that was filled in
    would no longer be one.
    """
    authorise(actor, "specification:edit", specification)
    hold(specification)
    row = queries.parameter(specification, name, gone=True)
    if row.removed:
        raise Conflict(
            _(
                "「%(label)s」は、ほかの人が消したか、文の中での名前を変えました。値の一覧を確かめてください。",
                label=row.label,
            )
        )
    plain = queries.content(specification)
    if row.changed_in > began_in and _definition(plain, name) != _definition(
        queries.content_at(specification, began_in), name
    ):
        raise Conflict(_("「%(label)s」は、ほかの人が先に変えました。", label=row.label))
    _check(plain, data, but=name)
    _check_values(row, data)
    text = _renamed(plain, name, data.name) if name != data.name else plain
    parameters = [one | _stated(data) if one["name"] == name else one for one in plain["parameters"]]
    reshape(
        actor, specification, text | {"parameters": parameters}, _("値「%(label)s」を変更", label=data.label)
    )
    if name != data.name:
        _take_along(row, queries.parameter(specification, data.name))


def remove(actor: Actor, specification: Specification, name: str) -> None:
    """Take a value out; Conflict names the places that still use it."""
    authorise(actor, "specification:edit", specification)
    hold(specification)
    row = queries.parameter(specification, name)
    plain = queries.content(specification)
    if places := uses(plain).get(name):
        raise Conflict(
            _(
                "この値は、%(places)sで使われているため消せません。先に、文から外してください。",
                places="、".join(places),
            )
        )
    plain["parameters"] = [one for one in plain["parameters"] if one["name"] != name]
    reshape(actor, specification, plain, _("値「%(label)s」を削除", label=row.label))


def _stated(data: ParameterData) -> Plain:
    return asdict(data) | {"choices": list(data.choices)}


def _definition(plain: Plain, name: str) -> Plain | None:
    """What a parameter is, without its value."""
    found = next((one for one in plain["parameters"] if one["name"] == name), None)
    return found and {key: value for key, value in found.items() if key != "value"}


def _check(plain: Plain, data: ParameterData, but: str = "") -> None:
    if not PARAMETER_NAME.fullmatch(data.name):
        raise Invalid(
            _("名前は、英小文字で始め、英小文字と数字と _ で書いてください。例：users"), field="name"
        )
    if data.name != but and any(one["name"] == data.name for one in plain["parameters"]):
        raise Invalid(_("名前「%(name)s」は、すでに使われています。", name=data.name), field="name")
    if data.type not in tuple(ParameterType):
        raise Invalid(_("選択肢から選んでください。"), field="type")
    if data.type == ParameterType.CHOICE and not data.choices:
        raise Invalid(_("選択肢を、1行に一つずつ書いてください。"), field="choices")


def _check_values(row: Parameter, data: ParameterData) -> None:
    """Invalid when a value that is filled in, common or local, does not fit the new type."""
    parameter = parameter_of(_stated(data) | {"value": ""})
    filled = [("", row.value), *((one.organisation, one.value) for one in queries.local_values(row))]
    for town, value in filled:
        try:
            fits = parse_value(parameter, value) == value
        except Invalid:
            fits = False
        if not fits:
            raise Invalid(
                _(
                    "いま入っている値「%(value)s」が、この型に合いません。先に値を直してください。",
                    value=f"{town}{value}",
                ),
                field="type",
            )


def _renamed(plain: Plain, name: str, new: str) -> Plain:
    """The content with {{name}} called otherwise everywhere."""
    pattern = re.compile(r"\{\{" + re.escape(name) + r"\}\}")

    def put(value: Any) -> Any:
        return pattern.sub("{{" + new + "}}", value) if isinstance(value, str) else value

    sections = []
    for section in plain["sections"]:
        items = [item | {key: put(item[key]) for key in ITEM_FIELDS} for item in section["items"]]
        sections.append(
            section | {"title": put(section["title"]), "body": put(section["body"]), "items": items}
        )
    return plain | {"sections": sections}


def _take_along(old: Parameter, new: Parameter) -> None:
    """Municipalities' own values stay with a value that is called otherwise; the history keeps the old ones."""
    session.execute(sa.delete(LocalValue).where(LocalValue.parameter_id == new.id))
    kept = session.scalars(sa.select(LocalValue).where(LocalValue.parameter_id == old.id)).all()
    session.add_all(
        LocalValue(
            parameter_id=new.id,
            organisation_id=one.organisation_id,
            value=one.value,
            stated_at=one.stated_at,
        )
        for one in kept
    )
