"""The search index of an installation: which engine, in which folder, with which synonyms."""

from __future__ import annotations

from govtech.config import Settings
from search.interface import Engine, open_engine


def open_index(settings: Settings) -> Engine:
    """The index of these settings; delivery keeps its file of synonyms."""
    return open_engine(settings.search, settings.index_dir, settings.synonyms_file)
