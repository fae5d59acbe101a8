"""How long work takes by itself: other threads of the process and a collection of its rubbish do not count."""

from __future__ import annotations

import time
from collections.abc import Callable


def least(act: Callable[[], object], times: int = 3) -> float:
    """Seconds of processor of this thread alone, the least of some turns."""
    taken = []
    for _turn in range(times):
        started = time.thread_time()
        act()
        taken.append(time.thread_time() - started)
    return min(taken)
