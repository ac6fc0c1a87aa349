"""The sample contacts: one role address under `.invalid` (RFC 2606) for every body, place and name it had.

Nothing is stated here: bodies, places and spans of validity are those of the seeds.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

SEEDS = Path(__file__).resolve().parent.parent / "dbt_project" / "seeds"
COLUMNS = "contact_id", "body_code", "locality_code", "name_vi", "email", "phone", "valid_from", "valid_to", "note"
NOTE = "địa chỉ mẫu theo chức năng, không có thật"
FOREVER = "9999-12-31"
# What the name of a kind of body says of all its places: "Ủy ban nhân dân xã, phường, thị trấn".
ANY_PLACE = re.compile(r" (?:tỉnh|huyện|xã)(?:, [\w ]+)*$")
Row = dict[str, str]


@dataclass(frozen=True)
class Place:
    """A locality while it had one name; `valid_to` is exclusive, `code` empty for the country."""

    code: str
    name: str
    domain: str
    valid_from: str
    valid_to: str


def plain(text: str) -> str:
    """A name in the letters of an address: `Bà Rịa - Vũng Tàu` is `ba-ria-vung-tau`."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(char for char in letters if not unicodedata.combining(char))
    return re.sub(r"[^0-9a-z]+", "-", bare).strip("-")


def seed(folder: str, name: str) -> list[Row]:
    """One seed; every value is text."""
    with (SEEDS / folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def place(row: Row, code: str, within: str = "") -> Place:
    """A row of the geography; `within` is the domain of what it lies in."""
    name = row["name_vi"].removeprefix("TP ")
    unit = row["unit_type"].removesuffix(" trực thuộc trung ương")
    domain = f"{plain(name)}.{within}" if within else f"{plain(name)}.invalid"
    return Place(row[code], f"{unit} {name}", domain, row["valid_from"], row["valid_to"] or FOREVER)


def joined(versions: Sequence[Place]) -> list[Place]:
    """Versions of a place that follow each other under one name are one: a change of region changes no address."""
    found: list[Place] = []
    for one in sorted(versions, key=lambda one: (one.code, one.valid_from)):
        last = found[-1] if found else None
        if last and (last.code, last.name, last.valid_to) == (one.code, one.name, one.valid_from):
            found[-1] = replace(last, valid_to=one.valid_to)
        else:
            found.append(one)
    return found


def places(districts: Sequence[str]) -> dict[str, list[Place]]:
    """The places of each level: all provinces, the districts asked for and their communes."""
    provinces = [place(row, "province_code") for row in seed("geography", "provinces")]
    domains = {one.code: one.domain for one in sorted(provinces, key=lambda one: one.valid_from, reverse=True)}
    of_district = {
        row["district_code"]: place(row, "district_code", domains[row["province_code"]])
        for row in seed("geography", "districts")
        if row["district_code"] in districts
    }
    communes = [
        place(row, "commune_code", of_district[row["parent_code"]].domain)
        for row in seed("geography", "communes")
        if row["parent_code"] in of_district
    ]
    country = Place("", "", "viet-nam.invalid", "", FOREVER)
    return {
        "country": [country],
        "province": joined(provinces),
        "district": list(of_district.values()),
        "commune": communes,
    }


def contacts(districts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every body at every place, while both are there; all places of a body, then the next body."""
    held = places(districts)
    for body in seed("policy", "reporter_bodies"):
        code = body["body_code"]
        for at in held[body["level"]]:
            begins = max(body["valid_from"], at.valid_from)
            ends = min(body["valid_to"] or FOREVER, at.valid_to)
            if begins >= ends:
                continue
            name = f"{ANY_PLACE.sub('', body['name_vi'])} {at.name}".strip()
            contact_id = "-".join(part for part in (code, at.code, begins[:7].replace("-", "")) if part)
            email = f"{plain(code)}@{at.domain}"
            yield contact_id, code, at.code, name, email, "", begins, "" if ends == FOREVER else ends, NOTE


def contacts_file(districts: Sequence[str]) -> bytes:
    """`contacts.csv`, for all provinces and the districts asked for."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([COLUMNS, *contacts(districts)])
    return buffer.getvalue().encode()
