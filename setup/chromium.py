"""Print the path of a Chromium for the browser tests: $CHROMIUM, an installed one, or one installed now.

Standard library only. On Debian, as root, `chromium-headless-shell` is installed from its packages.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PACKAGE = "chromium-headless-shell"
ADVICE = (
    "setup: no Chromium for the browser tests. Install one (Debian, as root: apt-get install "
    f"{PACKAGE}) or name it: CHROMIUM=/path/to/chromium make test"
)


def found() -> str | None:
    """The path of a Chromium that is here."""
    if given := os.environ.get("CHROMIUM"):
        return shutil.which(given) or sys.exit(f"setup: CHROMIUM={given} is not a program.")
    path = next((path for name in NAMES if (path := shutil.which(name))), None)
    return path or (str(MAC) if MAC.exists() else None)


def install() -> None:
    """Debian's own package, when we may install it."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print("Installing Chromium for the browser tests …", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "install", "-y", "--no-install-recommends", PACKAGE],
    ):
        subprocess.run(command, check=False, env=environment, stdout=sys.stderr, stdin=subprocess.DEVNULL)


def main() -> None:
    """Print the path, or say what to do."""
    if not found():
        install()
    print(found() or sys.exit(ADVICE))


if __name__ == "__main__":
    main()
