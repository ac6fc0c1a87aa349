"""Why a return was sent back, as its receipt says: the last version, as far as the two clocks allow."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from delivery.reminders import due
from delivery.reminders.model import Rejection

AS_OF = date(2023, 10, 27)
RETURN = "monitoring_6m:2023-H1:06325"


@pytest.fixture
def sent_twice(reminder_marts: Path, tmp_path: Path) -> Path:
    """A second version came on 01/08/2023, was known on 02/08/2023, and was sent back too."""
    marts = tmp_path / "build-8" / reminder_marts.name
    marts.parent.mkdir()
    shutil.copy(reminder_marts, marts)
    with duckdb.connect(marts) as connection:
        connection.execute(
            """
            insert into marts.fct_submission by name
            select
                * replace (
                    's06325b' as submission_key, 2 as version, '12/BC-UBND' as document_no,
                    date '2023-07-31' as document_on, 'thiếu trang' as reason,
                    timestamptz '2023-08-01 08:00+07' as arrived_at, timestamptz '2023-08-02 08:00+07' as known_from
                )
            from marts.fct_submission
            where submission_key = 's06325'
            """
        )
    return marts


def test_the_last_version_sent_back(sent_twice: Path) -> None:
    last = Rejection("s06325b", "12/BC-UBND", date(2023, 7, 31), "thiếu trang")
    assert due(sent_twice, AS_OF).rejections == {RETURN: last}


def test_nothing_later_than_the_clocks_allow(sent_twice: Path) -> None:
    first = {RETURN: Rejection("s06325", None, None, "tổng không khớp")}
    assert due(sent_twice, AS_OF, date(2023, 8, 1)).rejections == first
    assert due(sent_twice, AS_OF, date(2023, 8, 2)).rejections[RETURN].reason == "thiếu trang"


def test_only_of_what_is_chased_for_it(sent_twice: Path) -> None:
    with duckdb.connect(sent_twice) as connection:
        connection.execute(
            "update marts.fct_submission set obligation_key = 'coordination_6m:2023-H1:20' where state = 'rejected'"
        )
    assert due(sent_twice, AS_OF).rejections == {}
