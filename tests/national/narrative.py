"""Narrative reports of provinces and districts: sentences of the truth, and each number with its coordinates and place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import numpy as np

from national.places import Province
from national.returns import by_leaf, rates_of_poverty, with_totals
from national.world import World

#: The reports in words: return, period, day of issue, after the period: they stand beside the forms of the same return.
REPORTS = (
    ("monitoring_annual", "2023-Y", date(2024, 1, 9)),
    ("monitoring_6m", "2024-H1", date(2024, 7, 3)),
    ("monitoring_annual", "2024-Y", date(2025, 1, 8)),
)
PROJECTS = {
    "DA1": "hạ tầng huyện nghèo", "DA2": "đa dạng hóa sinh kế", "DA3": "phát triển sản xuất, dinh dưỡng",
    "DA4": "giáo dục nghề nghiệp, việc làm", "DA5": "nhà ở", "DA6": "truyền thông, thông tin", "DA7": "năng lực, giám sát",
}  # fmt: skip
_PARTS = {"DA1": 2, "DA3": 2, "DA4": 3, "DA6": 2, "DA7": 2}
BILLION = 1_000_000_000


def vietnamese(number: float, digits: int = 0) -> str:
    """A number as people print it here: `1.234,5`."""
    return f"{number:,.{digits}f}".replace(",", "_").replace(".", ",").replace("_", ".")


@dataclass(eq=False)
class Report:
    """One report: `figures` are rows of bronze. `rewrite` changes what is printed of a figure, and the line with it."""

    return_type: str
    period: str
    level: str
    code: str
    on: date
    title: str
    document_no: str | None = None
    text_lines: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.return_type}/{self.period}/{self.code}/report"

    @property
    def digest(self) -> str:
        return sha256(self.name.encode()).hexdigest()

    @property
    def key(self) -> str:
        return sha256(self.name.encode() + b"/key").hexdigest()[:20]

    @property
    def known(self) -> datetime:
        return datetime(self.on.year, self.on.month, self.on.day, 3, tzinfo=UTC)

    @property
    def as_of(self) -> date:
        year = int(self.period[:4])
        return date(year, 6, 30) if self.period.endswith("H1") else date(year, 12, 31)

    def say(self, *pieces: str | dict[str, Any]) -> None:
        """Add a line of words and figures; a figure's place is where its number stands in the line."""
        number, text = len(self.text_lines) + 1, ""
        for piece in pieces:
            if isinstance(piece, str):
                text += piece
                continue
            start = len(text)
            text += piece["value_text"] if piece["unit_text"] is None else f"{piece['value_text']} {piece['unit_text']}"
            self.figures.append({
                "submission_key": self.key, "figure_id": f"{len(self.figures) + 1:020}", "line": number,
                "char_start": start, "char_end": start + len(piece["value_text"]), "locality_code": self.code,
                "as_of": self.as_of, "known_from": self.known, "value_kind": "actual", "is_estimate": False,
                "role": "total", "confidence": 0.95,
            } | piece)  # fmt: skip
        self.text_lines.append({"submission_key": self.key, "line": number, "text": text})

    def key_of(self, figure: dict[str, Any]) -> str:
        return f"{self.key}/{figure['figure_id']}"

    def rewrite(self, figure: dict[str, Any], **changes: Any) -> None:
        """Print another number in the place of a figure."""
        figure.update(changes)
        line = self.text_lines[figure["line"] - 1]
        text, new = line["text"], figure["value_text"]
        line["text"] = text[: figure["char_start"]] + new + text[figure["char_end"] :]
        shift = len(new) - (figure["char_end"] - figure["char_start"])
        figure["char_end"] += shift
        for other in self.figures:
            if other["line"] == figure["line"] and other["char_start"] > figure["char_start"]:
                other["char_start"] += shift
                other["char_end"] += shift


def money(amount: float, measure: str, year: str, component: str = "CT", **more: Any) -> dict[str, Any]:
    """A figure of money, printed in billion đồng with three decimals."""
    text = vietnamese(amount / BILLION, 3)
    return {
        "kind": "fund", "component": component, "measure": measure, "budget_year": year, "source": "total",
        "nature": "total", "value_text": text, "unit_text": "tỷ đồng", "value": round(amount / BILLION, 3),
        "value_vnd": round(amount / 1_000_000) * 1_000_000, "unit": "vnd", "rule": "fund.said",
    } | more  # fmt: skip


def count(number: float, indicator: str, population: str, unit: str, period: str, **more: Any) -> dict[str, Any]:
    """A figure of a social indicator."""
    digits = 2 if unit in ("percent", "percentage_point") else 0
    sign = {"percent": "%", "percentage_point": "%", "household": "hộ", "team": "đoàn", "house": "nhà"}.get(unit)
    return {
        "kind": "indicator", "indicator": indicator, "population": population, "value": float(number), "unit": unit,
        "value_text": vietnamese(number, digits), "unit_text": sign, "period": period, "rule": f"{indicator}.1",
    } | more  # fmt: skip


def reports(province: Province, world: World, districts: bool) -> Iterator[Report]:
    """Yield the reports of a province and, if wanted, of its districts."""
    for return_type, period, on in REPORTS:
        yield _report(province, world, "province", 0, return_type, period, on)
        if districts:
            for at in range(len(province.district_codes)):
                yield _report(province, world, "district", at, return_type, period, on)


def _report(
    province: Province, world: World, level: str, at: int, return_type: str, period: str, on: date
) -> Report:  # fmt: skip
    name, year, is_half = province.name_of(level, at), int(period[:4]), period.endswith("H1")
    title = f"Báo cáo kết quả thực hiện Chương trình giảm nghèo bền vững {period} của {name}"
    report = Report(return_type, period, level, province.codes(level)[at], on, title)
    report.say(title)
    own = world.money_at(level, year)
    quarter = 1 if is_half else 3
    pots = {
        "allocated": own.allocated[at], "carried_in": own.carried_in[at], "spent": own.spent[quarter, at],
        "spent_old": own.spent_old[quarter, at], "carried_out": own.carried_out[at],
    }  # fmt: skip
    _plan(report, pots, year)
    _spending(report, pots, year)
    _projects(report, pots, year)
    if not is_half:
        _left_over(report, pots, year)
        if level == "province":
            _places(report, province, world, year)
        _households(report, province, world, level, at, year)
    _work(report, province, world, level, at, year, is_half)
    return report


def _split(pots: Any) -> dict[str, float]:
    """Sums of pots (leaf x pot) by source and nature; other sources count as recurrent."""
    one = pots.sum(0)
    return {
        "all": one.sum(), "central": one[0] + one[1], "local": one[2] + one[3], "other": one[4],
        "capital": one[0] + one[2], "recurrent": one[1] + one[3] + one[4],
    }  # fmt: skip


def _parts(pots: Any, measure: str, year: str, sums: dict[str, float]) -> list[str | dict[str, Any]]:
    """A total's parts by source, then by nature."""
    found: list[str | dict[str, Any]] = [
        "; trong đó ngân sách trung ương ", money(sums["central"], measure, year, source="central", rule="fund.part"),
        ", ngân sách địa phương ", money(sums["local"], measure, year, source="local", rule="fund.part"),
    ]  # fmt: skip
    if sums["other"]:
        found += [", nguồn khác ", money(sums["other"], measure, year, source="other", rule="fund.part")]
    found += [
        "; vốn đầu tư phát triển ", money(sums["capital"], measure, year, nature="capital", rule="fund.part"),
        ", vốn sự nghiệp ", money(sums["recurrent"], measure, year, nature="recurrent", rule="fund.part"), ".",
    ]  # fmt: skip
    return found


def _plan(report: Report, pots: dict[str, Any], year: int) -> None:
    sums, old = _split(pots["allocated"]), _split(pots["carried_in"])
    kept = round(sums["all"] * 0.03 / 1_000_000) * 1_000_000
    report.say("I. Kế hoạch vốn")
    report.say(
        f"Vốn được giao năm {year} là ", money(sums["all"] + kept, "planned", str(year)), ", đã phân bổ ",
        money(sums["all"], "allocated", str(year)), ", chưa phân bổ ", money(kept, "unallocated", str(year)), ".",
    )  # fmt: skip
    report.say(
        "Vốn đã phân bổ ", money(sums["all"], "allocated", str(year), role="repeat"),
        *_parts(pots["allocated"], "allocated", str(year), sums),
    )  # fmt: skip
    report.say(
        f"Vốn năm {year - 1} chuyển sang ", money(old["all"], "carried_in", str(year - 1)),
        *_parts(pots["carried_in"], "carried_in", str(year - 1), old),
    )  # fmt: skip
    both = f"{year - 1}+{year}"
    report.say("Tổng vốn được sử dụng trong năm là ", money(sums["all"] + old["all"], "allocated", both), ".")


def _rate(part: float, whole: float) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def _spending(report: Report, pots: dict[str, Any], year: int) -> None:
    sums, old = _split(pots["spent"]), _split(pots["spent_old"])
    given, carried = pots["allocated"].sum(), pots["carried_in"].sum()
    report.say("II. Giải ngân")
    for label, when, own, whole in (
        (f"Vốn năm {year}", str(year), sums, given), (f"Vốn năm {year - 1} chuyển sang", str(year - 1), old, carried),
    ):  # fmt: skip
        rate = _rate(own["all"], whole)
        report.say(
            f"{label}: đã giải ngân ", money(own["all"], "disbursed", when, stated_pct=rate),
            f", đạt {vietnamese(rate, 2)}%", *_parts(None, "disbursed", when, own),
        )  # fmt: skip


def _projects(report: Report, pots: dict[str, Any], year: int) -> None:
    given = with_totals(by_leaf(pots["allocated"].sum(1)[None]))
    spent = with_totals(by_leaf(pots["spent"].sum(1)[None]))
    report.say("III. Kết quả theo dự án")
    for number, (project, title) in enumerate(PROJECTS.items(), start=1):
        if not given[project][0]:
            continue
        report.say(f"{number}. Dự án {number}: {title}")
        names = [project, *(f"{project}.TDA{part}" for part in range(1, _PARTS.get(project, 0) + 1))]
        for name in names:
            rate = _rate(spent[name][0], given[name][0])
            label = "Dự án" if name == project else f"Tiểu dự án {name[-1]}"
            report.say(
                f"- {label}: vốn giao ", money(given[name][0], "allocated", str(year), name),
                ", giải ngân ", money(spent[name][0], "disbursed", str(year), name, stated_pct=rate),
                f", đạt {vietnamese(rate, 2)}%.",
            )  # fmt: skip


def _left_over(report: Report, pots: dict[str, Any], year: int) -> None:
    sums, more = _split(pots["carried_out"]), {"exec_year": str(year + 1)}
    report.say("IV. Chuyển nguồn")
    report.say(
        f"Vốn chuyển sang năm {year + 1}: ", money(sums["all"], "carried_out", str(year), **more),
        ", gồm vốn đầu tư phát triển ",
        money(sums["capital"], "carried_out", str(year), nature="capital", rule="fund.part", **more), ", vốn sự nghiệp ",
        money(sums["recurrent"], "carried_out", str(year), nature="recurrent", rule="fund.part", **more), ".",
    )  # fmt: skip


def _places(report: Report, province: Province, world: World, year: int) -> None:
    by_district = world.money[year].allocated.sum((1, 2))
    report.say("Vốn phân bổ cho các huyện: ", money(by_district.sum(), "allocated", str(year), role="repeat"), ", gồm")
    for code, name, amount in zip(province.district_codes, province.district_names, by_district, strict=True):
        report.say(f"- {name}: ", money(amount, "allocated", str(year), locality_code=code, locality=name,
                                        rule="fund.list"), ".")  # fmt: skip


def _households(report: Report, province: Province, world: World, level: str, at: int, year: int) -> None:
    report.say("V. Hộ nghèo, hộ cận nghèo")
    when, before = str(year), str(year - 1)
    ends = {one: rates_of_poverty(world, level, world.poor[one], world.near[one], world.households[one])
            for one in (year - 1, year)}  # fmt: skip
    every, poor, near, poor_before = (
        float(province.lift(one.sum(1), level)[at])
        for one in (world.households[year], world.poor[year], world.near[year], world.poor[year - 1])
    )
    if not every:  # an island without communes
        return
    minority = float(province.lift(world.poor[year][:, 0], level)[at])
    urban = float(province.lift((world.poor[year] * province.commune_is_urban[:, None]).sum(1), level)[at])
    rates = {row: (ends[year - 1][row][at], ends[year][row][at]) for row in ("1", "2")}
    fall = round(float(rates["1"][0] - rates["1"][1]), 2)
    household = "all_households"
    report.say("Tổng số hộ dân cư ", count(every, "households_total", household, "household", when), ".")
    report.say(
        "Số hộ nghèo ", count(poor, "poor_households", household, "household", when), ", chiếm ",
        count(rates["1"][1], "poverty_rate", household, "percent", when), f"; năm {before} là ",
        count(poor_before, "poor_households", household, "household", before), ", chiếm ",
        count(rates["1"][0], "poverty_rate", household, "percent", before), ", giảm ",
        count(fall, "poverty_rate_reduction", household, "percentage_point", when, value_kind="change"), ".",
    )  # fmt: skip
    report.say(
        "Trong đó khu vực thành thị ", count(urban, "poor_households", "urban", "household", when), ", nông thôn ",
        count(poor - urban, "poor_households", "rural", "household", when), "; hộ dân tộc thiểu số ",
        count(minority, "poor_households", "ethnic_minority", "household", when), ".",
    )  # fmt: skip
    report.say(
        "Số hộ cận nghèo ", count(near, "near_poor_households", household, "household", when), ", chiếm ",
        count(rates["2"][1], "near_poverty_rate", household, "percent", when), "; tổng hộ nghèo và hộ cận nghèo ",
        count(poor + near, "poor_and_near_poor_households", "poor_near_poor", "household", when), ".",
    )  # fmt: skip


def _work(
    report: Report, province: Province, world: World, level: str, at: int, year: int, is_half: bool
) -> None:  # fmt: skip
    """Counts with their parts, and the value of houses: the numbers of the form's sheets."""
    period = report.period if is_half else str(year)
    report.say("VI. Kết quả khác" if not is_half else "IV. Kết quả khác")
    names = ("province", "district", "commune")
    teams = [
        float(province.lift(world.count(year, f"supervision 1.{part}", mean).by(is_half), level)[at])
        for part, mean in ((1, 0.3), (2, 0.6), (3, 1.5))
    ]
    pieces: list[str | dict[str, Any]] = [
        "Tổ chức ", count(sum(teams), "inspection_teams", "all", "team", period), " kiểm tra, gồm "
    ]
    for name, number in zip(names, teams, strict=True):
        pieces += [f"cấp {dict(province='tỉnh', district='huyện', commune='xã')[name]} ",
                   count(number, f"inspection_teams_{name}", "all", "team", period), ", "]  # fmt: skip
    report.say(*pieces[:-1], ".")
    houses = float(province.lift(world.count(year, "policy 4.1", 1.5).by(is_half), level)[at])
    if houses:
        value = count(houses * 60, "solidarity_houses_built_value", "all_eligible", "million_vnd", period)
        report.say("Xây ", count(houses, "solidarity_houses_built", "all_eligible", "house", period), " đại đoàn kết, trị giá ",
                   value | {"unit_text": "triệu đồng"}, ".")  # fmt: skip
    if bool(province.is_poor(level)[at]):
        new, mended = (
            float(np.asarray(province.lift(world.activities[year][row].by(is_half), level))[at])
            for row in ("DA5.2", "DA5.3")
        )
        report.say(
            "Hỗ trợ nhà ở cho ", count(new + mended, "houses_supported", "poor_near_poor", "household", period),
            ", trong đó xây mới ", count(new, "houses_built_new", "poor_near_poor", "household", period), ", sửa chữa ",
            count(mended, "houses_repaired", "poor_near_poor", "household", period), ".",
        )  # fmt: skip
