"""What every page shares: who acts, how pages and errors are answered, headers, languages."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter, ValidationError

from govtech.core import resend
from govtech.core.db import session
from govtech.core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, explain_constraint
from govtech.core.policy import ANONYMOUS, Actor
from govtech.core.words import Text, lazy, set_locale
from govtech.core.words import gettext as _


class PlainPart(UnicodeConverter):
    """A part of an address without control characters, which no identifier has and not every database takes."""

    def to_python(self, value: str) -> str:
        """The part; anything else is no address of ours."""
        if not value.isprintable():
            raise ValidationError
        return value


class SmallNumber(IntegerConverter):
    """A whole number in an address that fits into a column of either database."""

    def __init__(self, routes: Map, **options: Any) -> None:
        super().__init__(routes, **{"max": 2**31 - 1, **options})


View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def public(view: View) -> View:
    """Mark a view as open to visitors; every other one asks for a sign-in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_public(app: Flask, endpoint: str) -> bool:
    """Whether an endpoint is open to visitors."""
    return endpoint == "static" or getattr(app.view_functions[endpoint], "is_public", False)


def actor() -> Actor:
    """Who acts in this request."""
    return getattr(current_user, "actor", ANONYMOUS) if current_user.is_authenticated else ANONYMOUS


def render(
    page: str, /, *, fragment: str | None = None, status: int = HTTPStatus.OK, **context: Any
) -> Response:
    """The page, or only its block `fragment` when htmx asks for a part."""
    if fragment and request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted"):
        template = current_app.jinja_env.get_template(page)
        current_app.update_template_context(context)
        inner = template.new_context(context)
        next(template.root_render_func(inner), None)  # runs the tops of the page and of its frame
        body = "".join(inner.blocks[fragment][0](inner))
    else:
        body = render_template(page, **context)
    response = make_response(body, status)
    if fragment:
        response.vary.add("HX-Request")
    return response


def form_status(form: Any) -> int:
    """422 for a form that was sent and is shown again, 200 for a fresh one."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


def back(endpoint: str, **values: Any) -> ResponseReturnValue:
    """On to the page that shows what became of it (303)."""
    return redirect(url_for(endpoint, **values), HTTPStatus.SEE_OTHER)


def say(message: str) -> None:
    """A word to the person on the next page."""
    flash(message, "done")


def keep_refusal() -> None:
    """Keep what this request wrote although its answer is a refusal (counting failed sign-ins)."""
    g.keep_refusal = True


def local_path(target: str | None) -> str:
    """A path of this site to go on to, or the home page when the address leads elsewhere."""
    plain = target and target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if plain and target and target.isprintable() else "/"


def choose_language(offered: tuple[str, ...]) -> None:
    """The language of this request: the cookie's, else what the browser prefers."""
    asked = request.args.get("lang") or cookie.get("lang")
    if asked not in offered:
        asked = request.accept_languages.best_match(offered) or offered[0]
    set_locale(asked)


def register_errors(app: Flask) -> None:
    """One place where failures become answers."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(StaleDataError, _conflict)
    app.register_error_handler(IntegrityError, _conflict)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http_error)


def _domain_error(error: DomainError) -> ResponseReturnValue:
    return answer(error.status, str(error.title), error.message)


def _conflict(error: Exception) -> ResponseReturnValue:
    session.rollback()
    current_app.logger.warning("conflict: %s", error)
    message = explain_constraint(str(error)) or Conflict().message
    return answer(Conflict.status, str(Conflict.title), message)


def _database(error: OperationalError) -> ResponseReturnValue:
    session.rollback()
    current_app.logger.error("database: %s", error)
    return answer(
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("ただいま混み合っています"),
        _("入力した内容は保存されていません。少し待ってから、もう一度お試しください。"),
    )


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    if (told := resend.to_a_script()) is not None:
        return told
    if (kept := resend.sent()) is not None:
        if current_user.is_authenticated or is_public(current_app, request.endpoint or "static"):
            return resend.page(kept, HTTPStatus.BAD_REQUEST)
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
    return answer(
        HTTPStatus.BAD_REQUEST,
        _("ページの有効期限が切れました"),
        _(
            "前のページに戻って読み込み直し、もう一度送信してください。入力した内容は戻ったページに残っています。"
        ),
    )


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    if status == HTTPStatus.NOT_FOUND:
        return _domain_error(NotFound())
    if status == HTTPStatus.FORBIDDEN:
        return _domain_error(Forbidden())
    title, detail = HTTP_WORDS.get(status, (DomainError.title, DomainError.default))
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return answer(status, str(title), _too_large(), again=_way_back())
    if isinstance(error, SecurityError):  # a host name that is not ours: no page can be made for it
        return Response(f"{title}\n", status, mimetype="text/plain")
    return answer(status, str(title), str(detail))


def _too_large() -> str:
    """How much can be sent at once; a text alone may be less than a file."""
    limit = current_app.config["MAX_CONTENT_LENGTH"]
    if limit is None or (request.content_length or 0) <= limit:
        return _("文章や表が長すぎます。内容を分けて送信してください。")
    return _(
        "一度に送信できるのは、ファイルを含めて%(mb)sMBまでです。ファイルを小さくするか、分けて送信してください。",
        mb=f"{limit / 1024 / 1024:.3g}",
    )


def _way_back() -> str | None:
    """The page that the form stood on, as far as the address tells: itself or the nearest above it that can be read."""
    routes = current_app.create_url_adapter(request)
    path = "/" + request.path.strip("/")
    while routes is not None and path != "/":
        if routes.test(path, "GET"):
            query = request.query_string.decode("ascii", "ignore")
            return f"{path}?{query}" if query else path
        path = path.rpartition("/")[0] or "/"
    return None


HTTP_WORDS: dict[int, tuple[Text, Text]] = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        lazy("送信された内容が大きすぎます"),
        lazy("内容を分けて送信してください。"),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        lazy("この操作は行えません"),
        lazy("ページの中のボタンから操作してください。"),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        lazy("システムの不具合で処理できませんでした"),
        lazy("入力した内容は保存されていません。時間をおいてもう一度お試しください。"),
    ),
}


def answer(status: int, title: str, detail: str, again: str | None = None) -> ResponseReturnValue:
    """An error as a page, or as problem+json (RFC 9457) under /api/; `again` is where to try once more."""
    if request.path.startswith("/api/"):
        problem = jsonify(type="about:blank", title=title, status=status, detail=detail)
        problem.status_code = status
        problem.content_type = "application/problem+json"
        return problem
    page = render_template("error.html", title=title, detail=detail, status=status, again=again)
    return make_response(page, status)


def secure(response: Response, *, production: bool) -> Response:
    """The headers every answer carries; pages that depend on who reads are not kept by caches."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if production:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store" if actor().signed_in else "no-cache")
        response.vary.update(("Cookie", "Accept-Language"))
    return response


__all__ = [
    "SAFE",
    "Invalid",
    "PlainPart",
    "SmallNumber",
    "actor",
    "answer",
    "back",
    "choose_language",
    "form_status",
    "is_public",
    "keep_refusal",
    "local_path",
    "public",
    "register_errors",
    "render",
    "say",
    "secure",
]
