"""The source as the architecture tests see it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ("govtech", "search")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*folders: str) -> list[Path]:
    """Python files below these folders of the project."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name(path: Path) -> str:
    """The path as a person writes it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[Function]:
    """Every function in a file, methods and nested ones too."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def calls(node: ast.AST) -> Iterator[str]:
    """The names of what is called below a node: `authorise`, `session.commit`, …"""
    return (ast.unparse(child.func) for child in ast.walk(node) if isinstance(child, ast.Call))


def body(function: Function) -> list[ast.stmt]:
    """Its statements without the docstring."""
    return function.body[1:] if ast.get_docstring(function) else function.body
