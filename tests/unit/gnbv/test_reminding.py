"""The jobs of reminders: when a person is asked, whose answer counts, and which list may go out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from delivery.reminders.draft_model import DraftList
from gnbv import reminding
from gnbv.reminding import ListLapsed
from gnbv.settings import Workspace
from tests.unit.delivery.reminders.sending_facts import message

AS_OF = date(2023, 10, 27)
APPROVED = {"chosen_options": ["Approve"], "responded_by_user": {"id": "7", "name": "van-phong"}}


@pytest.fixture
def own(new_workspace: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Workspace:
    """A workspace with a mail connection nobody listens behind."""
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))
    monkeypatch.setenv("AIRFLOW_CONN_THU", '{"conn_type": "smtp", "host": "127.0.0.1", "login": "vp@bo.invalid"}')
    return replace(new_workspace(), mail="thu")


def draft(folder: Path, *codes: str) -> tuple[str, str]:
    """Lay the list of 27/10/2023 into a folder: where it lies, and its id."""
    content = DraftList(as_of=AS_OF, known=None, build_id="build-7", messages=tuple(map(message, codes)))
    raw = content.model_dump_json().encode()
    list_id = sha256(raw).hexdigest()
    place = folder / list_id[:12]
    place.mkdir(parents=True)
    (place / "list.json").write_bytes(raw)
    return str(place), list_id


def in_ha_noi(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=reminding.TIMEZONE)


@pytest.mark.parametrize(
    ("codes", "mail", "send", "hour", "said"),
    [
        (("12",), "thu", "own_day", 7, None),
        (("12",), "thu", "own_day", 23, None),
        (("12",), "thu", "own_day", 24, "the run speaks about 2023-10-27, today is 2023-10-28"),
        (("12",), "thu", "any_day", 24, None),
        (("12",), "thu", "never", 7, "the run was told to send nothing"),
        (("12",), None, "any_day", 7, "dry run: GNBV_MAIL names no mail connection"),
        ((), "thu", "own_day", 7, "no reminder is due as of 2023-10-27"),
    ],
)  # fmt: skip
def test_when_a_person_is_asked(
    own: Workspace, tmp_path: Path, codes: tuple[str, ...], mail: str | None, send: str, hour: int, said: str | None
) -> None:
    folder, _ = draft(tmp_path, *codes)
    day = AS_OF if hour < 24 else date(2023, 10, 28)
    why_not = reminding.why_not_send(replace(own, mail=mail), folder, send, now=in_ha_noi(day, hour % 24))
    assert (why_not is None) == (said is None)
    assert said is None or said in (why_not or "")


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2023, 10, 26), 23), (date(2023, 10, 29), 0), (date(2023, 11, 3), 9)]
)  # fmt: skip
def test_a_list_of_another_day_is_not_sent_whoever_clears_the_task(
    own: Workspace, tmp_path: Path, day: date, hour: int
) -> None:
    folder, list_id = draft(tmp_path, "12")
    with pytest.raises(ListLapsed, match=f"is of 2023-10-27, today is {day}: expected one of today or yesterday"):
        reminding.send_reminders(
            own, folder, list_id, approved_by="A", run_id="run-1", now=lambda: in_ha_noi(day, hour).astimezone(UTC)
        )
    assert not own.reminders.exists()


@pytest.mark.parametrize(
    ("day", "is_drill"), [(AS_OF, False), (date(2023, 10, 28), False), (date(2026, 11, 21), True)]
)  # fmt: skip
def test_an_empty_list_of_its_day_is_sent_to_nobody(own: Workspace, tmp_path: Path, day: date, is_drill: bool) -> None:
    folder, list_id = draft(tmp_path)
    counts = reminding.send_reminders(
        own, folder, list_id, approved_by="A", run_id="run-1", is_drill=is_drill, now=lambda: in_ha_noi(day, 6)
    )
    assert counts == {}


def test_who_approved_is_named() -> None:
    assert reminding.who_approved(APPROVED) == "van-phong"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "nobody was asked"),  # the task was marked as a success by hand
        (APPROVED | {"chosen_options": ["Reject"]}, "not approved: expected the answer Approve, found ['Reject']"),
        (APPROVED | {"chosen_options": []}, "not approved"),
        (APPROVED | {"responded_by_user": None}, "approved by nobody"),  # time ran out
    ],
)
def test_no_other_answer_is_an_approval(answer: dict[str, Any] | None, said: str) -> None:
    with pytest.raises(ValueError, match=r"nobody|not approved") as caught:
        reminding.who_approved(answer)
    assert said in str(caught.value)
