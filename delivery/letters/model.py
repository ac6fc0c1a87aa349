"""A letter before it is put on paper: the nine elements of Decree 30/2020/NĐ-CP, as text. No layout."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AnnexSection:
    """One region of the annex: its heading (numbered I, II, ...) and its rows, one text a column."""

    number: str
    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Annex:
    """The list annexed to a collective letter, by region, in the shape of an annex of the ministry's reports.

    `reference` is the lines in brackets under the title (`(Kèm theo Công văn số ...`), brackets included; `total` the
    row `Tổng cộng`, one text a column; `widths` are shares of the line width, one a column; `centred` the columns, from
    0, whose cells are centred (numbers, dates), the others begin at the left.
    """

    label: str
    title: tuple[str, ...]
    reference: tuple[str, ...]
    headings: tuple[str, ...]
    widths: tuple[float, ...]
    total: tuple[str, ...]
    sections: tuple[AnnexSection, ...]
    centred: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Letter:
    """One official letter. All text is Vietnamese, NFC; number and day are blanks to be filled in by hand.

    Texts are as they are printed: `number` `Số:          /CV-VPQGGN`, `subject` `V/v ...`, `copies` the lines of
    `Nơi nhận` with their dashes (`- Như trên;`), `paragraphs` the body, the last one ends in `./.`. Only `addressees`
    are bare names: the layout puts `Kính gửi:` before them and, if there are several, sets them as a list. `kind` is
    `collective` or `single`; `file_stem` an ASCII name without a suffix; `reminder_keys` those it speaks of.
    """

    kind: str
    file_stem: str
    superior: str | None
    issuer: str
    number: str
    subject: str
    place_and_date: str
    addressees: tuple[str, ...]
    paragraphs: tuple[str, ...]
    signed_for: str | None
    signer_title: str
    copies: tuple[str, ...]
    reminder_keys: tuple[str, ...]
    annex: Annex | None = None
