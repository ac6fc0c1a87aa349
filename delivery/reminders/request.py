"""The request for approval: what a person reads before anything is sent, as Markdown in Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from delivery.reminders.draft_model import Draft, DraftMessage
from delivery.reminders.messages import one_line

if TYPE_CHECKING:
    from jinja2 import Environment

# What has a meaning within a line of GitHub's Markdown; `:` so that nothing becomes a link.
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#|~&$:])")


def request_markdown(draft: Draft) -> str:
    """What approving does, counts, who has no contact, and every name with its mail, by return, period and region.

    Whatever a name holds is shown as text. A list of 700 names gives some 100 KB.
    """
    content = draft.content
    counted = ("return_type", "period", "tier", "fault")
    said = {
        "content": content,
        "names": content.names,
        "list_id": draft.list_id,
        "counts": [(codes, len(those)) for codes, those in _grouped(content.messages, *counted)],
        "sendable": [one for one in content.messages if one.to],
        "with_sheet": sum(bool(one.to) and len(one.attachments) > 1 for one in content.messages),
        "without": [one for one in content.messages if not one.to],
    }
    return _templates().get_template("request.md").render(said)


def _grouped(
    messages: Iterable[DraftMessage], *columns: str
) -> list[tuple[tuple[str | None, ...], list[DraftMessage]]]:
    """Messages that agree in some columns, in the order in which the first of each came."""
    found: dict[tuple[str | None, ...], list[DraftMessage]] = {}
    for one in messages:
        found.setdefault(tuple(getattr(one, column) for column in columns), []).append(one)
    return list(found.items())


def _as_text(value: Any) -> Any:
    return _MARKS.sub(r"\\\1", one_line(value)) if isinstance(value, str) else value


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    # Jinja escapes HTML only: here every value goes through `_as_text` on its way out.
    environment = Environment(
        loader=PackageLoader("delivery.reminders", "templates"),
        finalize=_as_text,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["groupby_in_order"] = _grouped
    return environment
