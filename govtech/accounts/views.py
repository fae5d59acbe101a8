"""HTTP for signing in and for one's own account: parse, call, answer."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, current_app, g, redirect, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, login_user, logout_user

from govtech.accounts import queries, services, signing_services
from govtech.accounts.forms import (
    ChangePasswordForm,
    EmailForm,
    NameForm,
    NewPasswordForm,
    PersonForm,
    RegistrationForm,
    SignInForm,
)
from govtech.accounts.models import Purpose
from govtech.core import resend
from govtech.core.errors import Invalid, TooMany
from govtech.core.policy import Actor
from govtech.core.text import nfkc
from govtech.core.web import actor, back, form_status, keep_refusal, local_path, public, render, say
from govtech.core.words import gettext as _

blueprint = Blueprint("accounts", __name__)


class Visitor(UserMixin):  # type: ignore[misc]
    """Flask-Login's view of a signed-in browser: the cookie carries the sign-in's token, never the user's id."""

    def __init__(self, token: str, acting: Actor, language: str) -> None:
        self.id = token
        self.actor = acting
        self.language = language


def load_visitor(token: str) -> Visitor | None:
    """Who a cookie's token stands for; None once the sign-in has ended."""
    present = queries.present(token)
    return Visitor(token, present.actor, present.language) if present else None


def _token() -> str:
    return str(cookie.get("_user_id", ""))


@blueprint.route("/signin", methods=["GET", "POST"])
@public
def signin() -> ResponseReturnValue:
    """Sign in and go on to where one wanted to go."""
    form = SignInForm()
    status = form_status(form)
    target = local_path(request.values.get("next"))
    kept = resend.read(request.form.get(resend.FIELD))
    if form.validate_on_submit():
        try:
            _sign_in(form.email.data, form.password.data)
        except (Invalid, TooMany) as error:
            keep_refusal()
            form.refuse(error)
            status = error.status
        else:
            return resend.page(kept) if kept else redirect(target, 303)
    return render("accounts/signin.html", form=form, next=target, kept=kept, status=status)


def sign_in_again(kept: resend.Kept) -> ResponseReturnValue:
    """The sign-in that was asked for in the middle of writing; what was typed goes through it."""
    form = SignInForm(formdata=None)
    return render("accounts/signin.html", form=form, next="/", kept=kept, status=HTTPStatus.UNAUTHORIZED)


def _sign_in(email: str, password: str) -> None:
    address = nfkc(email)
    token = signing_services.sign_in(
        actor(), address, password, request.remote_addr or "", current_app.config["SETTINGS"].session_hours
    )
    visitor = load_visitor(token)
    cookie.clear()
    g.pop("csrf_token", None)  # of the visit that ends here: a page in the same answer needs a new one
    if visitor:
        cookie["lang"] = visitor.language
        login_user(visitor)


@blueprint.post("/signout")
@public
def signout() -> ResponseReturnValue:
    """End the sign-in on the server and forget the cookie."""
    signing_services.sign_out(actor(), _token())
    logout_user()
    cookie.clear()
    say(_("サインアウトしました。"))
    return back("front.home")


@blueprint.get("/account")
def account() -> ResponseReturnValue:
    """One's own account."""
    user = queries.me(actor())
    return render(
        "accounts/account.html", user=user, name_form=NameForm(obj=user), sign_ins=queries.sign_ins(actor())
    )


@blueprint.post("/account/name")
def rename() -> ResponseReturnValue:
    """Change the name others see."""
    form = NameForm()
    if form.validate_on_submit():
        services.rename(actor(), form.name.data)
        say(_("氏名を変更しました。"))
        return back(".account")
    user = queries.me(actor())
    return render(
        "accounts/account.html",
        user=user,
        name_form=form,
        sign_ins=queries.sign_ins(actor()),
        status=form_status(form),
    )


@blueprint.route("/account/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """Change the password."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with form.catching():
            services.change_password(actor(), form.current.data, form.password.data, keep=_token())
            say(_("パスワードを変更し、ほかの端末のサインインを終了しました。"))
            return back(".account")
    return render("accounts/password.html", form=form, status=form_status(form))


@blueprint.post("/account/signins/end")
def end_signins() -> ResponseReturnValue:
    """End one's sign-ins on other machines."""
    signing_services.end_sign_ins(actor(), keep=_token())
    say(_("ほかの端末のサインインを終了しました。"))
    return back(".account")


@blueprint.post("/account/acting")
def act_for() -> ResponseReturnValue:
    """Act for another of one's organisations."""
    signing_services.act_for(actor(), _token(), request.form.get("organisation_id", ""))
    return redirect(local_path(request.form.get("next")), 303)


@blueprint.route("/register", methods=["GET", "POST"])
@public
def register() -> ResponseReturnValue:
    """Ask for the link with which a company or group registers."""
    form = EmailForm()
    if form.validate_on_submit():
        services.request_registration(actor(), form.email.data)
        return render("accounts/mailed.html", email=form.email.data)
    return render("accounts/register.html", form=form, status=form_status(form))


@blueprint.route("/register/<token>", methods=["GET", "POST"])
@public
def register_organisation(token: str) -> ResponseReturnValue:
    """Register a company or group."""
    ticket = queries.open_ticket(token, Purpose.REGISTRATION)
    form = RegistrationForm()
    if form.validate_on_submit():
        with form.catching():
            data = form.hand_over(services.RegistrationData)
            services.register(actor(), token, data)
            say(_("登録を受け付けました。事務局の確認が済むと、提案やソリューションの公開ができます。"))
            return back(".signin")
    return render(
        "accounts/register_organisation.html", form=form, email=ticket.email, status=form_status(form)
    )


@blueprint.route("/join/<token>", methods=["GET", "POST"])
@public
def join(token: str) -> ResponseReturnValue:
    """Accept an invitation: a newcomer gives name and password, someone with an account just confirms."""
    ticket = queries.open_ticket(token, Purpose.INVITATION)
    known = queries.user_by_email(ticket.email) is not None
    form = PersonForm()
    if form.is_submitted() and (known or form.validate()):
        with form.catching():
            services.accept_invitation(actor(), token, None if known else form.hand_over(services.PersonData))
            say(
                _(
                    "「%(name)s」の一員になりました。サインインしてください。",
                    name=ticket.organisation.name if ticket.organisation else "",
                )
            )
            return back(".signin")
    return render("accounts/join.html", form=form, ticket=ticket, known=known, status=form_status(form))


@blueprint.route("/reset", methods=["GET", "POST"])
@public
def reset() -> ResponseReturnValue:
    """Ask for the link with which a forgotten password is replaced."""
    form = EmailForm()
    if form.validate_on_submit():
        services.request_reset(actor(), form.email.data)
        return render("accounts/mailed.html", email=form.email.data)
    return render("accounts/reset.html", form=form, status=form_status(form))


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset_password(token: str) -> ResponseReturnValue:
    """Set a new password with a mailed link."""
    queries.open_ticket(token, Purpose.RESET)
    form = NewPasswordForm()
    if form.validate_on_submit():
        with form.catching():
            services.reset_password(actor(), token, form.password.data)
            say(_("新しいパスワードを設定しました。サインインしてください。"))
            return back(".signin")
    return render("accounts/new_password.html", form=form, status=form_status(form))
