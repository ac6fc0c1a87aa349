"""Edits on a filled workbook as people make them, on its XML: everything else stays byte for byte what Excel stored."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from lxml import etree

_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Edited:
    """A workbook that is being changed; `content()` gives its bytes."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            self._parts = {info.filename: package.read(info) for info in package.infolist()}
        self._trees: dict[str, Any] = {}

    def content(self) -> bytes:
        """Return the workbook with all edits."""
        for name, tree in self._trees.items():
            self._parts[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as package:
            for name, part in self._parts.items():
                package.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
        return sink.getvalue()

    def number(self, sheet: str, address: str, value: float) -> Edited:
        """Type a number."""
        cell = self._emptied(sheet, address)
        etree.SubElement(cell, f"{{{_NS}}}v").text = repr(value)
        return self

    def text(self, sheet: str, address: str, value: str) -> Edited:
        """Type a text."""
        cell = self._emptied(sheet, address)
        cell.set("t", "inlineStr")
        held = etree.SubElement(etree.SubElement(cell, f"{{{_NS}}}is"), f"{{{_NS}}}t")
        held.text = value
        held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return self

    def error(self, sheet: str, address: str, value: str = "#REF!") -> Edited:
        """Leave an error value, as a broken formula does."""
        cell = self._emptied(sheet, address)
        cell.set("t", "e")
        etree.SubElement(cell, f"{{{_NS}}}v").text = value
        return self

    def clear(self, sheet: str, address: str) -> Edited:
        """Empty a cell."""
        self._emptied(sheet, address)
        return self

    def drop_cached(self, sheet: str, address: str) -> Edited:
        """Keep the formula of a cell and take away its stored value."""
        cell = self._cell(sheet, address)
        for value in cell.findall(f"{{{_NS}}}v"):
            cell.remove(value)
        return self

    def cached(self, sheet: str, address: str, value: float) -> Edited:
        """Put another stored value behind a formula."""
        self.drop_cached(sheet, address)
        etree.SubElement(self._cell(sheet, address), f"{{{_NS}}}v").text = repr(value)
        return self

    def merge(self, sheet: str, area: str) -> Edited:
        """Merge an area."""
        root = self._sheet(sheet)
        merged = root.find(f"{{{_NS}}}mergeCells")
        if merged is None:
            merged = etree.Element(f"{{{_NS}}}mergeCells")
            root.find(f"{{{_NS}}}sheetData").addnext(merged)
        etree.SubElement(merged, f"{{{_NS}}}mergeCell").set("ref", area)
        merged.set("count", str(len(merged)))
        return self

    def hide_row(self, sheet: str, row: int) -> Edited:
        """Hide a row."""
        self._row(sheet, row).set("hidden", "1")
        return self

    def rename_sheet(self, old: str, new: str) -> Edited:
        """Give a sheet another name."""
        for one in self._tree("xl/workbook.xml").iter(f"{{{_NS}}}sheet"):
            if one.get("name") == old:
                one.set("name", new)
        return self

    def without_identity(self) -> Edited:
        """Take the very hidden sheet's name away, as happens when sheets are copied into a new workbook."""
        root = self._tree("xl/workbook.xml")
        for one in list(root.iter(f"{{{_NS}}}sheet")):
            if one.get("name") == "_gnbv":
                one.getparent().remove(one)
        return self

    def _emptied(self, sheet: str, address: str) -> Any:
        cell = self._cell(sheet, address)
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        return cell

    def _cell(self, sheet: str, address: str) -> Any:
        match = re.fullmatch(r"([A-Z]+)(\d+)", address)
        assert match
        row = self._row(sheet, int(match[2]))
        column = _number(match[1])
        for position, cell in enumerate(row):
            if cell.get("r") == address:
                return cell
            if _number(re.sub(r"\d", "", cell.get("r"))) > column:
                made = etree.Element(f"{{{_NS}}}c")
                row.insert(position, made)
                break
        else:
            made = etree.SubElement(row, f"{{{_NS}}}c")
        made.set("r", address)
        return made

    def _row(self, sheet: str, number: int) -> Any:
        data = self._sheet(sheet).find(f"{{{_NS}}}sheetData")
        for position, row in enumerate(data):
            if int(row.get("r")) == number:
                return row
            if int(row.get("r")) > number:
                made = etree.Element(f"{{{_NS}}}row")
                data.insert(position, made)
                break
        else:
            made = etree.SubElement(data, f"{{{_NS}}}row")
        made.set("r", str(number))
        return made

    def _sheet(self, title: str) -> Any:
        for one in self._tree("xl/workbook.xml").iter(f"{{{_NS}}}sheet"):
            if one.get("name") == title:
                target = one.get(f"{{{_REL}}}id")
                break
        else:
            raise KeyError(title)
        for link in self._tree("xl/_rels/workbook.xml.rels"):
            if link.get("Id") == target:
                return self._tree("xl/" + link.get("Target").removeprefix("/xl/"))
        raise KeyError(title)

    def _tree(self, name: str) -> Any:
        if name not in self._trees:
            self._trees[name] = etree.fromstring(self._parts[name])
        return self._trees[name]


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
