"""The forms of returns: one definition each (`<form>.v<version>.yml`), checked against `form.schema.json`.

The template, the reader, the checks, the documentation and the warehouse's table of cells all follow from it. This is
the door.
"""

from ingestion.forms.catalogue import Forms, FormsError, forms_in_force, load_forms
from ingestion.forms.equations import terms_of
from ingestion.forms.model import (
    ADDITIVE,
    CODE_COLUMN,
    FIRST_COLUMN,
    FORM_ROW,
    LABEL_COLUMN,
    MONEY_UNITS,
    NUMERIC,
    PERIOD_ROW,
    REPORTER_ROW,
    SHEET_ROW,
    TITLE_ROWS,
    UNIT_ROW,
    Column,
    Equation,
    Form,
    FormCell,
    Line,
    Sheet,
    Term,
    Words,
)

__all__ = [
    "ADDITIVE",
    "CODE_COLUMN",
    "FIRST_COLUMN",
    "FORM_ROW",
    "LABEL_COLUMN",
    "MONEY_UNITS",
    "NUMERIC",
    "PERIOD_ROW",
    "REPORTER_ROW",
    "SHEET_ROW",
    "TITLE_ROWS",
    "UNIT_ROW",
    "Column",
    "Equation",
    "Form",
    "FormCell",
    "Forms",
    "FormsError",
    "Line",
    "Sheet",
    "Term",
    "Words",
    "forms_in_force",
    "load_forms",
    "terms_of",
]
