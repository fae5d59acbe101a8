"""The templates on a stage of their own: stub endpoints, stub people, no rooms and no database behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from govtech.core import show
from govtech.core.policy import ANONYMOUS, Actor, OrganisationKind, Role
from govtech.core.words import gettext, locale, ngettext

ROOT = Path(__file__).resolve().parents[2]
MEMBER = Actor(
    user_id="u1",
    name="大阪 花子",
    organisation_id="272035",
    organisation_name="豊中市",
    organisation_kind=OrganisationKind.MUNICIPALITY,
    role=Role.APPROVER,
    verified=True,
    memberships=(("272035", "豊中市"), ("gtfo", "GovTech Front Osaka事務局")),
)
NAVIGATION = [
    (
        "知る",
        [
            ("事例", "/cases", True),
            ("補助金", "/subsidies", False),
            ("無償サービス", "/services", False),
            ("標準仕様書ひな形", "/templates", False),
        ],
    ),
    ("困りごと", [("ニーズ", "/needs", False), ("ソリューション", "/solutions", False)]),
    ("つながる", [("団体", "/organisations", False)]),
    ("見える化", [("ワンストップ度", "/one-stop", False), ("取組の一覧", "/initiatives", False)]),
]
ENDPOINTS = {
    "front.home": "/",
    "front.search": "/search",
    "front.roles": "/roles",
    "front.language": "/language",
    "front.preview": "/preview",
    "accounts.signin": "/signin",
    "accounts.signout": "/signout",
    "accounts.register": "/register",
    "accounts.account": "/account",
    "accounts.act_for": "/account/acting",
    "cases.index": "/cases",
    "needs.index": "/needs",
    "subsidies.index": "/subsidies",
}


def make_stage(actor: Actor = ANONYMOUS) -> Flask:
    """A Flask application with the real templates and static files, set up as the real one sets up Jinja."""
    app = Flask(
        "govtech", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "govtech" / "static")
    )
    app.config.update(SECRET_KEY="stage", TESTING=True, SERVER_NAME="localhost")
    CSRFProtect(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.filters.update(show.FILTERS)
    app.jinja_env.globals.update(
        _=gettext, ngettext=ngettext, languages=("ja", "en"), kinds={}, **show.GLOBALS
    )
    for endpoint, path in ENDPOINTS.items():
        app.add_url_rule(path, endpoint, lambda: "", methods=["GET", "POST"])
    app.extensions["stage_actor"] = actor

    @app.context_processor
    def every_page() -> dict[str, Any]:
        return {
            "actor": app.extensions["stage_actor"],
            "can": lambda *_args: True,
            "lang": locale(),
            "navigation": NAVIGATION,
            "production": False,
        }

    return app
