"""The register of incoming documents: instants, bases, and errors that name the line."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ingestion import ArrivalLogError, parse_arrivals
from ingestion.arrivals import Arrival, end_of, local_date

HEADER = "file,arrived_at,arrival_basis,sent_on\n"


def _parse(text: str) -> dict[str, Arrival]:
    return parse_arrivals(text.encode(), "arrivals.csv")


def test_dates_and_instants_are_local_unless_they_say_otherwise() -> None:
    found = _parse(
        HEADER
        + "a.csv,2023-06-20,assumed,2023-06-19\n"
        + "b.csv,2023-06-20T08:30,recorded,\n"
        + "c.csv,2023-06-20T08:30:00+00:00,recorded,\n"
    )

    assert found == {
        "a.csv": Arrival(datetime(2023, 6, 19, 17, 0, tzinfo=UTC), "assumed", date(2023, 6, 19)),
        "b.csv": Arrival(datetime(2023, 6, 20, 1, 30, tzinfo=UTC), "recorded", None),
        "c.csv": Arrival(datetime(2023, 6, 20, 8, 30, tzinfo=UTC), "recorded", None),
    }


def test_what_spreadsheets_write_is_read() -> None:
    text = "\ufefffile;arrived_at;arrival_basis;note\r\n./con\\a.csv;2023-06-20;recorded;hai bản\r\n;;;\r\n"

    assert list(_parse(text)) == ["con/a.csv"]


def test_a_later_version_of_a_file_has_the_latest_arrival() -> None:
    found = _parse(HEADER + "a.csv,2023-07-01,recorded,\na.csv,2023-06-20,recorded,\n")

    assert found["a.csv"].arrived_at == datetime(2023, 6, 30, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "expected columns file, arrived_at, arrival_basis, found nothing; add the column file"),
        ("file,arrived_at\n", 1, "add the column arrival_basis"),
        (HEADER + "a.csv,2023-06-20,recorded,\nb.csv,20/06/2023,recorded,\n", 3, "ISO date .* found '20/06/2023'"),
        (HEADER + "a.csv,,recorded,\n", 2, "in column arrived_at, found ''"),
        (HEADER + "a.csv,2023-06-20,recorded,hôm qua\n", 2, "in column sent_on, found 'hôm qua'"),
        (HEADER + "a.csv,2023-06-20,first_seen,\n", 2, "expected recorded or assumed .* found 'first_seen'"),
        (HEADER + ",2023-06-20,recorded,\n", 2, "expected a path in column file, found nothing"),
        (HEADER + 'a.csv,2023-06-20,recorded,\n"b.csv"x,2023-06-20,recorded,\n', 3, "expected a line of CSV"),
        (HEADER + "a.csv,0001-01-01T00:00:00,recorded,\n", 2, "ISO date"),
    ],
)
def test_a_malformed_line_is_named(text: str, line: int, message: str) -> None:
    with pytest.raises(ArrivalLogError, match=rf"^arrivals\.csv, line {line}: .*{message}") as error:
        _parse(text)
    assert error.value.message_vi.startswith(f"arrivals.csv, dòng {line}: cần ")


def test_a_foreign_encoding_is_named_with_its_line() -> None:
    content = HEADER.encode() + "Đắk.csv,2023-06-20,recorded,\n".encode("cp1258", "replace") + b"\xd0\xff\n"
    with pytest.raises(ArrivalLogError, match=r"line 2: expected text in UTF-8.*save the file as CSV UTF-8"):
        parse_arrivals(b"".join([HEADER.encode(), b"\xd0\xaf\xff.csv,2023-06-20,recorded,\n"]), "arrivals.csv")
    with pytest.raises(ArrivalLogError):
        parse_arrivals(content, "arrivals.csv")


def test_a_day_ends_at_midnight_in_ha_noi() -> None:
    assert end_of(date(2023, 6, 24)) == datetime(2023, 6, 24, 17, 0, tzinfo=UTC)
    assert local_date(datetime(2023, 6, 24, 16, 59, 59, tzinfo=UTC)) == date(2023, 6, 24)
    assert local_date(datetime(2023, 6, 24, 17, 0, tzinfo=UTC)) == date(2023, 6, 25)
