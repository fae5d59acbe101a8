"""Build the application: one transaction a request, a sign-in for every route not listed as public."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from govtech import navigation, things
from govtech.accounts import views as account_views
from govtech.composition import BLOCKS, BLUEPRINTS, MARKS, PARTS
from govtech.config import ROOT, Settings
from govtech.core import db, once, resend, show
from govtech.core.db import session, unit_of_work
from govtech.core.files import FileStore
from govtech.core.parts import EXTENSION as PARTS_EXTENSION
from govtech.core.parts import Part, gather
from govtech.core.policy import can
from govtech.core.static_files import mark_addresses
from govtech.core.web import (
    SAFE,
    PlainPart,
    SmallNumber,
    actor,
    answer,
    choose_language,
    is_public,
    register_errors,
    secure,
)
from govtech.core.words import SOURCE, locale, ngettext, use_locale
from govtech.core.words import gettext as _
from govtech.documents import shelf
from govtech.drafting import places
from govtech.front import finding, open_data
from govtech.index import open_index
from govtech.notices import queries as notice_queries
from govtech.notices import views as notice_views
from govtech.notices.standing import of_organisation
from govtech.organisations.blocks import EXTENSION as ORGANISATION_BLOCKS
from govtech.organisations.standing import EXTENSION as STANDING
from govtech.rooms import SEARCHABLE
from search.interface import Engine, Hit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

STATIC_AGE = timedelta(days=7)


class Govtech(Flask):
    """Flask with one transaction around each request."""

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Speak this reader's language, and hold a session, only as long as the answer takes."""
        with use_locale(SOURCE):
            try:
                return super().wsgi_app(environ, start_response)
            finally:
                session.remove()  # the page about an unforeseen failure reads too, outside the unit of work

    def full_dispatch_request(self) -> Response:
        """Commit when a write was answered with success; everything else leaves no trace."""
        writes = request.method not in SAFE
        try:
            if writes:  # all of it, before the write lock: who sends slowly must not hold up everybody else
                request.get_data(parse_form_data=True)
            with unit_of_work(writes=writes) as work:
                response = super().full_dispatch_request()
                work.keep = writes and (response.status_code < 400 or g.get("keep_refusal", False))  # noqa: PLR2004
        except (HTTPException, OperationalError) as error:  # outside the reach of Flask's own handling
            choose_language(self.config["SETTINGS"].languages)
            return self.finalize_request(self.handle_user_exception(error))
        return response

    def dispatch_request(self) -> ResponseReturnValue:
        """Flush before answering, so that a conflict still finds the error handlers."""
        response = self.make_response(super().dispatch_request())
        if request.method not in SAFE and response.status_code < 400:  # noqa: PLR2004
            session.flush()
        return response


def create_app(settings: Settings, *, bind: Any = None, engine: Engine | None = None) -> Flask:
    """The application for these settings; `bind` and `engine` replace database and index (tests)."""
    app = Govtech("govtech", template_folder=str(ROOT / "templates"), static_folder="static")
    _configure(app, settings)
    db.configure(bind if bind is not None else db.make_engine(settings.database_url))
    furnish(app, settings, engine)
    app.extensions[ORGANISATION_BLOCKS] = BLOCKS
    app.extensions[PARTS_EXTENSION] = PARTS
    app.extensions[places.EXTENSION] = MARKS
    app.extensions[notice_views.EXTENSION] = things.names
    app.extensions[STANDING] = of_organisation
    _sign_in(app, settings)
    _words(app, settings)
    once.watch(app)
    register_errors(app)
    mark_addresses(app)
    app.url_map.converters.update(default=PlainPart, int=SmallNumber)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.after_request(lambda response: secure(response, production=settings.production))
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def furnish(app: Flask, settings: Settings, engine: Engine | None = None) -> None:
    """Give the application the stores of an installation: its index (`engine` replaces it), files, documents."""
    app.config["SETTINGS"] = settings
    app.extensions["search"] = engine or open_index(settings)
    app.extensions["files"] = FileStore(settings.files_dir)
    app.extensions[shelf.EXTENSION] = shelf.Shelf(settings.documents_dir)


def _configure(app: Flask, settings: Settings) -> None:
    logging.getLogger("govtech").setLevel(settings.log_level)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.upload_limit,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="govtech",
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_AGE,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    CSRFProtect(app).exempt(notice_views.unsubscribe)


def _sign_in(app: Flask, settings: Settings) -> None:
    login = LoginManager(app)
    login.session_protection = None
    login.user_loader(account_views.load_visitor)

    def unauthorised() -> ResponseReturnValue:
        if request.path.startswith("/api/"):
            return answer(401, _("サインインが必要です"), _("APIトークンを付けてください。"))
        if (told := resend.to_a_script()) is not None:
            return told
        if (kept := resend.sent()) is not None:
            return account_views.sign_in_again(kept)
        target = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect(url_for("accounts.signin", next=target), 303)

    login.unauthorized_handler(unauthorised)

    @app.before_request
    def require_sign_in() -> ResponseReturnValue | None:
        choose_language(settings.languages)
        if request.endpoint is None or is_public(app, request.endpoint) or current_user.is_authenticated:
            return None
        return unauthorised()


def _words(app: Flask, settings: Settings) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.filters.update(show.FILTERS)
    app.jinja_env.globals.update(
        _=_,
        ngettext=ngettext,
        languages=settings.languages,
        kinds={item.kind: item.label for item in SEARCHABLE},
        **show.GLOBALS,
    )

    _context(app, settings)


def _context(app: Flask, settings: Settings) -> None:
    """What every page can say and ask."""

    @app.context_processor
    def every_page() -> dict[str, Any]:
        acting = actor()

        def allowed(permission: str, subject: object = None) -> bool:
            return can(acting, permission, subject)

        def alike(key: str) -> list[Hit]:
            return finding.similar(app.extensions["search"], acting, key)

        def parts(page: str, thing: object) -> list[Part]:
            return gather(app.extensions[PARTS_EXTENSION], page, acting, thing)

        def unread() -> int:
            try:
                return notice_queries.unread(acting)
            except SQLAlchemyError:  # the page that says so must not fail of the same
                return 0

        return {
            "actor": acting,
            "unread": unread,
            "parts": parts,
            "open_data": open_data.offered,
            "similar": alike,
            "can": allowed,
            "lang": locale(),
            "navigation": navigation.groups(acting),
            "production": settings.production,
        }
