"""Every template compiles, leads only to pages that exist, and carries nothing that the security policy forbids."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from jinja2 import StrictUndefined, nodes

from tests.architecture.tree import ROOT, files

FOLDER = ROOT / "templates"
NAMES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", re.IGNORECASE)
ELSEWHERE = re.compile(r"""<(?:script|img|link)[^>]*(?:src|href)=["'](?:https?:)?//""", re.IGNORECASE)


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest):
    """Templates do not touch the database: one is enough."""
    return request.getfixturevalue(f"{request.param}_engine")


@pytest.mark.parametrize("template", NAMES)
def test_template_compiles_strictly(app: Flask, template: str) -> None:
    assert app.jinja_env.undefined is StrictUndefined
    assert app.jinja_env.get_template(template).name == template


@pytest.mark.parametrize("template", NAMES)
def test_template_leads_to_pages_that_exist(app: Flask, template: str) -> None:
    parsed = app.jinja_env.parse((FOLDER / template).read_text(encoding="utf-8"))
    asked = {
        call.args[0].value
        for call in parsed.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
        and call.node.name == "url_for"
        and call.args
        and isinstance(call.args[0], nodes.Const)
        and not call.args[0].value.startswith(".")
    }
    assert asked <= set(app.view_functions)


@pytest.mark.parametrize("template", [name for name in NAMES if name.endswith(".html")])
def test_template_carries_no_inline_script_or_style_and_loads_nothing_from_elsewhere(template: str) -> None:
    source = (FOLDER / template).read_text(encoding="utf-8")
    assert not INLINE.findall(source)
    assert not ELSEWHERE.findall(source)


@pytest.mark.parametrize("template", NAMES)
def test_template_never_turns_escaping_off(app: Flask, template: str) -> None:
    """HTML that we made ourselves goes through `ui.markdown_body`; nothing else is marked safe."""
    parsed = app.jinja_env.parse((FOLDER / template).read_text(encoding="utf-8"))
    trusted = [node for node in parsed.find_all(nodes.Filter) if node.name == "safe"]
    assert len(trusted) <= (1 if template.startswith("components/") else 0)


def test_every_template_is_used(app: Flask) -> None:
    mentioned = set()
    for path in [*files("govtech"), *(FOLDER / name for name in NAMES)]:
        mentioned |= set(
            re.findall(r"""["']([\w/.-]+\.(?:html|txt))["']""", path.read_text(encoding="utf-8"))
        )
    assert set(NAMES) - mentioned == set()
