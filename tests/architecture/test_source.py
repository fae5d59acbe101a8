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


def _shape(path: Path, module: ast.Module) -> Iterator[str]:
    """A file is short and begins with a sentence on what it is for; its functions are short."""
    lines = path.read_text(encoding="utf-8").count("\n")
    if lines > LONGEST_FILE:
        yield f"{lines} lines"
    if not ast.get_docstring(module):
        yield "a module begins with a sentence on what it is for"
    for function in functions(path):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            yield f"{function.name}:{function.lineno} has {length} lines"


def _docstrings(_path: Path, module: ast.Module) -> Iterator[str]:
    """Public things say what they are."""
    for owner, node in _public(module, ""):
        if not ast.get_docstring(node):
            yield f"{owner}{node.name}:{node.lineno} has no docstring"


def _public(parent: ast.Module | ast.ClassDef, owner: str) -> Iterator[tuple[str, Function | ast.ClassDef]]:
    for node in parent.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield owner, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node, f"{node.name}.")


def _imports(path: Path, _module: ast.Module) -> Iterator[str]:
    """Imports stand at the top."""
    for function in functions(path):
        for child in ast.walk(function):
            if isinstance(child, ast.Import | ast.ImportFrom):
                yield f"{function.name}:{child.lineno} imports inside"


def _undone(path: Path, _module: ast.Module) -> Iterator[str]:
    """Nothing is left undone."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if UNDONE.search(line) and not line.strip().startswith("except "):
            yield f"{number}: {line.strip()}"


def _names(path: Path, _module: ast.Module) -> Iterator[str]:
    """Names say something."""
    for word in VAGUE & set(re.split(r"[_/.]", name(path))):
        yield f"{word} says nothing"


RULES = (_shape, _docstrings, _imports, _undone, _names)


@pytest.mark.parametrize("path", files(*PRODUCT), ids=name)
def test_a_file_of_the_product_keeps_the_rules(path: Path) -> None:
    module = tree(path)
    assert [problem for rule in RULES for problem in rule(path, module)] == []


def test_the_rules_see_what_they_are_for(tmp_path: Path) -> None:
    path = tmp_path / "helpers.py"
    body = "\n".join(f"    x{number} = {number}" for number in range(LONGEST_FUNCTION))
    path.write_text(f"def bare():\n    import os\n{body}\n" + "# TODO\n" * LONGEST_FILE, encoding="utf-8")
    module = ast.parse(path.read_text(encoding="utf-8"))
    assert len(list(_docstrings(path, module))) == 1
    assert len(list(_undone(path, module))) == LONGEST_FILE
    assert {problem.split()[-1] for problem in _shape(path, module)} == {"lines", "for"}
    assert len(list(_imports(path, module))) == 1


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
