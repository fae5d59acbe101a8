"""Tags of the content controls by which a file that we wrote is read again: front page, quotations, entries of lists."""

from __future__ import annotations

from typing import Final

FRONT: Final = "govtech-front"
QUOTE: Final = "govtech-quote"
ENTRY: Final = "govtech-entry-"
"""Followed by the level of the list whose entry the blocks belong to."""
CONTENTS: Final = "Table of Contents"
"""The gallery of building blocks that Word itself keeps tables of contents in."""
FACTS: Final = "Front Facts"
"""The style of the lines below the title."""
