"""What pages of other rooms show of needs: those that were begun from their thing, and the way to begin one."""

from __future__ import annotations

from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.core.words import gettext as _
from govtech.knowledge.models import CaseStudy
from govtech.knowledge.models import Status as CaseStatus
from govtech.needs import queries
from govtech.needs.models import STATUS_LABELS, Need
from govtech.specifications.template_format import Template


def of_case(actor: Actor, case: CaseStudy) -> Part | None:
    """Needs that came from a published case."""
    if case.status is not CaseStatus.PUBLISHED:
        return None
    return _part(
        actor,
        f"case:{case.id}",
        _("この事例から生まれたニーズ"),
        _("この事例からニーズを書く"),
        _("課題、ものさし、関係する取組が下書きに入ります。"),
    )


def of_template(actor: Actor, template: Template) -> Part | None:
    """Needs that came from a template of specifications."""
    return _part(
        actor,
        f"template:{template.slug}",
        _("このひな形から生まれたニーズ"),
        _("このひな形からニーズを書く"),
        _("件名と関係する取組が下書きに入ります。"),
    )


def of_need(actor: Actor, need: Need) -> Part | None:
    """Needs that came from a published one."""
    if need.published_at is None:
        return None
    return _part(
        actor,
        f"need:{need.id}",
        _("このニーズをもとに書かれたニーズ"),
        _("このニーズをもとに書く"),
        _("困りごとと望む姿が下書きに入ります。規模と予算は、自分の市町村のものを書きます。"),
    )


def _part(actor: Actor, key: str, heading: str, label: str, invitation: str) -> Part | None:
    """Nothing when there is neither anything to read nor to do."""
    rows, may_start = queries.born_of(actor, key), can(actor, "need:create")
    if not rows and not may_start:
        return None
    values = {
        "key": key,
        "heading": heading,
        "rows": rows,
        "status_labels": STATUS_LABELS,
        "may_start": may_start,
        "label": label,
        "invitation": invitation,
    }
    return Part("needs/born.html", values)
