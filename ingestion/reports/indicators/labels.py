"""What the labels of a table's cell tell: the indicator, whether it is a target or a change, and the period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from ingestion.reports.indicators.phrases import Hit, Hits
from ingestion.reports.indicators.spans import is_result, spans_in
from ingestion.reports.indicators.wordings import Wording, found_in, vocabulary
from ingestion.reports.scan import Quantity

_PARTING = " ; "
_WORD = re.compile(r"[A-ZĐ]{2,6}(?!\w)")
_YEAR_SPAN = re.compile(r"20\d\d\s?[-–—]\s?20\d\d")
_BARE_YEAR = re.compile(r"(?<![\d.,])20\d\d(?![\d.,])")
_MONTHS_ALONE = re.compile(r"(?<!\w)(\d{1,2} tháng)(?! (?:đầu|cuối|năm))", re.IGNORECASE)


@dataclass(frozen=True)
class Labels:
    """The labels of one cell: that of its row, those above its column, and all of them as one text."""

    row: str
    column: str

    @property
    def text(self) -> str:
        """Both, parted."""
        return f"{self.row}{_PARTING}{self.column}"

    @cached_property
    def hits(self) -> Hits:
        """The phrases in both."""
        return found_in(self.text)

    def says(self, name: str) -> bool:
        """Say whether one of some words stands in either label."""
        return bool(of(self.hits, name))

    def begins(self, name: str) -> bool:
        """Say whether a label begins with one of some words."""
        starts = {0} | {match.end() for match in re.finditer(_PARTING, self.text)}
        return any(hit.phrase in vocabulary().rules[name] and hit.start in starts for hit in self.hits.all)

    @property
    def is_change(self) -> bool:
        """Say whether the labels speak of a rise or fall."""
        row = found_in(self.row)
        return self.begins("change_labels") or (compares(self.row) and bool(of(row, "rises", "falls")))

    @property
    def direction(self) -> str:
        """Return which way a change goes: fall or rise, empty where the labels tell neither or both."""
        falls, rises = self.says("falls"), self.says("rises")
        return "" if falls == rises else "fall" if falls else "rise"

    @property
    def kind(self) -> str:
        """Return target, estimate or actual."""
        if self.begins("target_labels"):
            return "target"
        return "estimate" if re.search(vocabulary().rules["estimate_label"], self.text, re.IGNORECASE) else "actual"

    def named(self, quantity: Quantity, *, is_of_deprivations: bool = False) -> tuple[Wording, Hit] | None:
        """Return the wording of the longest label, of the kind (count, rate, money) that cell and labels tell.

        In a table of deprivations one of them goes before the households that lack it.
        """
        vocab = vocabulary()
        is_rate = quantity.is_percent or self.says("rate_labels")
        is_rate = is_rate or quantity.value != quantity.value.to_integral_value()
        kinds = ("percent", "money") if is_rate else ("money",) if quantity.is_money else ("count", "money")
        best: tuple[tuple[bool, bool, int, int], Wording, Hit] | None = None
        lacking = str(vocab.rules["deprivation"]["prefix"])
        phrases = {one.phrase for one in self.hits.all}
        for hit in longest([one for one in self.hits.all if one.phrase in vocab.labels]):
            for wording in vocab.labels[hit.phrase]:
                if wording.unit_kind not in kinds or wording.excluded & phrases:
                    continue
                is_lacking = is_of_deprivations and wording.indicator.startswith(lacking)
                rank = (wording.indicator not in vocab.rules["general_labels"], is_lacking, hit.words, hit.end)
                if best is None or rank > best[0]:
                    best = (rank, wording, hit)
        return best[1:] if best else None

    def is_money(self, named: Hit, heads: str) -> bool:
        """Say whether the column, or the whole table, is of money; the words of the indicator itself do not count."""
        inside = [one for one in self.hits.all if named.start <= one.start and one.end <= named.end]
        told = [one for one in self.hits.all if one.start > len(self.row) and one not in inside]
        words = vocabulary().rules["money_labels"]
        return any(one.phrase in words for one in told) or bool(of(found_in(heads), "money_labels"))

    def period(self, title: str, table_years: list[str], year: str, *, is_change: bool) -> str:
        """Return the period the labels tell, the row's before the column's, else the title; empty if none does.

        A change is of the years a label names, else of all years of the table.
        """
        if is_change:
            told = (years(self.row), years(self.column), table_years)
            between = next((one for one in told if len(one) > 1), None)
            if between and int(between[-1]) == int(between[0]) + 1:
                return between[-1]  # what changed since the year before
            if between:
                return f"{between[0]}-{between[-1]}"
        for label in (self.row, self.column):
            spans = spans_in(_MONTHS_ALONE.sub(r"\1 đầu năm", label), year)
            bare = years(label)
            if spans or (bare and not compares(label)):
                return spans[-1].code if spans else bare[-1]
        titled = [one for one in spans_in(title, year) if not one.is_long or is_result(one, year)]
        base = titled[-1].code if titled else ""
        if self.says("start_labels"):
            named = base[-4:] if base[-4:].isdigit() else year
            return str(int(named) - 1) if named.isdigit() else ""
        return year if not base and self.says("year_labels") else base


def longest(hits: list[Hit]) -> list[Hit]:
    """Return the hits that lie in no longer one."""
    return [
        one
        for one in hits
        if not any(other.words > one.words and other.start <= one.start and one.end <= other.end for other in hits)
    ]


def years(label: str) -> list[str]:
    """Return the single years a label names, in order."""
    return sorted(set(_BARE_YEAR.findall(_YEAR_SPAN.sub(" ", label))))


def of(hits: Hits, *names: str) -> set[str]:
    """Return the phrases found that are of some lists of words."""
    words = frozenset().union(*(vocabulary().rules[name] for name in names))
    return {one.phrase for one in hits.all} & words


def spelled_out(label: str) -> str:
    """Return a label with the abbreviations of tables written in full."""
    full = vocabulary().rules["abbreviations"]
    return _WORD.sub(lambda match: str(full.get(match[0], match[0])), label)


def compares(label: str) -> bool:
    """Say whether a label compares with something."""
    return bool(of(found_in(label), "compared_with"))
