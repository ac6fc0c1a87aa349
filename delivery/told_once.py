"""What the door and the rules of the warehouse say of one file, told to its sender each thing once."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, TypeVar

from delivery.findings import Finding, gravest_first

#: Rules of the door that the warehouse reckons again for files that were taken in, with the value that would repair.
RECKONED_AGAIN = ("IN22",)

Door = TypeVar("Door")


def told_once(door: Sequence[Door], warehouse: Sequence[Finding]) -> tuple[list[Door], list[Finding]]:
    """What a sender is told of one file by the door and by the warehouse, each thing once.

    `door` are objects with `rule_id, sheet, cell, line, message_vi` (DoorFinding); `warehouse` all findings on the
    file, of any state. What the door said stays, unless it was explained since, or the warehouse reckons its rule
    again. Of the warehouse only open findings are added that the door did not send. Returns both parts.
    """
    again = {one.rule_id for one in warehouse if one.rule_id in RECKONED_AGAIN}
    said = {_said(one.rule_id, one.sheet, one.cell, one.line, one.message): one for one in warehouse}
    kept, sent = [], set()
    for finding in door:
        one: Any = finding
        key = _said(one.rule_id, one.sheet, one.cell, one.line, one.message_vi)
        twin = said.get(key)
        if one.rule_id in again or (twin is not None and twin.state != "open"):
            continue
        kept.append(finding)
        sent.add(key)
    more = {key: one for key, one in said.items() if one.state == "open" and key not in sent}
    return kept, gravest_first(more.values())


def _said(rule: str, sheet: str | None, cell: str | None, line: int | None, message: str) -> tuple[Any, ...]:
    return rule, sheet, cell, line, unicodedata.normalize("NFC", message)
