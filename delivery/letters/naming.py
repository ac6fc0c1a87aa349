"""Bodies and places by the names a letter gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from delivery.errors import DeliveryError
from delivery.letters.wording import wording
from delivery.reminders.model import Party, Place, Reminder, ReminderList


class UnnamedError(DeliveryError):
    """A body or a place that the list has no name for."""

    def __init__(self, what: str, code: str, known: Iterable[str], seeds: str) -> None:
        some = ", ".join(sorted(known)[:5])
        super().__init__(
            f"a letter names the {what} '{code}', which the list of reminders has no name for (it has {some}, ...); "
            f"correct the recipients, or add it to {seeds} and build again"
        )


class Names:
    """The names of a list. Raises UnnamedError for what the list has no name for."""

    def __init__(self, found: ReminderList) -> None:
        self._bodies = found.words.bodies
        self._places, self._owners = found.places, found.owners

    def place(self, code: str) -> Place:
        """A place by its code."""
        if code not in self._places:
            raise UnnamedError("place", code, self._places, "the seeds in geography/")
        return self._places[code]

    def owed_at(self, one: Reminder) -> Place:
        """The place that owes a return, as it was when it was opened: its code may be another's by now."""
        return self._owners.get(one.obligation_key) or self.place(one.locality_code)

    def full_place(self, place: Place) -> str:
        """The name of a place; a commune's with that of the place it lies in: `xã Long Đống, huyện Bắc Sơn`."""
        if place.level == "commune" and place.parent_code:
            return f"{_written_out(place.name)}, {self.full_place(self.place(place.parent_code))}"
        return _written_out(place.name)

    def body(self, code: str, locality: str | None) -> str:
        """A body of one place: `Ủy ban nhân dân huyện Bắc Sơn`; one of the country by its own name."""
        return self._body_of(code, None if locality is None else self.place(locality))

    def owner(self, one: Reminder) -> str:
        """The body that owes a return."""
        return self._body_of(one.body_code, self.owed_at(one))

    def reporter(self, one: Reminder) -> str:
        """The body that answers for a return now: the one that owes it, or its successor."""
        return self.body(one.addressed_body_code, one.addressed_locality_code)

    def parties(self, one: Reminder, role: str) -> tuple[str, ...]:
        """Those a reminder goes to in a role, by name, each once."""
        return tuple(dict.fromkeys(self.body(party.body_code, party.locality_code) for party in _of(role, [one])))

    def together(self, reminders: Iterable[Reminder], role: str) -> tuple[str, ...]:
        """Those that several reminders go to in a role: `Ủy ban nhân dân các tỉnh, thành phố`; one by its own name."""
        places: dict[str, dict[str | None, None]] = {}
        for party in _of(role, reminders):
            places.setdefault(party.body_code, {})[party.locality_code] = None
        return tuple(self._together(body, list(codes)) for body, codes in places.items())

    def _body_of(self, code: str, place: Place | None) -> str:
        if code not in self._bodies:
            raise UnnamedError("body", code, self._bodies, "policy/reporter_bodies.csv")
        name = self._bodies[code]
        if place is None or place.level == "country":
            return name
        return f"{_ends_in_places().sub('', name)} {self.full_place(place)}"

    def _together(self, body: str, codes: list[str | None]) -> str:
        first = codes[0]
        name = self.body(body, first)
        if first is None or len(codes) == 1:
            return name
        every = wording()["levels"][self.place(first).level]["all"]
        return f"{_ends_in_places().sub('', self._bodies[body])} {every} ({wording()['listed']})"


def _written_out(name: str) -> str:
    for beginning, full in wording()["abbreviations"].items():
        if name.startswith(beginning):
            return f"{full}{name.removeprefix(beginning)}"
    return name


def _of(role: str, reminders: Iterable[Reminder]) -> list[Party]:
    return [party for one in reminders for party in one.recipients if party.role == role]


@cache
def _ends_in_places() -> re.Pattern[str]:
    """The end of a body's general name that says where there is one: `Ủy ban nhân dân | tỉnh, thành phố`."""
    return re.compile(rf"(?:,?\s+(?:{'|'.join(wording()['place_words'])}))+$")
