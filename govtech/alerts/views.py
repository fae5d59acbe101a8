"""HTTP for saved searches: parse, call, answer."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.alerts import queries, services
from govtech.alerts.forms import SearchForm
from govtech.alerts.models import CADENCE_LABELS, MAX_NAME, MAX_TEXT, search_path
from govtech.core.text import clean, shorten
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.notices.models import Cadence

blueprint = Blueprint("alerts", __name__, url_prefix="/account/searches")
KIND = 40


@blueprint.get("")
def index() -> ResponseReturnValue:
    """One's searches."""
    return render("alerts/index.html", searches=queries.mine(actor()), cadences=CADENCE_LABELS)


def _asked() -> tuple[str, str | None, int | None]:
    """Words, kind and initiative of the address, as the search page has them."""
    number = request.args.get("initiative", "")
    plain = number.isascii() and number.isdigit() and len(number) < 4
    text = clean(request.args.get("q", ""))[:MAX_TEXT].strip()
    kind = clean(request.args.get("kind", ""))[:KIND] or None
    return text, kind, int(number) if plain else None


@blueprint.route("/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Keep the question of the address."""
    text, kind, initiative = _asked()
    saved = queries.kept(actor(), text, kind, initiative)
    name = saved.name if saved else shorten(text, MAX_NAME)
    form = SearchForm(data={"name": name, "cadence": (saved.cadence if saved else Cadence.DAILY).value})
    if form.validate_on_submit():
        with form.catching():
            services.save(actor(), text, kind, initiative, form.hand_over(services.SearchData))
            say(_("検索を保存しました。新しいものが見つかったらお知らせします。"))
            return back(".index")
    return render(
        "alerts/form.html",
        form=form,
        text=text,
        kind=kind,
        initiative=initiative,
        path=search_path(text, kind, initiative),
        saved=None,
        status=form_status(form),
    )


@blueprint.route("/<saved_id>", methods=["GET", "POST"])
def edit(saved_id: str) -> ResponseReturnValue:
    """Give it another name or rhythm."""
    saved = queries.get(actor(), saved_id)
    form = SearchForm(data={"name": saved.name, "cadence": saved.cadence.value})
    if form.validate_on_submit():
        with form.catching():
            services.change(actor(), saved, form.hand_over(services.SearchData))
            say(_("変更を保存しました。"))
            return back(".index")
    return render(
        "alerts/form.html",
        form=form,
        text=saved.text,
        kind=saved.kind,
        initiative=saved.initiative,
        path=saved.path,
        saved=saved,
        status=form_status(form),
    )


@blueprint.post("/<saved_id>/delete")
def delete(saved_id: str) -> ResponseReturnValue:
    """Forget it."""
    saved = queries.get(actor(), saved_id)
    services.drop(actor(), saved)
    say(_("「%(name)s」を削除しました。", name=saved.name))
    return back(".index")
