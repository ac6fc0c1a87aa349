"""The map of provinces: whose it is, that its borders fit each other, that no island is lost."""

from __future__ import annotations

import csv
import json
import math
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[4]
FILE = PROJECT / "delivery" / "site" / "map" / "provinces.json"
SEEDS = PROJECT / "dbt_project" / "seeds" / "geography"
MAP: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
SCALE = 1000 / (23.6 - 6.9)
UNIT_KM = 111.2 / SCALE

Point = tuple[int, int]


def rings(path: str) -> list[list[Point]]:
    """The closed rings of a path, in tenths of a unit; a path that is anything else fails."""
    assert re.fullmatch(r"(M[\d.]+ [\d.]+l[-\d. ]+z)+", path)
    found = []
    for text in path.removesuffix("z").split("z"):
        numbers = [round(float(one) * 10) for one in re.findall(r"-?(?:\d+(?:\.\d)?|\.\d)", text)]
        x, y = numbers[:2]
        ring = [(x, y)]
        for step_x, step_y in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + step_x, y + step_y
            ring.append((x, y))
        found.append([*ring, ring[0]])
    return found


RINGS = {version: {code: rings(one["d"]) for code, one in MAP[version].items()} for version in ("before", "after")}


def area(ring: list[Point]) -> float:
    """Signed area in square units."""
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairwise(ring)) / 200


def at(lon: float, lat: float) -> tuple[float, float]:
    """Where a place lies in the picture, in tenths."""
    return (lon - 101.9) * math.cos(math.radians(16)) * SCALE * 10, (23.6 - lat) * SCALE * 10


def holds(ring: list[Point], x: float, y: float) -> bool:
    """Whether a point lies in a ring."""
    crossed = 0
    for (x0, y0), (x1, y1) in pairwise(ring):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            crossed += 1
    return crossed % 2 == 1


def owners(version: str, x: float, y: float) -> list[str]:
    """The provinces a point of the picture (in tenths) lies in, once a ring."""
    return [code for code, found in RINGS[version].items() for ring in found if holds(ring, x, y)]


def seeds(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(("version", "day", "count"), [("before", "2025-06-30", 63), ("after", "2025-07-01", 34)])
def test_the_codes_are_those_of_the_seed_on_the_day(version: str, day: str, count: int) -> None:
    valid = {
        row["province_code"]
        for row in seeds("provinces.csv")
        if row["valid_from"] <= day and (not row["valid_to"] or day < row["valid_to"])
    }
    assert set(MAP[version]) == valid
    assert len(valid) == count


@pytest.mark.parametrize("version", ["before", "after"])
def test_every_path_and_label_is_inside_the_picture(version: str) -> None:
    left, top, width, height = (int(one) for one in MAP["viewBox"].split())
    assert (left, top, height) == (0, 0, 1000)
    for code, one in MAP[version].items():
        for x, y in [point for ring in RINGS[version][code] for point in ring]:
            assert 0 <= x <= width * 10, code
            assert 0 <= y <= height * 10, code
        label_x, label_y = one["at"]
        assert owners(version, label_x * 10, label_y * 10) == [code]


@pytest.mark.parametrize("version", ["before", "after"])
def test_no_place_lies_in_two_provinces(version: str) -> None:
    # All rings turn one way, so a side that two provinces share is walked once each way, and never twice one way.
    sides = Counter(side for found in RINGS[version].values() for ring in found for side in pairwise(ring))
    assert all(area(ring) > 0 for found in RINGS[version].values() for ring in found)
    assert [side for side, times in sides.items() if times > 1] == []
    crowded = [(x, y) for x in range(5, 4600, 97) for y in range(5, 8800, 97) if len(owners(version, x, y)) > 1]
    assert crowded == []


def test_neighbours_share_their_border() -> None:
    def border(one: str, other: str) -> int:
        theirs = {side for ring in RINGS["before"][other] for side in pairwise(ring)}
        return sum((there, here) in theirs for ring in RINGS["before"][one] for here, there in pairwise(ring))

    assert border("01", "17") > 5  # Hà Nội, Hòa Bình
    assert border("45", "46") > 5  # Quảng Trị, Thừa Thiên Huế
    assert border("01", "96") == 0  # Hà Nội, Cà Mau


def test_a_new_province_is_the_sum_of_the_old_ones() -> None:
    def areas(version: str) -> dict[str, float]:
        return {code: sum(area(ring) for ring in found) for code, found in RINGS[version].items()}

    summed: Counter[str] = Counter()
    for row in seeds("province_succession.csv"):
        summed[row["new_locality_id"][:2]] += areas("before")[row["old_locality_id"][:2]]  # type: ignore[assignment]
    assert summed == pytest.approx(areas("after"), abs=0.5)


@pytest.mark.parametrize(
    ("version", "code", "km2"), [("before", "40", 16_490), ("before", "01", 3_360), ("after", "68", 24_233)]
)  # Nghệ An, Hà Nội, Lâm Đồng
def test_areas_are_about_right(version: str, code: str, km2: int) -> None:
    assert sum(area(ring) for ring in RINGS[version][code]) * UNIT_KM**2 == pytest.approx(km2, rel=0.1)


def test_the_country_is_as_large_as_it_is() -> None:
    whole = sum(area(ring) for found in RINGS["before"].values() for ring in found) * UNIT_KM**2
    assert whole == pytest.approx(331_000, rel=0.03)


@pytest.mark.parametrize(
    ("place", "lon", "lat", "before", "after"),
    [
        ("Hà Nội", 105.84, 21.03, "01", "01"),
        ("Đồng Văn", 105.30, 23.20, "02", "08"),
        ("Kon Tum", 107.99, 14.35, "62", "51"),
        ("Cần Thơ", 105.75, 10.03, "92", "92"),
        ("Phú Quốc", 103.97, 10.22, "91", "91"),
        ("Thổ Chu", 103.476, 9.304, "91", "91"),
        ("Côn Đảo", 106.61, 8.70, "77", "79"),
        ("Phú Quý", 108.945, 10.525, "60", "68"),
        ("Lý Sơn", 109.11, 15.385, "51", "51"),
        ("Cồn Cỏ", 107.34, 17.16, "45", "44"),
        ("Bạch Long Vĩ", 107.73, 20.13, "31", "31"),
    ],
)
def test_places_and_islands_are_found(place: str, lon: float, lat: float, before: str, after: str) -> None:
    assert (owners("before", *at(lon, lat)), owners("after", *at(lon, lat))) == ([before], [after])


def test_hoang_sa_and_truong_sa_are_named_and_at_their_place() -> None:
    hoang_sa, truong_sa = MAP["insets"]
    assert (hoang_sa["name_vi"], hoang_sa["province"]) == ("Quần đảo Hoàng Sa", {"before": "48", "after": "48"})
    assert (truong_sa["name_vi"], truong_sa["province"]) == ("Quần đảo Trường Sa", {"before": "56", "after": "56"})
    east_of_all = max(x for found in RINGS["before"].values() for ring in found for x, _ in ring) / 10
    for inset, lon, lat, count in ((hoang_sa, 112.0, 16.5, 7), (truong_sa, 114.0, 10.0, 18)):
        left, top, width, height = inset["frame"]
        x, y = at(lon, lat)
        assert east_of_all < left < x / 10 < left + width
        assert top < y / 10 < top + height
        islands = rings(inset["d"])
        assert len(islands) == count
        assert all(left <= x / 10 <= left + width and top <= y / 10 <= top + height for one in islands for x, y in one)
        assert top + height < inset["at"][1] <= 995


def test_the_map_is_small_and_says_what_it_is() -> None:
    assert FILE.stat().st_size <= 60_000
    assert "gần đúng" in MAP["note_vi"]
    assert "approximate" in MAP["note_en"]
    assert [one["licence"] for one in MAP["sources"]] == ["public domain (package: ISC)", "MIT"]
