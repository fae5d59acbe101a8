"""HTTP for the members of an organisation: invite, change roles, remove."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from govtech.accounts import queries, services
from govtech.accounts.forms import InvitationForm, RoleForm
from govtech.core.db import session
from govtech.core.errors import NotFound
from govtech.core.policy import ROLE_LABELS, ROLES_OF, Role, authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.organisations.models import Organisation

blueprint = Blueprint("members", __name__, url_prefix="/account/members")


def _organisation() -> Organisation:
    """The organisation the actor acts for, which they must be allowed to staff."""
    organisation = session.get(Organisation, actor().organisation_id) if actor().organisation_id else None
    if organisation is None:
        raise NotFound
    authorise(actor(), "organisation:members", organisation)
    return organisation


def _roles(organisation: Organisation) -> list[tuple[str, Any]]:
    return [(role.value, ROLE_LABELS[role]) for role in ROLES_OF[organisation.kind]]


def _page(organisation: Organisation, form: InvitationForm) -> ResponseReturnValue:
    return render(
        "accounts/members.html",
        organisation=organisation,
        form=form,
        roles=_roles(organisation),
        role_labels=ROLE_LABELS,
        members=queries.members(organisation.id),
        invitations=queries.invitations(organisation.id),
        status=form_status(form),
    )


@blueprint.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """The members, the open invitations, and a form for another one."""
    organisation = _organisation()
    form = InvitationForm()
    form.role.choices = _roles(organisation)
    if form.validate_on_submit():
        with form.catching():
            services.invite(actor(), organisation, form.email.data, Role(form.role.data))
            say(_("%(email)sに招待のメールを送ります。", email=form.email.data))
            return back(".index")
    return _page(organisation, form)


@blueprint.post("/invitations/<ticket_id>/revoke")
def revoke(ticket_id: str) -> ResponseReturnValue:
    """Take an invitation back."""
    services.revoke_invitation(actor(), _organisation(), ticket_id)
    say(_("招待を取り消しました。"))
    return back(".index")


@blueprint.post("/<membership_id>/role")
def role(membership_id: str) -> ResponseReturnValue:
    """Give a member another role."""
    organisation = _organisation()
    form = RoleForm()
    form.role.choices = _roles(organisation)
    membership = queries.membership(actor(), membership_id)
    if form.validate_on_submit():
        services.change_role(actor(), membership, Role(form.role.data))
        say(_("役割を変更しました。"))
        return back(".index")
    invitation = InvitationForm(formdata=None)
    invitation.role.choices = _roles(organisation)
    invitation.form_errors.extend(form.role.errors)
    return _page(organisation, invitation)


@blueprint.post("/<membership_id>/remove")
def remove(membership_id: str) -> ResponseReturnValue:
    """End a membership."""
    services.remove_member(actor(), queries.membership(actor(), membership_id))
    say(_("この団体の利用者から外しました。"))
    return back(".index")
