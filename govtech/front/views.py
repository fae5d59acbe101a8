"""HTTP for the front desk: home, search, language, roles, health."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint, current_app, redirect, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user

from govtech.accounts import services as accounts
from govtech.core.errors import Invalid
from govtech.core.markup import render_markdown
from govtech.core.policy import KIND_LABELS, ROLE_LABELS, ROLES_OF, RULES, OrganisationKind, authorise
from govtech.core.web import actor, local_path, public, render
from govtech.front import board, facets, health
from govtech.front.finding import Asked, explain, in_words
from search.interface import Engine

blueprint = Blueprint("front", __name__)
DEEPEST_PAGE = 500
TYPED = 60


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """What each kind of visitor can do today."""
    return render("front/home.html", **board.home(actor()))


@blueprint.get("/search")
@public
def search() -> ResponseReturnValue:
    """One box over everything."""
    asked = _asked()
    context: dict[str, Any] = {"q": asked.text, "asked": asked}
    context |= facets.page_context(current_app.extensions["search"], actor(), asked)
    return render("front/search.html", fragment="results", **context)


def _asked() -> Asked:
    number = request.args.get("page", "1")
    initiative = request.args.get("initiative", "")
    return Asked(
        text=request.args.get("q", "")[:500].strip(),
        kind=request.args.get("kind") or None,
        initiative=int(initiative)
        if initiative.isascii() and initiative.isdigit() and len(initiative) < 4
        else None,
        page=max(1, min(int(number), DEEPEST_PAGE))
        if number.isascii() and number.isdigit() and len(number) < 6
        else 1,
        sort=request.args.get("sort") if request.args.get("sort") in {"relevance", "date"} else "relevance",  # type: ignore[arg-type]
    )


@blueprint.get("/search/complete")
@public
def complete() -> ResponseReturnValue:
    """Ways to go on with what is being typed, as JSON, from what the reader may see."""
    engine: Engine = current_app.extensions["search"]
    return list(engine.complete(request.args.get("q", "")[:TYPED], actor().tokens))


@blueprint.get("/search/why")
def why() -> ResponseReturnValue:
    """Why a thing stands where it does among the results of a question."""
    authorise(actor(), "search:explain")
    engine: Engine = current_app.extensions["search"]
    asked, key = _asked(), request.args.get("key", "")[:80]
    explanation = explain(engine, actor(), asked.text, key)
    return render(
        "front/why.html",
        q=asked.text,
        key=key,
        explanation=explanation,
        reasons=in_words(explanation) if explanation else (),
    )


@blueprint.post("/language")
@public
def language() -> ResponseReturnValue:
    """Speak another language from now on."""
    chosen = request.form.get("lang", "")
    if chosen in current_app.config["SETTINGS"].languages:
        cookie["lang"] = chosen
        if current_user.is_authenticated:
            accounts.set_language(actor(), chosen)
    return redirect(local_path(request.form.get("next")), 303)


@blueprint.get("/roles")
@public
def roles() -> ResponseReturnValue:
    """Who may do what, read from the rules themselves."""
    rows = [
        (str(group), [str(RULES[name].label) for name in names])
        for group, names in groupby(sorted(RULES), key=lambda name: name.partition(":")[0])
    ]
    kinds = [
        (str(KIND_LABELS[kind]), [str(ROLE_LABELS[role]) for role in ROLES_OF[kind]])
        for kind in OrganisationKind
    ]
    return render("front/roles.html", rules=rows, kinds=kinds)


@blueprint.post("/preview")
def preview() -> ResponseReturnValue:
    """A Markdown text as its page will show it; `field` names the field that holds it."""
    text = request.form.get(request.form.get("field", ""), "")
    try:
        return render("front/preview.html", html=render_markdown(text), error=None)
    except Invalid as error:
        return render("front/preview.html", html="", error=error.message)


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Alive."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Whether database, index and outbox can be used; 503 names what cannot."""
    state = health.check(current_app.extensions["search"])
    return state, 200 if state["status"] == "ok" else 503
