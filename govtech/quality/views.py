"""HTTP for the list that specifications are checked by, and for the check of templates."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from govtech.core import journal
from govtech.core.errors import Conflict, NotFound
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.quality import presenting, queries, services
from govtech.quality.checking import check
from govtech.quality.explained import review
from govtech.quality.findings import KIND_LABELS
from govtech.quality.forms import RuleForm
from govtech.quality.models import (
    RULE_KIND_LABELS,
    RULE_KIND_NOTES,
    WITH_PHRASES,
    QualityRule,
    RuleKind,
)
from govtech.quality.services import FIXED, RuleData
from govtech.quality.trying import tried_entry
from govtech.specifications import queries as templates
from govtech.specifications.template_text import values_for

blueprint = Blueprint("quality", __name__, url_prefix="/quality")


@blueprint.get("")
def index() -> Response:
    """The whole list, by what its entries are for."""
    rules = queries.every(actor())
    return render(
        "quality/index.html",
        groups=[(kind, presenting.reasons(rows), len(rows)) for kind, rows in rules.items()],
        labels=RULE_KIND_LABELS,
        notes=RULE_KIND_NOTES,
        fixed=FIXED,
    )


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Put an entry of a kind on the list."""
    authorise(actor(), "quality:edit")
    chosen = next((kind for kind in RuleKind if kind == request.args.get("kind")), RuleKind.VAGUE)
    form = _form(chosen, data={"active": True})
    if form.validate_on_submit():
        with form.catching():
            rule = services.add(actor(), chosen, form.hand_over(RuleData))
            say(_("一覧に「%(word)s」を加えました。", word=rule.word))
            return back(".index", _anchor=chosen.value)
    return _editor(form, chosen, _("言葉を加える"))


@blueprint.route("/rules/<rule_id>", methods=["GET", "POST"])
def change(rule_id: str) -> ResponseReturnValue:
    """Change an entry, or turn it off; what is stored now stands beside what was typed when somebody was faster."""
    authorise(actor(), "quality:edit")
    rule = queries.find(actor(), rule_id)
    form = _form(rule.kind, data=_stored(rule) | {"version": rule.version})
    if form.validate_on_submit():
        try:
            with form.catching():
                services.change(actor(), rule, form.hand_over(RuleData), expected_version=form.version.data)
                say(_("保存しました。次の点検から使われます。"))
                return back(".index", _anchor=rule.kind.value)
        except Conflict as error:
            status = form.keep_typed(error, rule.version, _stored(rule))
            return _editor(form, rule.kind, rule.word, rule=rule, status=status)
    return _editor(form, rule.kind, rule.word, rule=rule)


def _stored(rule: QualityRule) -> dict[str, Any]:
    values = {name: getattr(rule, name) for name in ("word", "why", "instead", "active")}
    return values | {"phrases": "\n".join(rule.phrases)}


def _form(kind: RuleKind, data: dict[str, Any]) -> RuleForm:
    """The form with the fields that mean something for the kind."""
    form = RuleForm(data=data)
    if kind not in WITH_PHRASES:
        del form.phrases
    if kind in FIXED | {RuleKind.EXCUSE, RuleKind.NARRATIVE, RuleKind.CHAPTER}:
        del form.why, form.instead
    if kind in FIXED:
        form.word.render_kw = {"readonly": True}
    return form


def _editor(
    form: RuleForm, kind: RuleKind, title: str, rule: QualityRule | None = None, **values: Any
) -> Response:
    values.setdefault("status", form_status(form))
    if not form.word.errors and not form.sure.data:
        del form.sure
    return render(
        "quality/rule.html",
        form=form,
        title=title,
        kind=RULE_KIND_LABELS[kind],
        note=RULE_KIND_NOTES[kind],
        anchor=kind.value,
        history=journal.history(actor(), rule) if rule else (),
        tried=tried_entry(rule) if rule else None,
        fields={field.short_name: field.label.text for field in form},
        words={"quality_rule.added": _("一覧に加えました"), "quality_rule.changed": _("一覧で変えました")},
        **values,
    )


@blueprint.get("/templates/<slug>")
@blueprint.get("/templates/<slug>/<version>")
def template(slug: str, version: str | None = None) -> Response:
    """The check of one version of a template, the latest when none is named, for those who keep it."""
    authorise(actor(), "quality:edit")
    row = templates.find(slug, version)
    text = templates.content(row)
    if not text.sections:
        raise NotFound
    lists = queries.lists()
    found = review(check(text, values_for(text, {}), lists, final=False), text, text.explanations)
    return render(
        "quality/template.html",
        template=text,
        review=found,
        warnings=presenting.grouped(found.warnings, text, lists),
        hints=presenting.grouped(found.hints, text, lists),
        explained=found.explained,
        labels=KIND_LABELS,
        snippet=presenting.snippet,
        address=lambda finding: url_for(
            "templates.show", slug=slug, version=row.version, _anchor=finding.place
        ),
    )
