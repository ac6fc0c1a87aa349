"""Why a report is refused."""

from __future__ import annotations


class TextError(ValueError):
    """A file whose text cannot be read. `rule_id` and `message_vi` (what is wrong, what to do): for the sender."""

    def __init__(self, rule_id: str, message_vi: str) -> None:
        super().__init__(message_vi)
        self.rule_id = rule_id
        self.message_vi = message_vi
