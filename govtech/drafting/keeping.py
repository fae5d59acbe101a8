"""What every page to write on shares: it opens with what was typed before, keeps what is typed, and is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final, NamedTuple, TypeVar

from flask import Response, abort, flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict

from govtech.core.clock import now
from govtech.core.db import new_id
from govtech.core.errors import Conflict
from govtech.core.parts import Part
from govtech.core.policy import Actor, authorise, can
from govtech.core.text import clean
from govtech.core.web import actor, render
from govtech.core.words import gettext as _
from govtech.drafting import presence, queries, unsaved, using
from govtech.drafting.models import Specification, Status
from govtech.drafting.text_forms import KeptForm
from govtech.drafting.unsaved import Sheet, Spot, Unsaved

PAGES: Mapping[Sheet, tuple[str, str]] = {
    Sheet.SECTION: ("drafting.section", "key"),
    Sheet.ITEM: ("drafting.edit_item", "key"),
    Sheet.TABLE: ("requirement_tables.edit", "key"),
    Sheet.VALUES: ("specification_values.edit", ""),
}
"""The page of each sheet, and what its address calls the key."""
VALUES: Final = Spot(Sheet.VALUES, "all")
_OURS = frozenset({"csrf_token", "form_key", "then"})
Typed = TypeVar("Typed", bound=KeptForm)


def inside(specification_id: str) -> Specification:
    """The specification, for somebody who may write it while it can change."""
    specification = queries.get(actor(), specification_id)
    authorise(actor(), "specification:edit", specification)
    return specification


def opened(specification_id: str) -> Specification:
    """The same, to write it: no page to write on opens once the text is fixed, its reader goes on to the text.

    What is sent then comes to the service, which refuses it, so that what was typed stays on the page.
    """
    specification = inside(specification_id)
    if request.method == "GET" and not specification.changeable:
        flash(why_fixed(specification), "info")
        abort(redirect(url_for("specifications.show", specification_id=specification.id), 303))
    return specification


def why_fixed(specification: Specification) -> str:
    """Why a text can no longer change, and what to do instead."""
    if specification.status is Status.ABANDONED:
        return _("作成を取りやめたため、直せません。")
    return _("確定しているため、直せません。直すときは、新しい下書きを作ります。")


def warn_of_unknown(specification: Specification, texts: Iterable[str]) -> None:
    """Say on the next page which {{names}} in what was saved stand for nothing."""
    if names := using.unknown(specification, texts):
        flash(
            _(
                "保存した文の%(names)sに当たる値や章がありません。このままでは、名前が文の中に残ります。値の項目を加えるか、名前を直してください。",
                names=_("、").join(names),
            ),
            "warning",
        )


def address(specification: Specification, spot: Spot, **more: Any) -> str:
    """Where a page to write on is."""
    endpoint, name = PAGES[spot.sheet]
    values: dict[str, Any] = {"specification_id": specification.id, **more}
    return url_for(endpoint, **(values | {name: spot.key} if name else values))


def place(specification: Specification, spot: Spot) -> str:
    """What people call a page; NotFound when there is no such section or item, nor was."""
    match spot.sheet:
        case Sheet.ITEM:
            return queries.item(specification, spot.key, gone=True).key
        case Sheet.VALUES:
            return _("団体が決める値")
    title = queries.section(specification, spot.key, gone=True).title
    return _("「%(title)s」の表", title=title) if spot.sheet is Sheet.TABLE else title


def by_itself() -> bool:
    """Whether the page keeps what is typed while its reader is still writing."""
    return request.method == "POST" and request.form.get("then") == "autosave"


def keep(specification: Specification, spot: Spot) -> Response:
    """Keep what is typed, and say so in a fragment."""
    place(specification, spot)
    typed = {
        name: [clean(text) for text in request.form.getlist(name)]
        for name in request.form
        if name not in _OURS
    }
    done = unsaved.keep(actor(), specification, spot, (typed.get("page") or [""])[0][:16], typed)
    status = HTTPStatus.OK if done else HTTPStatus.CONFLICT
    return render("drafting/kept.html", done=done, at=now(), status=status)


def filled(
    kind: Callable[..., Typed], specification: Specification, spot: Spot, data: Mapping[str, Any]
) -> Typed:
    """The form: as it was sent, else as its writer left it when going on, else with what is saved."""
    own = {**data, "began_in": specification.revision, "page": new_id()}
    if request.method == "GET" and request.args.get("go_on"):
        copy = unsaved.copy(actor(), specification, spot)
        if copy is not None:
            typed: Any = copy.typed
            return kind(formdata=MultiDict(typed), data=own)
    return kind(data=own)


@contextmanager
def saving(form: KeptForm, specification: Specification, spot: Spot) -> Iterator[None]:
    """Close the page when the block succeeds; what it refuses stands in the form, and nothing typed is lost."""
    with form.catching():
        try:
            yield
            unsaved.close(actor(), specification, spot, form.page.data or "")
            presence.leave(actor(), specification)
        except Conflict as error:
            form.refuse(error)


class Beside(NamedTuple):
    """What stands around a form: where it is, the copy that waits to be gone on with, who else writes, and what can be named."""

    spot: Spot
    address: str
    copy: Unsaved | None
    others: presence.Others
    specification: Specification

    @property
    def names(self) -> tuple[Sequence[using.Name], Sequence[using.Name]]:
        """Values, and chapters and sections, that a text can name; read where a page offers them."""
        return using.names(self.specification, queries.content(self.specification))

    @property
    def waiting(self) -> bool:
        """Whether the reader has yet to choose between the copy and what is saved: nothing is kept until then."""
        return self.copy is not None


def beside(specification: Specification, spot: Spot) -> Beside:
    """The surroundings of a page to write on."""
    fresh = request.method == "GET" and not request.args.get("go_on")
    copy = unsaved.copy(actor(), specification, spot) if fresh else None
    others = presence.others(actor(), specification, spot)
    return Beside(spot, address(specification, spot), copy, others, specification)


def of_specification(who: Actor, specification: Specification) -> Part | None:
    """On the specification's page: what the reader has typed and not saved, each a link to go on."""
    if not (specification.changeable and can(who, "specification:edit", specification)):
        return None
    copies = [
        (place(specification, spot), address(specification, spot, go_on=1), row.at)
        for row in unsaved.copies(who, specification)
        for spot in (Spot(row.sheet, row.key),)
    ]
    return Part("drafting/unsaved.html", {"copies": copies}) if copies else None
