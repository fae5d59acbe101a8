"""Marks by which a file that we wrote is read again: the style of its front page, tags of its content controls."""

from __future__ import annotations

from typing import Final

FRONT: Final = "FrontFacts"
"""The id of the style of the lines below the title, which no other program has."""
QUOTE: Final = "govtech-quote"
ENTRY: Final = "govtech-entry-"
"""Followed by the level of the list whose entry the blocks belong to."""
CONTENTS: Final = "Table of Contents"
"""The gallery of building blocks that Word itself keeps tables of contents in."""
