"""What values and references are called where a text is compared, so that nobody has to read {{names}}."""

from __future__ import annotations

from govtech.drafting.content import Plain
from govtech.specifications.template_text import PLACEHOLDER, REFERENCE


class Names:
    """Names of the values and sections of contents; the same place reads the same in every version."""

    def __init__(self, *contents: Plain) -> None:
        self._values = {
            one["name"]: f"【{one['label']}】" for plain in contents for one in plain["parameters"]
        }
        self._titles = {one["key"]: f"「{one['title']}」" for plain in contents for one in plain["sections"]}

    def text(self, text: str) -> str:
        """The text with names instead of placeholders."""
        if "{{" not in text:
            return text
        named = PLACEHOLDER.sub(lambda found: self._values.get(found[1], found[0]), text)
        return REFERENCE.sub(lambda found: self._titles.get(found[1], found[0]), named)
