"""The definitions in force: read, checked, and found by key or by what they are for."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from ingestion.forms.equations import names_of
from ingestion.forms.model import Column, Equation, Form, Line, Sheet, Words

FOLDER = Path(__file__).parent
FOREVER = date(9999, 12, 31)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FormsError(ValueError):
    """A definition cannot be used; the text is one English line: file, place in it, what is wrong, what to do."""


@dataclass(frozen=True)
class Forms:
    """All versions of all forms, by form and version."""

    forms: tuple[Form, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Form]:
        """Forms by `<form>@<version>`."""
        return {one.key: one for one in self.forms}

    def versions(self, form: str) -> tuple[Form, ...]:
        """All versions of a form, the oldest first; empty if there is none of that name."""
        return tuple(one for one in self.forms if one.form == form)

    def serving(self, return_type: str, level: str, ends_on: date) -> tuple[Form, ...]:
        """The forms by which a level answers a return for a period that ends on a day."""
        return tuple(
            one
            for one in self.forms
            if return_type in one.returns and level in one.levels and one.valid_from <= ends_on < one.valid_to
        )


def load_forms(*folders: Path) -> Forms:
    """Return the definitions (`*.yml`) of this folder and of others that exist. Raises FormsError."""
    places = sorted(path for folder in (FOLDER, *folders) for path in folder.glob("*.yml"))
    stamp = tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in places)
    return _load(stamp)


def forms_in_force(seeds: Path) -> Forms:
    """Return the project's definitions and those an installation has put beside its seeds. Raises FormsError."""
    return load_forms(seeds.parent / "forms")


@cache
def _load(stamp: tuple[tuple[Path, int, int], ...]) -> Forms:
    forms: dict[str, tuple[Form, Path]] = {}
    for path, _, _ in stamp:
        form = read_form_file(path)
        if form.key in forms:
            raise FormsError(f"{path}: {form.key} is already defined in {forms[form.key][1]}; give it the next version")
        forms[form.key] = form, path
    found = [form for form, _ in forms.values()]
    return Forms(tuple(sorted(found, key=lambda one: (one.form, one.version))))


def read_form_file(path: Path) -> Form:
    """Read one definition. Raises FormsError."""
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
        content = yaml.load(text, Loader=_LOADER)
    except OSError as error:
        raise FormsError(f"{path}: cannot be read ({error.strerror}); check the file") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FormsError(f"{path}: not valid YAML in UTF-8 ({' '.join(str(error).split())}); correct it") from None
    content = _plain_dates(content)
    for wrong in sorted(_validator().iter_errors(content), key=lambda one: list(map(str, one.absolute_path))):
        place = "/".join(str(part) for part in wrong.absolute_path) or "the whole"
        raise FormsError(f"{path}, {place}: {wrong.message}; correct it as form.schema.json says")
    form = _form(content)
    _check_names(path, form)
    return form


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads((FOLDER / "form.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)


def _plain_dates(content: Any) -> Any:
    """YAML reads 2024-01-01 as a date; JSON Schema knows texts."""
    if isinstance(content, dict):
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in content.items()}
    return content


def _words(content: Mapping[str, str]) -> Words:
    return Words(content["vi"], content["en"])


def _form(content: Mapping[str, Any]) -> Form:
    return Form(
        content["form"], content["version"], _words(content["name"]), content["origin"], content["basis"],
        date.fromisoformat(content["valid_from"]),
        date.fromisoformat(content["valid_to"]) if content.get("valid_to") else FOREVER,
        tuple(content["returns"]), tuple(content["levels"]), tuple(map(_words, content.get("notes", ()))),
        tuple(_sheet(one) for one in content["sheets"]),
    )  # fmt: skip


def _sheet(content: Mapping[str, Any]) -> Sheet:
    unit = content.get("unit", "")
    return Sheet(
        content["sheet"], content["title"], _words(content["name"]), unit, tuple(content.get("levels", ())),
        tuple(_line(one) for one in content["rows"]), tuple(_column(one, unit) for one in content["columns"]),
        tuple(_equation(one) for one in content.get("equations", ())),
    )  # fmt: skip


def _line(content: Mapping[str, Any]) -> Line:
    return Line(
        content["row"], _words(content["label"]), content.get("figure", {}), tuple(content.get("sum_of", ())),
        content.get("only_for", ""), content.get("required", True), tuple(content.get("closed", ())),
        content.get("figures", {}),
    )  # fmt: skip


def _column(content: Mapping[str, Any], unit: str) -> Column:
    kind = content["type"]
    own = content.get("unit") or (unit if kind == "money" else "percent" if kind == "percent" else "")
    rate = content.get("rate_of")
    return Column(
        content["column"], tuple(map(_words, content["heading"])), kind, own, content.get("figure", {}),
        tuple(content.get("sum_of", ())), (rate[0], rate[1]) if rate else None, content.get("required", True),
        tuple(content.get("choices", ())), content.get("at_least", 0.0 if kind != "number" else None),
        content.get("at_most"),
    )  # fmt: skip


def _equation(content: Mapping[str, Any]) -> Equation:
    return Equation(
        content["equation"], content["over"], tuple(content["left"]), content["relation"], tuple(content["right"]),
        tuple(content.get("only", ())), content.get("tolerance", 0.5), _words(content["says"]),
    )  # fmt: skip


def _check_names(path: Path, form: Form) -> None:
    """Names are unique, and every name that is used is there."""
    if path.name != f"{form.form}.v{form.version}.yml":
        raise FormsError(f"{path}: holds {form.key}; name the file {form.form}.v{form.version}.yml")
    if not form.valid_from < form.valid_to:
        raise FormsError(f"{path}: valid_to {form.valid_to} is not after valid_from {form.valid_from}; correct one")
    _unique(path, "sheets", [one.sheet for one in form.sheets])
    _unique(path, "titles of sheets", [one.title.casefold() for one in form.sheets])
    for sheet in form.sheets:
        where = f"{path}, sheet {sheet.sheet}"
        rows, columns = [one.row for one in sheet.lines], [one.column for one in sheet.columns]
        _unique(where, "rows", rows)
        _unique(where, "columns", columns)
        _known(where, rows, (code for one in sheet.lines for code in one.sum_of))
        _known(where, columns, (code for one in sheet.columns for code in (*one.sum_of, *(one.rate_of or ()))))
        _known(where, columns, (code for one in sheet.lines for code in (*one.closed, *one.figures)))
        for equation in sheet.equations:
            if equation.over == "cells":
                cells = [f"{one.sheet.sheet}!{one.line.row}.{one.column.column}" for one in form.cells]
                _known(where, cells, names_of(equation))
            else:
                named, only = (columns, rows) if equation.over == "columns" else (rows, columns)
                _known(where, named, names_of(equation))
                _known(where, only, equation.only)
        for column in sheet.columns:
            if column.type == "money" and not column.unit:
                raise FormsError(f"{where}, column {column.column}: money without a unit; state `unit`")


def _unique(where: object, what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise FormsError(f"{where}: {what} must differ, {name!r} comes {names.count(name)} times; rename one")


def _known(where: object, names: Iterable[str], used: Iterable[str]) -> None:
    known = list(names)
    for name in used:
        if name not in known:
            raise FormsError(f"{where}: {name!r} is named but not defined; it has {', '.join(known)}")
