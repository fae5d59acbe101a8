"""Write docs/reference.md from the code: settings, commands, who may do what, and the lives of things."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from govtech import cli, config, rooms
from govtech.core.policy import RULES
from govtech.core.states import Stateful
from govtech.core.words import use_locale

FILE = Path(__file__).resolve().parent.parent / "docs" / "reference.md"
TITLE = "# Reference\n\nWritten by `make docs` from the code. The README explains; this lists.\n"


def text() -> str:
    """The whole document."""
    assert rooms.SEARCHABLE is not None  # noqa: S101  (importing the rooms makes their rules and tables known)
    with use_locale("en"):
        parts = [TITLE, *_settings(), *_commands(), *_permissions(), *_states()]
    return "\n".join(parts) + "\n"


def _settings() -> Iterator[str]:
    yield "## Settings\n\n| variable | default | meaning |\n|---|---|---|"
    for item in fields(config.Settings):
        default = ",".join(item.default) if isinstance(item.default, tuple) else str(item.default)
        shown = f"`{default}`" if default else ""
        yield f"| `{config.PREFIX}{item.name.upper()}` | {shown} | {item.metadata['help']} |"
    yield ""


def commands(
    group: click.Group = cli.govtech, before: str = "govtech"
) -> Iterator[tuple[str, click.Command]]:
    """(name as typed, command) of every command a person may use."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")
        elif not command.hidden:
            yield f"{before} {name}", command


def _commands() -> Iterator[str]:
    yield "## Commands\n\n| command | does |\n|---|---|"
    for name, command in commands():
        words = [_word(parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
        yield f"| `{' '.join([name, *words])}` | {command.get_short_help_str(200)} |"
    yield ""


def _word(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        return parameter.human_readable_name.upper() + ("…" if parameter.nargs == -1 else "")
    option = "/".join([*parameter.opts[-1:], *parameter.secondary_opts])
    return option if parameter.required else f"[{option}]"


def _permissions() -> Iterator[str]:
    yield "## Permissions\n\nThe page `/roles` shows the same rules.\n\n| permission | what it allows |\n|---|---|"
    for name in sorted(RULES):
        yield f"| `{name}` | {RULES[name].label} |"
    yield ""


def _kinds(parent: type = Stateful) -> Iterator[Any]:
    for child in parent.__subclasses__():
        if hasattr(child, "__tablename__"):
            yield child
        yield from _kinds(child)


def _states() -> Iterator[str]:
    yield "## Lives\n"
    for kind in sorted(_kinds(), key=lambda kind: str(kind.__tablename__)):
        yield f"### {kind.__tablename__}\n\n| step | from | to |\n|---|---|---|"
        for name, step in kind.STEPS.items():
            sources = [str(label) for status, label in kind.STATUS_LABELS.items() if status in step.sources]
            yield f"| `{name}` | {', '.join(sources)} | {kind.STATUS_LABELS[step.target]} |"
        yield ""


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text(), encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")
