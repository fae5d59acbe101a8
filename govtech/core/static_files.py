"""Addresses of style, script and fonts change with their content: caches keep them long, a new release shows at once."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask

MARK_LENGTH = 10


def mark_addresses(app: Flask) -> None:
    """Let `url_for("static", …)` add `v`, a mark of the file's content."""
    folder = Path(app.static_folder or "")

    def add_mark(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            path = folder / str(values.get("filename", ""))
            if path.is_file():
                values["v"] = _mark(path, path.stat().st_mtime_ns)

    app.url_defaults(add_mark)


@lru_cache(maxsize=256)
def _mark(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:MARK_LENGTH]
