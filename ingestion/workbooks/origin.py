"""What a workbook says it was made as: the hidden sheet the template wrote, and the definition it follows."""

from __future__ import annotations

from ingestion.book import Book
from ingestion.forms import Form, forms_in_force
from ingestion.layouts import layout
from ingestion.model import FormValues
from ingestion.reference import Reference
from ingestion.tables import TableError, as_text


def made_for(content: bytes) -> dict[str, str]:
    """Return what the template wrote of form, version, locality and period, by name; empty if it is no template's."""
    title = layout("workbook")["hidden_sheet"]
    try:
        book = Book(content)
        grid = book.grid(title) if title in book.titles else []
    except TableError:
        return {}
    said = {as_text(row[0]): as_text(row[1]) for row in grid if len(row) > 1}
    return {name: said[name] for name in layout("workbook")["hidden"] if said.get(name)}


def form_of(values: FormValues, reference: Reference) -> Form | None:
    """Return the definition of a filled form, None if it is not in force here. Raises FormsError."""
    return forms_in_force(reference.seeds).by_key.get(f"{values.form}@{values.version}")
