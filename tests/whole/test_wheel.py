"""The installed wheel carries what lies beside the packages in a checkout, and runs without the checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from govtech.config import ROOT
from tests.installation import Installation

ASK = """
from govtech.app import create_app
from govtech.config import load
for path in ("/", "/templates", "/cases", "/search?q=%E6%9D%A1%E4%BB%B6", "/static/css/base.css"):
    print(create_app(load()).test_client().get(path).status_code)
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, as an installer lays it down."""
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [wheel] = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(out / "site")
    return out / "site"


def test_wheel_carries_everything(unpacked: Path) -> None:
    bundle = unpacked / "govtech" / "_bundle"
    for folder in ("templates", "spec_templates", "migrations"):
        here = {
            path.relative_to(ROOT)
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and path.suffix != ".pyc"
        }
        there = {path.relative_to(bundle) for path in bundle.rglob("*") if path.is_file()}
        assert here <= there
    assert (unpacked / "search" / "interface.py").is_file()
    assert list((unpacked / "govtech" / "locale" / "en").glob("*.po"))
    assert (unpacked / "govtech" / "static" / "css" / "base.css").is_file()
    [names] = unpacked.glob("*.dist-info/entry_points.txt")
    assert "govtech = govtech.cli:main" in names.read_text()


def test_wheel_runs_without_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    environment = {**installation.environment, "PYTHONPATH": str(unpacked)}
    for arguments in (["-m", "govtech.cli", "db", "upgrade"], ["-c", ASK]):
        done = subprocess.run(
            [sys.executable, "-S", "-P", "-c", _without_checkout(arguments)],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split() == ["200"] * 5


def _without_checkout(arguments: list[str]) -> str:
    """Run as `python` with these arguments would, with the environment's packages but not its link to the checkout."""
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    act = f"import runpy; sys.argv[1:] = {arguments[2:]!r}; runpy.run_module({arguments[1]!r}, run_name='__main__')"
    begin = f"import sys; sys.path.append({packages!r}); "
    return begin + (act if arguments[0] == "-m" else arguments[1])
