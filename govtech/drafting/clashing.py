"""A clash as a person sees it who settles it: who wrote each side, and the text as it stands now."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.diff import Change, redline
from govtech.core.words import gettext as _
from govtech.drafting import presenting, queries, redlining
from govtech.drafting.content import MERGED
from govtech.drafting.forms import ChoiceClashForm, ClashForm, with_choices
from govtech.drafting.merging import merge
from govtech.drafting.models import OpenClash, Revision, Specification, Thing
from govtech.drafting.writing import as_text, says_something


class Seen(NamedTuple):
    """Both sides as redlines from where they began, whose they are, and the text now: None once it was removed."""

    place: str
    field: str
    ours: list[Change]
    theirs: list[Change]
    ours_title: str
    theirs_title: str
    from_template: bool
    now: str | None


def read(specification: Specification, clash: OpenClash) -> Seen:
    """What the page of a clash shows."""
    saved = _saved(specification, clash)
    base, ours, theirs = (_in_words(clash.field, text) for text in (clash.base, clash.ours, clash.theirs))
    from_template = clash.user_id is None
    writer = _writer(specification, clash)
    return Seen(
        _place(specification, clash),
        str(presenting.FIELDS[clash.field]),
        list(redline(base, ours)),
        list(redline(base, theirs)),
        _("ひな形の変更") if from_template else _("%(name)sさんの変更", name=clash.actor_name),
        _("先に保存されていた変更（%(name)sさん）", name=writer) if writer else _("先に保存されていた変更"),
        from_template,
        None if saved is None else _in_words(clash.field, as_text(saved)),
    )


def form_for(specification: Specification, clash: OpenClash) -> Any:
    """What a person settles it with: everything of both texts, or one of the two where they cannot come together."""
    form = _form(specification, clash)
    form.text.flags.required = says_something(clash)
    return form


def _form(specification: Specification, clash: OpenClash) -> Any:
    saved = _saved(specification, clash)
    began_in = specification.revision
    if clash.field in MERGED or clash.field == "title":
        whole = merge(clash.base, clash.ours, saved).text if isinstance(saved, str) else clash.ours
        return ClashForm(data={"text": whole, "began_in": began_in})
    values = dict.fromkeys((clash.ours, clash.theirs, *([] if saved is None else [as_text(saved)])))
    choices = [(value, _in_words(clash.field, value) or _("なし")) for value in values]
    return with_choices(ChoiceClashForm(data={"text": clash.ours, "began_in": began_in}), text=choices)


def _saved(specification: Specification, clash: OpenClash) -> Any:
    """The field as it is saved now; None when its place was taken out."""
    if clash.thing is Thing.SECTION:
        section = queries.section(specification, clash.thing_key, gone=True)
        return None if section.removed else {"title": section.title, "body": section.body}[clash.field]
    item = queries.item(specification, clash.thing_key, gone=True)
    return None if item.removed else queries.item_plain(item)[clash.field]


def _place(specification: Specification, clash: OpenClash) -> str:
    if clash.thing is Thing.SECTION:
        return queries.section(specification, clash.thing_key, gone=True).title
    return clash.thing_key


def _writer(specification: Specification, clash: OpenClash) -> str:
    """Who had saved the other side: the author of the revision that made the field what it was; "" if unknown."""
    changes = session.scalars(
        sa.select(Revision)
        .where(
            Revision.specification_id == specification.id,
            Revision.thing == clash.thing,
            Revision.thing_key == clash.thing_key,
            Revision.at <= clash.created_at,
        )
        .order_by(Revision.number.desc())
    )
    for one in changes:
        after, before = one.after.get(clash.field), one.before.get(clash.field)
        if after is not None and after != before:
            return one.actor_name if as_text(after) == clash.theirs else ""
    return ""


def _in_words(field: str, text: str) -> str:
    """A side as people read it: 必須 for mandatory."""
    return redlining.words(field, [part for part in text.split("、") if part] if field == "layers" else text)
