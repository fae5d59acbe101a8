"""The README says what there is: every setting, command, make target and demonstration account."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

from govtech.config import PREFIX, Settings
from govtech.demo import accounts
from tests.architecture.tree import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    """setup/reference.py, which is no package."""
    spec = spec_from_file_location("reference", ROOT / "setup" / "reference.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_settings_are_in_the_readme_with_their_defaults() -> None:
    rows = dict(re.findall(rf"^\| `({PREFIX}\w+)` \| (?:`([^`]*)`|（空）) \|", README, re.MULTILINE))
    expected = {
        f"{PREFIX}{item.name.upper()}": ",".join(item.default)
        if isinstance(item.default, tuple)
        else str(item.default)
        for item in fields(Settings)
    }
    assert rows == expected


def test_commands_are_in_the_readme(reference: ModuleType) -> None:
    rows = re.findall(r"^\| `(govtech [^`]+)` \|", README, re.MULTILINE)
    for name, command in reference.commands():
        row = next((row for row in rows if re.match(rf"{re.escape(name)}(?![\w-])", row)), None)
        assert row, f"{name} is missing"
        for parameter in command.params:
            if getattr(parameter, "hidden", False):
                continue
            words = (
                {*parameter.opts, *parameter.secondary_opts}
                if parameter.param_type_name == "option"
                else set()
            )
            assert not words or any(word in row for word in words), f"{name}: {words} is missing"
    known = {name for name, _command in reference.commands()}
    assert all(any(row.startswith(name) for name in known) for row in rows)


def test_every_command_shows_an_example(reference: ModuleType) -> None:
    bare = [
        name for name, command in reference.commands() if f"Example: {name}" not in (command.epilog or "")
    ]
    assert not bare


def test_make_targets_are_in_the_readme() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert {"run", "test", "setup", "help", "check", "bench", "docs"} <= targets
    assert targets <= set(re.findall(r"`(?:PORT=\d+ )?make ([a-z-]+)`", README))


def test_continuous_integration_runs_what_the_readme_says() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("make ")] == ["make test", "make check"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_demonstration_accounts_are_in_the_readme() -> None:
    stated = tomllib.loads(accounts.FILE.read_text(encoding="utf-8"))
    addresses = {account["email"] for account in stated["account"]}
    assert addresses == set(re.findall(r"`([\w.-]+@[\w.-]+\.example)`", README))
    assert README.count(f"`{accounts.PASSWORD}`") == 2


def test_rooms_are_in_the_readme() -> None:
    packages = {path.parent.name for path in (ROOT / "govtech").glob("*/__init__.py")}
    assert packages <= set(re.findall(r"(\w+)/", README))


def test_links_and_pictures_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("http") or (ROOT / target).is_file(), target


def test_reference_is_up_to_date(reference: ModuleType) -> None:
    assert reference.FILE.read_text(encoding="utf-8") == reference.text(), "run: make docs"
