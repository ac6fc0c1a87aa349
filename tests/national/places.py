"""The bodies that report: a province, its districts and communes, from the seeds of geography."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
LEVELS = ("province", "district", "commune")


@dataclass(frozen=True, eq=False)
class Province:
    """A province with what lies in it. Arrays are a commune (or district) each; `home` is the place of its district."""

    code: str
    name: str
    district_codes: tuple[str, ...]
    district_names: tuple[str, ...]
    district_is_poor: NDArray[np.bool_]
    district_is_leaving: NDArray[np.bool_]  # the poor districts of the scheme to leave the list
    commune_codes: tuple[str, ...]
    commune_is_urban: NDArray[np.bool_]
    home: NDArray[np.intp]

    @property
    def commune_is_poor(self) -> NDArray[np.bool_]:
        return self.district_is_poor[self.home]

    def codes(self, level: str) -> tuple[str, ...]:
        return {"province": (self.code,), "district": self.district_codes, "commune": self.commune_codes}[level]

    def name_of(self, level: str, at: int) -> str:
        return self.name if level == "province" else self.district_names[at]

    def is_poor(self, level: str) -> NDArray[np.bool_]:
        """Whether a body has to do with a poor district: the district, its communes, its province."""
        if level == "province":
            return np.array([self.district_is_poor.any()])
        return self.district_is_poor if level == "district" else self.commune_is_poor

    def lift(self, figures: NDArray[np.int64], level: str) -> NDArray[np.int64]:
        """Add up figures of communes (first axis) to a level."""
        if level == "commune":
            return figures
        by_district = np.zeros((len(self.district_codes), *figures.shape[1:]), np.int64)
        np.add.at(by_district, self.home, figures)
        return by_district if level == "district" else by_district.sum(axis=0, keepdims=True)


def provinces(on: date, codes: tuple[str, ...] = ()) -> list[Province]:
    """Return the provinces there were on a day, all or those named, in the order of their codes."""
    day = on.isoformat()
    districts, communes = _alive("districts", day), _alive("communes", day)
    poor = {row["locality_code"] for row in _rows("geography/locality_groups") if row["group_code"] == "poor_district"}
    scheme = (row for row in _rows("programme/component_eligibility") if row["component_code"] == "DA1.TDA2")
    leaving = {row["locality_code"] for row in scheme if row["locality_code"]}
    found = []
    for row in sorted(_alive("provinces", day), key=lambda one: one["province_code"]):
        code = row["province_code"]
        if codes and code not in codes:
            continue
        own = [one for one in districts if one["province_code"] == code]
        place = {one["district_code"]: at for at, one in enumerate(own)}
        within = [one for one in communes if one["parent_code"] in place]
        found.append(Province(
            code, f"{row['unit_type']} {row['name_vi']}",
            tuple(place), tuple(f"{one['unit_type']} {one['name_vi']}" for one in own),
            np.array([one["district_code"] in poor for one in own], bool),
            np.array([one["district_code"] in leaving for one in own], bool),
            tuple(one["commune_code"] for one in within),
            np.array([one["unit_type"] in ("phường", "thị trấn") for one in within], bool),
            np.array([place[one["parent_code"]] for one in within], np.intp),
        ))  # fmt: skip
    return found


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return tuple(csv.DictReader(stream))


def _alive(name: str, day: str) -> list[dict[str, str]]:
    return [
        row
        for row in _rows(f"geography/{name}")
        if row["valid_from"] <= day and (not row["valid_to"] or day < row["valid_to"])
    ]
