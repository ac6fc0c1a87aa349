"""`gnbv reminders`: the ledger as a person reads it, settles it, and tells it of signed letters."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
import time_machine
from openpyxl import load_workbook

from delivery.reminders import Approval, Ledger, Subject
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Run

LIST = Approval(date(2023, 10, 30), "f" * 64, "Văn phòng", "manual")
KILLED = "coordination_6m:2023-H1:20:first"


@pytest.fixture
def own(new_workspace: Callable[..., Workspace]) -> Workspace:
    """Nothing but a ledger: one mail sent, one killed after its intent, one dropped, a day apart."""
    workspace = new_workspace()
    with Ledger(workspace.reminders).locked() as writer:
        for day, code in enumerate(("12", "20", "31"), start=30):
            now = datetime(2023, 10, 30, 1, 0, tzinfo=UTC).replace(day=min(day, 31), hour=day - 29)
            about = Subject(
                reminder_key=f"coordination_6m:2023-H1:{code}:first",
                obligation_key=f"coordination_6m:2023-H1:{code}",
                return_type="coordination_6m", period="2023-H1", locality_code=code, addressed_body_code="so_ldtbxh",
                addressed_locality_code=code, tier="first", tier_no=1, phase="overdue", fault="not_sent",
            )  # fmt: skip
            if code == "31":
                writer.drop(about, LIST, "filed_since", now=now)
                continue
            intent = writer.intend(about, LIST, message_id=f"<{code}@giamngheo.invalid>", now=now)
            if code == "12":
                writer.conclude(intent, "sent", now=now)
    return workspace


def test_the_list_begins_with_what_a_person_has_to_settle(run_in: Run, own: Workspace) -> None:
    found = run_in(own, "reminders", "--format", "csv").rows()
    assert [(row["reminder_key"], row["outcome"], row["reason"], row["opened_at"]) for row in found] == [
        (KILLED, "uncertain", "", "2023-10-31T09:00:00+07:00"),
        ("coordination_6m:2023-H1:31:first", "dropped", "filed_since", "2023-10-31T10:00:00+07:00"),
        ("coordination_6m:2023-H1:12:first", "sent", "", "2023-10-30T08:00:00+07:00"),
    ]
    assert found[0]["message_id"] == "<20@giamngheo.invalid>"
    shown = run_in(own, "reminders")
    assert (shown.code, shown.err) == (0, "")
    assert "1 uncertain: they may have gone out" in shown.out
    assert f"gnbv reminders settle {KILLED} --sent|--not-sent --by WHO --note TEXT" in shown.out
    assert "31/10/2023 09:00" in shown.out


def test_the_list_of_one_outcome_and_of_an_earlier_day(run_in: Run, own: Workspace) -> None:
    dropped = run_in(own, "reminders", "--state", "dropped", "--format", "json")
    assert [(row["locality_code"], row["attempt"]) for row in json.loads(dropped.out)] == [("31", 1)]
    earlier = run_in(own, "reminders", "--as-of", "2023-10-30", "--format", "csv")
    assert [row["outcome"] for row in earlier.rows()] == ["sent"]
    assert run_in(own, "reminders", "--state", "failed").out == "Nothing of the kind was done about reminders.\n"


def test_the_list_as_a_workbook(run_in: Run, own: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "nhac.xlsx"
    assert run_in(own, "reminders", "--format", "xlsx", "-o", str(target)).code == 0
    sheet = load_workbook(io.BytesIO(target.read_bytes())).worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == ["Mã nhắc", "Loại báo cáo", "Kỳ"]
    assert [sheet.cell(row, 10).value for row in (2, 3, 4)] == ["uncertain", "dropped", "sent"]


def test_a_person_settles_what_is_uncertain(run_in: Run, own: Workspace) -> None:
    made = run_in(own, "reminders", "settle", KILLED, "--not-sent", "--by", "Văn phòng", "--note", "không có trong log")
    assert (made.code, made.out) == (0, f"{KILLED}\n")
    assert made.err == "settled as not sent for 1 reminders\nnext: gnbv build, gnbv publish\n"
    again = run_in(own, "reminders", "settle", KILLED, "--not-sent", "--by", "Văn phòng", "--note", "như trên")
    assert again.err == "settled as not sent for 0 reminders; 1 stood in the ledger already\n"
    (row,) = run_in(own, "reminders", "--state", "not_sent", "--format", "csv").rows()
    assert (row["reminder_key"], row["note"], row["decided_by"]) == (KILLED, "không có trong log", "Văn phòng")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("settle", KILLED, "--by", "A", "--note", "b"), 2, "say what became of it: --sent or --not-sent"),
        (("settle", "x", "--sent", "--by", "A", "--note", "b"), 1, "the ledger knows of no mail of 'x'"),
        (("record", "-t", "coordination_6m", "-p", "2023-H1", "--tier", "first", "--document", "1/A", "--on",
          "2023-10-28", "--by", "A"), 1, "nothing is published at"),
        (("--format", "xlsx"), 2, "a workbook is not for the terminal"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_line(
    run_in: Run, own: Workspace, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ran = run_in(own, "reminders", *arguments)
    assert (ran.code, len(ran.err.splitlines())) == (code, 1)
    assert said in ran.err


def test_a_broken_ledger_is_one_line(run_in: Run, own: Workspace) -> None:
    broken = min(own.reminders.glob("*.json"))
    broken.write_text("{", encoding="utf-8")
    ran = run_in(own, "reminders")
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)
    assert f"{broken}: not an entry of the ledger of reminders" in ran.err


@pytest.mark.slow
@pytest.mark.whole_round
def test_a_letter_that_went_out_uses_its_tier_after_the_next_build(
    run_in: Run, sample_workspace: Workspace, new_workspace: Callable[..., Workspace]
) -> None:
    workspace = new_workspace()
    for name in ("bronze", "published", "warehouse", "landing"):
        shutil.copytree(sample_workspace.home / name, workspace.home / name, symlinks=True)
    letter = (
        "reminders", "record", "-t", "coordination_6m", "-p", "2023-H1", "--tier", "first", "--document",
        "3716/LĐTBXH-VPQGGN", "--on", "2023-10-28", "--by", "Văn phòng",
    )  # fmt: skip
    with time_machine.travel("2023-11-02T03:00:00+00:00", tick=False):
        made = run_in(workspace, *letter)
        again = run_in(workspace, *letter)
    # The 28 who have sent nothing; Lai Châu gets a letter of its own, for the document nobody marked.
    assert (made.code, len(made.out.split())) == (0, 28), made.err
    assert "note: not for 12: the letter to all does not name them" in made.err
    assert made.err.startswith("letter 3716/LĐTBXH-VPQGGN of 28/10/2023, tier first of coordination_6m 2023-H1: ")
    assert again.out == made.out
    assert "recorded for 0 reminders; 28 stood in the ledger already" in again.err
    assert run_in(workspace, "build", "--as-of", "2023-11-30").code == 0
    with duckdb.connect(workspace.warehouse, read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        used = connection.execute(
            "select outcome, channel, document_no, outcome_at::varchar, date_trunc('second', known_from)::varchar, "
            "count(*) from marts.fct_reminder group by all"
        ).fetchall()
        tiers = connection.execute(
            "select tier, reminders_sent, count(*) from marts.rpt_reminders "
            "where return_type = 'coordination_6m' and is_listed and phase = 'overdue' group by all"
        ).fetchall()
        # Before the letter was written down nobody knew of it.
        unknown = connection.execute(
            "select tier, count(*) from marts.reminders(timestamptz '2023-11-30 23:59:59+07', "
            "timestamptz '2023-11-01 23:59:59+07') "
            "where return_type = 'coordination_6m' and is_listed and phase = 'overdue' group by all"
        ).fetchall()
        effect = connection.execute(
            "select window_days, sum(reminded), sum(filed_within), sum(not_filed), sum(not_yet_known) "
            "from marts.rpt_reminder_effect group by 1 order by 1"
        ).fetchall()
    assert used == [("sent", "letter", "3716/LĐTBXH-VPQGGN", "2023-10-27 17:00:00+00", "2023-11-02 03:00:00+00", 28)]
    assert sorted(tiers) == [("first", 0, 1), ("second", 1, 28)]
    assert unknown == [("first", 29)]
    assert effect == [(7, 28, 0, 28, 0), (15, 28, 0, 28, 0), (30, 28, 0, 28, 0)]
