"""What comes from npm: by a lock without addresses, into a folder that is left alone while the lock stays."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.look.stage import ROOT


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The set-up script, working in a folder of its own, with npm played by a folder of files."""
    spec = importlib.util.spec_from_file_location("assets", ROOT / "setup" / "assets.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    modules = tmp_path / "node_modules"
    for source, _target in module.COPIES:
        path = modules / source
        path.parent.mkdir(parents=True, exist_ok=True)
        if source.endswith("/files"):
            path.mkdir()
            (path / "a.woff2").write_text("font")
            (path / "a.woff").write_text("older font")
        else:
            path.write_text(source)
    monkeypatch.setattr(module, "VENDOR", tmp_path / "vendor")
    monkeypatch.setattr(module, "WORK", tmp_path / "work")
    monkeypatch.setattr(module, "_install", lambda: modules)
    return module


def test_the_lock_has_no_addresses_and_pins_everything() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert not re.search(r"https?:|resolved", text)
    packages = {name: facts for name, facts in json.loads(text)["packages"].items() if name}
    assert all(facts["integrity"].startswith("sha512-") for facts in packages.values())
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert {f"node_modules/{name}": version for name, version in wanted.items()} == {
        name: facts["version"] for name, facts in packages.items()
    }
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text(encoding="utf-8")


def test_the_folder_is_filled_once(assets: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assets.ensure()
    for _source, target in assets.COPIES:
        assert (assets.VENDOR / target).exists()
    assert [path.name for path in (assets.VENDOR / "fonts" / "files").iterdir()] == ["a.woff2"]
    assert capsys.readouterr().out
    assets.ensure()
    assert capsys.readouterr().out == ""


def test_a_spoiled_folder_is_filled_anew(assets: ModuleType) -> None:
    assets.ensure()
    (assets.VENDOR / "stamp").write_text("something older")
    (assets.VENDOR / "left-over.js").write_text("")
    assets.ensure()
    assert not (assets.VENDOR / "left-over.js").exists()


def test_a_missing_file_is_named(assets: ModuleType) -> None:
    (assets._install() / "htmx.org" / "dist" / "htmx.min.js").unlink()
    with pytest.raises(SystemExit, match=r"htmx\.min\.js"):
        assets.ensure()
    assert not assets.VENDOR.exists()
