"""The narrative reports of provinces and districts: sentences of the truth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from national.narrative import Report, count, money, vietnamese
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
    "DA4": "giáo dục nghề nghiệp, việc làm", "DA5": "nhà ở", "DA6": "truyền thông, thông tin",
    "DA7": "năng lực, giám sát",
}  # fmt: skip
_PARTS = {"DA1": 2, "DA3": 2, "DA4": 3, "DA6": 2, "DA7": 2}


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
    report.say("Tổng vốn được sử dụng trong năm là ", money(sums["all"] + kept + old["all"], "planned", both), ".")


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
        money(sums["capital"], "carried_out", str(year), nature="capital", rule="fund.part", **more),
        ", vốn sự nghiệp ",
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
    report.say(
        "Trong tổng số hộ dân cư ", count(every, "households_total", household, "household", when), " có số hộ nghèo ",
        count(poor, "poor_households", household, "household", when), ", chiếm ",
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
        "Tổng số hộ nghèo và hộ cận nghèo ",
        count(poor + near, "poor_and_near_poor_households", household, "household", when), ", gồm hộ nghèo ",
        count(poor, "poor_households", household, "household", when, role="repeat"), " và hộ cận nghèo ",
        count(near, "near_poor_households", household, "household", when), ", chiếm ",
        count(rates["2"][1], "near_poverty_rate", household, "percent", when), ".",
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
        "Tổ chức ",
        count(sum(teams), "inspection_teams", "all", "team", period),
        " kiểm tra, gồm ",
    ]
    for name, word, number in zip(names, ("tỉnh", "huyện", "xã"), teams, strict=True):
        pieces += [f"cấp {word} ", count(number, f"inspection_teams_{name}", "all", "team", period), ", "]
    report.say(*pieces[:-1], ".")
    houses = float(province.lift(world.count(year, "policy 4.1", 1.5).by(is_half), level)[at])
    if houses:
        value = count(houses * 60, "solidarity_houses_built_value", "all_eligible", "million_vnd", period)
        report.say(
            "Xây ", count(houses, "solidarity_houses_built", "all_eligible", "house", period),
            " đại đoàn kết, trị giá ", value | {"unit_text": "triệu đồng"}, ".",
        )  # fmt: skip
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
