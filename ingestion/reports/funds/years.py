"""The years that the words beside an amount tell: of the money, and where it is carried of its spending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingestion.reports.funds.tokens import Token

_RIGHT_BEHIND = 3  # characters


def hear_years(axes: dict[str, str], tokens: Sequence[Token]) -> None:
    """Hear the year of the money, and where money is carried the year in which it can be spent."""
    carry = next((one for one in tokens if one.axis == "measure" and one.value.startswith("carried")), None)
    years = [one for one in tokens if one.kind == "year" and one.axis != "named"]
    until = [one.value for one in tokens if one.axis == "until"]
    years = [one for one in years if one.axis != "until"]
    if until and not years and not carry:
        axes["until"] = until[-1]
    if not years and "totals" in {one.axis for one in tokens}:
        years = [
            one for one in tokens if one.kind == "year" and one.axis != "until"
        ]  # the whole of what the programme's name spans
    if not years:
        return
    if carry:
        before = [one for one in years if one.end <= carry.end]
        after = [one for one in years if one.end > carry.end]
        is_of_money = carry.value == "carried" and after and after[0].start - carry.end <= _RIGHT_BEHIND
        if not before and (len(after) > 1 or is_of_money):
            if len(after) == 1:
                axes["year"] = after[0].value
                return
            before, after = after[:-1], after[-1:]
        if before:
            axes["year"] = joined_years(before, tokens)
        if after and (before or carry.value != "carried_in"):
            axes["exec_year"] = after[-1].value[-4:]
        elif after:
            axes["year"] = after[-1].value
        return
    axes["year"] = joined_years(years, tokens)


def joined_years(years: Sequence[Token], tokens: Sequence[Token]) -> str:
    """Return the last year told; years listed one behind the other, or one on top of another, are mixed money."""
    group = [years[-1]]
    for one in reversed(years[:-1]):
        between = [token for token in tokens if one.end <= token.start and token.end <= group[0].start]
        is_listed = group[0].start - one.end <= 4 and all(token.value in (",", "and") for token in between)
        is_on_top = any(token.axis == "mixing" for token in between)
        if not (is_listed or is_on_top):
            break
        group.insert(0, one)
    return "+".join(sorted({one.value for one in group}))


def dated(tokens: Sequence[Token], report_year: str) -> list[Token]:
    """Turn years told from that of the report (`năm trước`) into years; without one they tell nothing."""
    years = report_year[-4:]
    if not years.isdigit():
        return [one for one in tokens if one.kind != "relative"]
    return [
        replace(one, kind="year", axis="told" if int(one.value) < 0 else "", value=str(int(years) + int(one.value)))
        if one.kind == "relative"
        else one
        for one in tokens
    ]


def span_until(until: str, told: Sequence[str]) -> str:
    """Return the years of what was given or done `đến năm 2024`: from the first year of the nearest span told."""
    for span in told:
        first, _, last = span.partition("-")
        if last and first < until <= last:
            return f"{first}-{until}"
    return ""
