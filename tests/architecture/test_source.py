"""How the source is written: what a reviewer would otherwise have to look for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.architecture.tree import PRODUCT, ROOT, Function, body, calls, files, functions, name, tree

LONGEST_FUNCTION = 40
LONGEST_FILE = 300
UNDONE = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "dao", "misc", "common"}
SETTLING = re.compile(r"pytest\.(mark\.)?(skip|xfail|importorskip)|\btime\.sleep\(|page\.wait_for_timeout\(")
CONDITIONAL = re.compile(r"shared")
"""Tests on records that lie beside the checkout may stand aside where those are missing; nothing else may."""

product = pytest.mark.parametrize("path", files(*PRODUCT), ids=name)


def test_import_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(
        config_filename=str(ROOT / "pyproject.toml"), is_debug_mode=False, show_timings=False
    )
    assert status == 0, capsys.readouterr().out


def test_one_place_commits() -> None:
    found = {
        name(path)
        for path in files(*PRODUCT)
        if any(call.endswith((".commit", ".begin_nested")) for call in calls(tree(path)))
        and re.search(r"session\.(commit|begin_nested)", path.read_text(encoding="utf-8"))
    }
    assert found == {"govtech/core/db.py"}


@product
def test_file_is_short_and_says_what_it_is_for(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_FILE
    assert ast.get_docstring(tree(path)), "a module begins with a sentence on what it is for"


@product
def test_functions_are_short(path: Path) -> None:
    long = {
        f"{function.name}:{function.lineno}"
        for function in functions(path)
        if (function.end_lineno or function.lineno) - function.lineno + 1 > LONGEST_FUNCTION
    }
    assert not long


@product
def test_public_things_have_docstrings(path: Path) -> None:
    bare = {
        f"{owner}{node.name}:{node.lineno}"
        for owner, node in _public(tree(path), "")
        if not ast.get_docstring(node)
    }
    assert not bare


def _public(parent: ast.Module | ast.ClassDef, owner: str) -> Iterator[tuple[str, Function | ast.ClassDef]]:
    for node in parent.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield owner, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node, f"{node.name}.")


@product
def test_imports_stand_at_the_top(path: Path) -> None:
    inside = {
        f"{function.name}:{child.lineno}"
        for function in functions(path)
        for child in ast.walk(function)
        if isinstance(child, ast.Import | ast.ImportFrom)
    }
    assert not inside


@product
def test_nothing_is_left_undone(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if UNDONE.search(line) and not line.strip().startswith("except ")]


@product
def test_names_say_something(path: Path) -> None:
    assert not VAGUE & set(re.split(r"[_/.]", name(path)))


@pytest.mark.parametrize("path", sorted((ROOT / "govtech").glob("*/*services.py")), ids=name)
def test_every_verb_takes_an_actor_and_authorises_first(path: Path) -> None:
    defined = {function.name: function for function in tree(path).body if isinstance(function, Function)}
    wrong = [
        f"{function.name}:{function.lineno}"
        for function in defined.values()
        if not function.name.startswith("_")
        and not (_first_argument(function) == "actor" and _asks(function, defined))
    ]
    assert not wrong


def _first_argument(function: Function) -> str:
    arguments = function.args.posonlyargs + function.args.args
    return arguments[0].arg if arguments else ""


def _asks(function: Function, defined: dict[str, Function]) -> bool:
    """Whether it authorises first, or hands on to one of the module that does; locking the row may come before."""
    for statement in body(function):
        called = set(calls(statement))
        if "authorise" in called or any(_asks(defined[one], defined) for one in called & set(defined)):
            return True
        if not any(re.fullmatch(r"session\.(expire|refresh)|lock\w*", one) for one in called):
            return False
    return False


@pytest.mark.parametrize("path", sorted((ROOT / "govtech").glob("*/*views.py")), ids=name)
def test_views_only_parse_call_and_answer(path: Path) -> None:
    written = {
        call
        for call in calls(tree(path))
        if re.fullmatch(r"(db\.)?session\.(add|add_all|execute|delete|scalars?|flush)", call)
    }
    assert not written


@pytest.mark.parametrize("path", files("tests"), ids=name)
def test_tests_neither_stand_aside_nor_wait_by_the_clock(path: Path) -> None:
    if path == Path(__file__):
        assert SETTLING.search("pytest.mark.skip")
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [
        number
        for number, line in enumerate(lines, 1)
        if SETTLING.search(line) and not CONDITIONAL.search(line)
    ]
    assert not found
