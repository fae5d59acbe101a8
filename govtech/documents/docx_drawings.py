"""Drawings of a Word file: the text of boxes is taken, what is no text is told of with its description."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from govtech.documents.docx_package import MC, R, W
from govtech.documents.docx_report import Loss, Report

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_V: Final = "{urn:schemas-microsoft-com:vml}"
_O: Final = "{urn:schemas-microsoft-com:office:office}"
_DESCRIPTION: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_PICTURES: Final = (f"{_A}blip", f"{_V}imagedata")


class Drawings:
    """Reads drawings; the boxes and rules it finds wait to be taken after the paragraph."""

    def __init__(self, report: Report, diagram: Callable[[str], str]) -> None:
        self._report = report
        self._diagram = diagram
        self._boxes: list[Any] = []
        self._rule = False

    def read(self, element: Any) -> str:
        """Take a drawing; text that stands in the line itself (drawn letters) is handed back."""
        boxes = list(_boxes(element))
        if not boxes and any(one.get(f"{_O}hr") in ("t", "true", "1") for one in element.iter(f"{_V}rect")):
            self._rule = True
            return ""
        drawn = "".join(one.get("string", "") for one in element.iter(f"{_V}textpath"))
        loss = self._loss(element)
        if loss is not Loss.SHAPE or not (boxes or drawn):
            self._report.add(loss, self._described(element))
        self._boxes += boxes
        return drawn

    def take_boxes(self) -> list[Any]:
        """The text boxes since the last call."""
        taken, self._boxes = self._boxes, []
        return taken

    def take_rule(self) -> bool:
        """Whether a line across was drawn since the last call."""
        taken, self._rule = self._rule, False
        return taken

    def _loss(self, element: Any) -> Loss:
        if element.tag == f"{W}object" or next(element.iter(f"{_O}OLEObject"), None) is not None:
            return Loss.OBJECT
        if next(element.iter(_CHART), None) is not None:
            return Loss.CHART
        if next(element.iter(_DIAGRAM), None) is not None:
            return Loss.DIAGRAM
        return Loss.IMAGE if next(element.iter(*_PICTURES), None) is not None else Loss.SHAPE

    def _described(self, element: Any) -> str:
        """What a drawing says of itself: its alternative text, the words of a diagram."""
        words = [one.get("descr") or one.get("title") or "" for one in element.iter(_DESCRIPTION)]
        words += [one.get("alt") or "" for one in element.iter(f"{_V}shape")]
        words += [self._diagram(one.get(f"{R}dm", "")) for one in element.iter(_DIAGRAM)]
        words += ["".join(one.itertext()) for one in element.iter(f"{_A}t")]
        return "、".join(dict.fromkeys(word.strip() for word in words if word.strip()))


def _boxes(element: Any) -> Iterator[Any]:
    """The outermost text boxes in a drawing, of each the form that is chosen first."""
    for child in element:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag == f"{MC}AlternateContent":
            forms = (list(_boxes(form)) for form in child)
            yield from next((form for form in forms if form), [])
        else:
            yield from _boxes(child)
