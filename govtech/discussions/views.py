"""Threads on a joint specification: parse, call, answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from govtech.core.errors import Conflict, NotFound
from govtech.core.filters import choices
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.discussions import carrying, listing, presenting, queries, services
from govtech.discussions.forms import CommentForm, EditForm, comment_form
from govtech.discussions.models import STATUS_LABELS, Comment, Discussion
from govtech.discussions.people import circle
from govtech.discussions.policy import inside
from govtech.discussions.suggestion_models import OUTCOME_LABELS
from govtech.drafting import queries as specifications
from govtech.drafting.models import Specification, Thing
from govtech.drafting.places import Place

blueprint = Blueprint("discussions", __name__, url_prefix="/specifications/<specification_id>")


def opened(specification_id: str) -> Specification:
    """The specification, for those who take part; nobody else learns that there is a discussion."""
    specification = specifications.get(actor(), specification_id)
    inside(actor(), specification)
    return specification


def found(specification: Specification, thing: Thing, key: str) -> Place:
    """A place that is or was in the text, or NotFound."""
    if not presenting.existed(specification, thing, key):
        raise NotFound
    return Place(specification, thing, key)


@blueprint.get("/discussions")
def index(specification_id: str) -> ResponseReturnValue:
    """Everything that is talked about, with filters."""
    specification = opened(specification_id)
    asked = {
        "state": request.args.get("state", "open"),
        "whose": request.args.get("whose", ""),
        "place": request.args.get("place", ""),
    }
    thing, _colon, key = asked["place"].partition(":")
    place = (Thing(thing), key) if thing in tuple(Thing) else None
    filters = listing.Filters(
        asked["state"] if asked["state"] in ("open", "closed") else "",
        asked["whose"] if asked["whose"] in ("mine", "told") else "",
        place,
    )
    names = presenting.places(specification)
    return render(
        "discussions/index.html",
        fragment="results",
        specification=specification,
        results=listing.listed(actor(), specification, filters, request.args.get("cursor")),
        groups=_groups(specification, asked, names),
        filtered=bool(filters.whose or filters.place),
        names=names,
        labels=STATUS_LABELS,
        outcomes=OUTCOME_LABELS,
        tones=presenting.TONES,
        form=comment_form(known := circle(specification)),
        known=known,
    )


def _groups(specification: Specification, asked: dict[str, str], names: Any) -> list[Any]:
    kept = {"specification_id": specification.id, **asked}
    figures = listing.counts(actor(), specification)
    spots = {f"{row.thing}:{row.key}": row for row in listing.by_place(actor(), specification)}
    where = {spot: names(row.thing, row.key).name for spot, row in spots.items()}
    return [
        (
            _("状態"),
            choices(
                ".index",
                kept,
                "state",
                {"open": _("未解決・検討中"), "closed": _("解決・決定済み"), "all": _("すべて")},
                {"open": figures.open, "closed": figures.total - figures.open, "all": figures.total},
            ),
        ),
        (
            _("自分との関わり"),
            choices(
                ".index",
                kept,
                "whose",
                {"told": _("自分・自団体宛て"), "mine": _("自分が書いたもの")},
                {"told": figures.told, "mine": figures.mine},
            ),
        ),
        (
            _("どこについて（未解決の件数）"),
            choices(".index", kept, "place", where, {spot: int(row.open) for spot, row in spots.items()}),
        ),
    ]


@blueprint.route("/discussions/new", methods=["GET", "POST"])
def begin(specification_id: str) -> ResponseReturnValue:
    """Begin a thread on the whole specification."""
    return _begin(found(opened(specification_id), Thing.WHOLE, ""))


@blueprint.route("/sections/<key>/discuss", methods=["GET", "POST"])
def begin_on_section(specification_id: str, key: str) -> ResponseReturnValue:
    """Begin a thread on a chapter or section."""
    return _begin(found(opened(specification_id), Thing.SECTION, key))


@blueprint.route("/items/<key>/discuss", methods=["GET", "POST"])
def begin_on_item(specification_id: str, key: str) -> ResponseReturnValue:
    """Begin a thread on an item."""
    return _begin(found(opened(specification_id), Thing.ITEM, key))


def _begin(place: Place) -> ResponseReturnValue:
    known = circle(place.specification)
    form = comment_form(known, CommentForm())
    status = form_status(form)
    if form.validate_on_submit() and form.accepts_names(known):
        try:
            discussion = services.begin(actor(), place, form.data_of())
            say(_("コメントを書きました。"))
            return redirect(presenting.page_of(discussion), HTTPStatus.SEE_OTHER)
        except Conflict as error:  # fixed meanwhile: what was typed stays on the page
            form.refuse(error)
            status = HTTPStatus.CONFLICT
    return render(
        "discussions/begin.html",
        specification=place.specification,
        words=presenting.place_words(*place),
        texts=presenting.texts_now(*place),
        form=form,
        known=known,
        status=status,
    )


@blueprint.route("/discussions/<discussion_id>", methods=["GET", "POST"])
def show(specification_id: str, discussion_id: str) -> ResponseReturnValue:
    """One thread with what it is about, and the way to reply."""
    specification = opened(specification_id)
    if later := carrying.now_at(Discussion, discussion_id, specification):
        return back(".show", specification_id=later, discussion_id=discussion_id)
    discussion = queries.get(actor(), specification, discussion_id)
    known = circle(specification)
    form = comment_form(known, CommentForm())
    status = form_status(form)
    if form.validate_on_submit() and form.accepts_names(known):
        try:
            services.reply(actor(), discussion, form.data_of())
            say(_("返信を書きました。"))
            return redirect(presenting.page_of(discussion), HTTPStatus.SEE_OTHER)
        except Conflict as error:  # fixed meanwhile: what was typed stays on the page
            form.refuse(error)
            status = HTTPStatus.CONFLICT
    return render(
        "discussions/show.html",
        specification=specification,
        thread=queries.thread(discussion),
        words=presenting.place_words(specification, discussion.thing, discussion.key),
        texts=presenting.texts_now(specification, discussion.thing, discussion.key),
        tones=presenting.TONES,
        form=form,
        known=known,
        status=status,
    )


@blueprint.post("/discussions/<discussion_id>/resolve")
def resolve(specification_id: str, discussion_id: str) -> ResponseReturnValue:
    """Nothing is left to talk about."""
    discussion = queries.get(actor(), opened(specification_id), discussion_id)
    services.resolve(actor(), discussion)
    say(_("解決済みにしました。"))
    return back(".show", specification_id=specification_id, discussion_id=discussion_id)


@blueprint.post("/discussions/<discussion_id>/reopen")
def reopen(specification_id: str, discussion_id: str) -> ResponseReturnValue:
    """There is something left after all."""
    discussion = queries.get(actor(), opened(specification_id), discussion_id)
    services.reopen(actor(), discussion)
    say(_("もう一度開きました。続きを書けます。"))
    return back(".show", specification_id=specification_id, discussion_id=discussion_id)


@blueprint.route("/discussions/<discussion_id>/comments/<comment_id>", methods=["GET", "POST"])
def edit(specification_id: str, discussion_id: str, comment_id: str) -> ResponseReturnValue:
    """Put one's own comment right."""
    discussion = queries.get(actor(), opened(specification_id), discussion_id)
    comment = queries.comment(discussion, comment_id)
    authorise(actor(), "discussion:edit", comment)
    if request.method == "GET" and comment.taken_back:
        raise NotFound
    known = circle(discussion.specification)
    form = comment_form(
        known,
        EditForm(
            data={
                "text": comment.text,
                "told": sorted(queries.mentioned(comment)),
                "version": comment.version,
            }
        ),
    )
    if form.validate_on_submit() and form.accepts_names(known):
        try:
            services.edit(actor(), comment, form.data_of(), form.version.data)
        except Conflict:
            if comment.version == form.version.data:
                raise
            return _edit_page(discussion, comment, form, stale=_stale(comment, form))
        say(_("コメントを直しました。前の文も残っています。"))
        return back(".show", specification_id=specification_id, discussion_id=discussion_id)
    return _edit_page(discussion, comment, form)


@blueprint.post("/discussions/<discussion_id>/comments/<comment_id>/take-back")
def take_back(specification_id: str, discussion_id: str, comment_id: str) -> ResponseReturnValue:
    """Hide one's own comment from everybody else."""
    discussion = queries.get(actor(), opened(specification_id), discussion_id)
    services.take_back(actor(), queries.comment(discussion, comment_id))
    say(_("コメントを取り下げました。ほかの人には見えません。"))
    return back(".show", specification_id=specification_id, discussion_id=discussion_id)


@blueprint.post("/discussions/carry")
def carry(specification_id: str) -> ResponseReturnValue:
    """Bring what was left open in the text before here."""
    moved = carrying.carry(actor(), opened(specification_id))
    say(_("前の版から、%(n)s件の議論と文案を引き継ぎました。", n=moved))
    return back(".index", specification_id=specification_id)


def _stale(comment: Comment, form: Any) -> list[tuple[str, str, str]]:
    """The saved text beside the typed one, which stays in the form."""
    form.version.data = comment.version
    return [(str(form.text.label.text), comment.text, form.text.data or "")]


def _edit_page(discussion: Discussion, comment: Comment, form: Any, stale: Any = ()) -> ResponseReturnValue:
    return render(
        "discussions/edit.html",
        specification=discussion.specification,
        discussion=discussion,
        comment=comment,
        form=form,
        stale=stale,
        status=HTTPStatus.CONFLICT if stale else form_status(form),
    )
