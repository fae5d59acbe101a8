"""Blocks of code in Markdown files, in which nothing is a heading, an entry of a list or a picture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_FENCE: Final = re.compile(r" {0,3}(```|~~~)")


def told_apart(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it belongs to a block of code, the fences around it included."""
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence == mark[1] else fence or mark[1]
        yield line, bool(fence or mark)
