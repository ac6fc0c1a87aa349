"""The letters of a list: one for each name, and one for all that are overdue together; worded by `wording.yml`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from delivery.errors import DeliveryError
from delivery.letters.annex import annex
from delivery.letters.citations import basis_vi, day_vi, document_vi, earlier_vi, month_vi
from delivery.letters.model import Letter
from delivery.letters.naming import Names
from delivery.letters.rounds import NO_PROGRAMME, History, Round, rounds
from delivery.letters.wording import in_a_row, lower_first, say, wording
from delivery.reminders.model import Issuer, Party, Reminder, ReminderList

#: Left blank for the number and the day, which are written when the letter is signed. No line breaks within a blank.
BLANK_NUMBER, BLANK_DAY = "\N{NO-BREAK SPACE}" * 8, "\N{NO-BREAK SPACE}" * 6


class NoWordsError(DeliveryError):
    """A fault that no letter is written for."""

    def __init__(self, one: Reminder) -> None:
        super().__init__(
            f"no letter is worded for the fault '{one.fault}' of {one.obligation_key}: expected "
            f"one of {', '.join(wording()['single'])}; correct policy/reminder_faults.csv, or word it in "
            "delivery/letters/wording.yml"
        )


def compose(found: ReminderList, *, day: date, working_days: Callable[[date, int], date]) -> tuple[Letter, ...]:
    """Write the letters of a list, to be signed on or after `day`.

    For each listed reminder one single letter, chosen by its fault; and for each round (return, period, level, issuer)
    and tier one collective letter to all whose return is overdue, if they are two or more, with the list annexed.
    `working_days(day, n)` is the last of n working days that follow a day. Raises DeliveryError where the list has no
    issuer, no name or no words for what it asks.
    """
    names, history = Names(found), History(found.earlier)
    letters: list[Letter] = []
    for one in rounds(found):
        desk = _Desk(found, one, names, history, day, working_days)
        letters += [desk.collective(chased) for chased in one.chased().values() if len(chased) > 1]
        letters += [desk.single(reminder) for reminder in one.listed]
    return tuple(_told_apart(letters))


def file_stem(one: Reminder) -> str:
    """The single letter of a listed reminder, without a suffix: `12-lai-chau-coordination_6m-2023-H1-first`."""
    from ingestion import slug

    return f"{one.locality_code}-{slug(one.locality)}-{one.return_type}-{one.period}-{one.tier}"


@dataclass(frozen=True)
class _Desk:
    """Writes the letters of one round."""

    found: ReminderList
    round: Round
    names: Names
    history: History
    day: date
    working_days: Callable[[date, int], date]

    def single(self, one: Reminder) -> Letter:
        """The letter to one reporter."""
        if one.fault not in wording()["single"]:
            raise NoWordsError(one)
        to, reporter = self.names.parties(one, "to"), self.names.reporter(one)
        values = self._values(one, [one])
        owner = self.names.owner(one)
        values |= {
            "owner": owner,
            "reporter": reporter,
            "former": "" if owner == reporter else owner,
            "to": in_a_row(to),
        }
        values["place"] = self.names.full_place(self.names.owed_at(one))
        values["who"] = say(wording()["asked"]["above" if _is_above(one) else "reporter"], values)
        return self._letter(
            wording()["single"][one.fault], values, kind="single", file_stem=file_stem(one),
            addressees=to or (reporter,), copies=self.names.parties(one, "cc"), reminders=[one],
        )  # fmt: skip

    def collective(self, chased: Sequence[Reminder]) -> Letter:
        """The letter to all of one tier whose return is overdue."""
        first = chased[0]
        to = self.names.together(chased, "to")
        names = wording()["asked"]["names"]
        values = self._values(first, chased)
        values |= {"to": in_a_row(to), "reporter": names, "former": "", "listed": len(chased)}
        values["who"] = say(wording()["asked"]["above" if all(map(_is_above, chased)) else "reporter"], values)
        letter = self._letter(
            wording()["collective"], values, kind="collective",
            file_stem=f"{first.return_type}-{first.period}-{first.tier}", addressees=to,
            copies=self.names.together(chased, "cc"), reminders=chased,
        )  # fmt: skip
        return replace(letter, annex=annex(self.round, chased, self.names, values))

    def _letter(
        self,
        words: dict[str, Any],
        values: dict[str, Any],
        *,
        kind: str,
        file_stem: str,
        addressees: tuple[str, ...],
        copies: tuple[str, ...],
        reminders: Sequence[Reminder],
    ) -> Letter:
        issuer = self.round.issuer
        said = [say(paragraph, values) for paragraph in words["paragraphs"]]
        return Letter(
            kind=kind,
            file_stem=file_stem,
            superior=issuer.superior,
            issuer=issuer.name,
            number=f"Số:{BLANK_NUMBER}/{issuer.symbol}",
            subject=say(words["subject"], values),
            place_and_date=f"{issuer.place}, ngày{BLANK_DAY}tháng {month_vi(self.day)} năm {self.day.year}",
            addressees=addressees,
            paragraphs=tuple(paragraph for paragraph in said if paragraph),
            signed_for=issuer.signed_for,
            signer_title=issuer.signer_title,
            copies=_copies(issuer, copies),
            reminder_keys=tuple(one.reminder_key for one in reminders if one.reminder_key),
        )

    def _values(self, one: Reminder, about: Sequence[Reminder]) -> dict[str, Any]:
        """What the templates may say of one reminder, or of several of one tier that begin with it."""
        signers = {each.symbol: each.name for each in self.found.signers(one)}
        due = "" if one.due_on is None else f"{wording()['due_rules'][one.due_rule]} {day_vi(one.due_on)}"
        values = {
            **self._of_the_round(),
            **self._document(one),
            "basis": basis_vi(one.legal_basis, one.request_document, signers),
            "earlier": earlier_vi(self.history.of(*about)),
            "earlier_by": in_a_row(self._earlier_by(about)),
            "without_programme": sum(NO_PROGRAMME in each.reasons for each in about),
            "due": due,
            "due_day": one.due_on and day_vi(one.due_on),
            "days_left": one.due_on and (one.due_on - self.found.as_of).days,
            "days": one.days_late,
            "dated_by": wording()["date_bases"][one.date_basis],
            "until": self._until(one, due),
            "tier_no": one.tier_no,
        }
        tier = wording()["tiers"].get(one.tier) or wording()["tiers"][one.phase]
        return values | {"urge": say(tier["urge"], values), "warning": say(tier["warning"], values)}

    def _earlier_by(self, about: Sequence[Reminder]) -> list[str]:
        """Who wrote before: those who write in the tiers recorded, for an escalation is another's letter."""
        wrote = [self.found.issuer(one, earlier.tier) for one in about for earlier in self.history.of(one)]
        return list(dict.fromkeys((each or self.round.issuer).name for each in wrote))

    def _of_the_round(self) -> dict[str, Any]:
        round_, words, issuer = self.round, self.found.words, self.round.issuer
        name = words.return_types.get(round_.return_type, round_.return_type)
        return {
            "as_of": day_vi(self.found.as_of),
            "issuer": issuer.name,
            "receiver": issuer.receiver,
            "symbol": issuer.symbol,
            "blank_number": BLANK_NUMBER,
            "blank_day": BLANK_DAY,
            "month": month_vi(self.day),
            "year": self.day.year,
            "the_return": f"{lower_first(name)} ({words.periods.get(round_.period, round_.period)})",
            "units": wording()["levels"][round_.reporter_level]["units"],
            "expected": round_.expected,
            "received": round_.received,
            "missing": round_.expected - round_.received,
            "has_programmes": round_.has_programmes,
        }

    def _document(self, one: Reminder) -> dict[str, Any]:
        """The document the letter speaks of; if it was sent back, why, and whether its error sheet goes along."""
        sent_back = self.found.sent_back(one)
        document = sent_back or one
        return {
            "document": document_vi(document.document_no, document.document_on) if document.document_no else "",
            "why": sent_back.reason.rstrip(". ") if sent_back else "",
            "has_error_sheet": bool(sent_back and sent_back.error_sheet),
        }

    def _until(self, one: Reminder, due: str) -> str:
        """By when an answer is asked for: so many working days on, else the due date, else soon."""
        answer = wording()["answer"]
        if one.reply_days:
            return say(answer["reply"], {"day": day_vi(self.working_days(self.day, one.reply_days))})
        return due or str(answer["open"])


def _is_above(one: Reminder) -> bool:
    """Whether a reminder goes to those above the body that answers for the return, not to itself."""
    to = [party for party in one.recipients if party.role == "to"]
    return bool(to) and Party("to", one.addressed_body_code, one.addressed_locality_code) not in to


def _copies(issuer: Issuer, names: Sequence[str]) -> tuple[str, ...]:
    """The lines of `Nơi nhận`; an office does not copy itself, it files the letter."""
    others = [f"- {name};" for name in names if name != issuer.name]
    return ("- Như trên;", *others, f"- Lưu: {issuer.filed.rstrip('.')}.")


def _told_apart(letters: Sequence[Letter]) -> list[Letter]:
    """Collective letters that would have one name, of several offices on the same return, get the office's in it."""
    from ingestion import slug

    met = Counter(one.file_stem for one in letters)
    return [
        replace(one, file_stem=f"{one.file_stem}-{slug(one.issuer)}") if met[one.file_stem] > 1 else one
        for one in letters
    ]
