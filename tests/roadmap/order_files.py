# SPDX-License-Identifier: MIT
"""Order № 26 and orders made up for a test, written as text, DOCX, ODT, PDF, XLSX and ODS."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import typst
import xlsxwriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table

ORDER_26 = Path(__file__).parents[2] / "tenants" / "center" / "order-26.txt"


@dataclass(frozen=True)
class OrderFile:
    """An order to be written: lines of the head, the table's heading, its rows, lines after the table."""

    head: tuple[str, ...]
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    tail: tuple[str, ...] = ()

    def with_columns(self, order: Sequence[int]) -> OrderFile:
        """The same order with its columns in another order."""
        heading = tuple(self.heading[at] for at in order)
        return replace(self, heading=heading, rows=tuple(tuple(row[at] for at in order) for row in self.rows))


HEAD = (
    "Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 5»",
    "ПРИКАЗ",
    "31.08.2024 № 112",
    "Об утверждении дорожной карты наставничества на 2024/2025 учебный год",
    "В целях развития наставничества приказываю:",
    "1. Утвердить дорожную карту.",
    "Директор И.И. Иванов",
)
HEADING = (
    "№",
    "Название мероприятия",
    "Срок реализации",
    "Ответственный исполнитель",
    "Результат. Вид документа",
)


def made_up(*rows: Sequence[str], heading: Sequence[str] = HEADING, head: Sequence[str] = HEAD) -> OrderFile:
    """A small order with these rows."""
    return OrderFile(tuple(head), tuple(heading), tuple(tuple(row) for row in rows))


def order_26() -> OrderFile:
    """The Centre's order in parts, blank lines and the marks of bold text left out."""
    lines = [line.replace("**", "") for line in ORDER_26.read_text("utf-8").split("\n") if line.strip()]
    table = next(at for at, line in enumerate(lines) if "\t" in line)
    heading, *rows = (tuple(cell.strip() for cell in line.split("\t")) for line in lines[table:])
    return OrderFile(tuple(line.strip() for line in lines[:table]), heading, tuple(rows))


def as_text(order: OrderFile) -> bytes:
    """Text with tabs."""
    lines = [*order.head, "\t".join(order.heading), *("\t".join(row) for row in order.rows), "", *order.tail]
    return "\n".join(lines).encode()


def as_docx(
    order: OrderFile,
    *,
    merged_sections: bool = True,
    counted: bool = False,
    parts: int = 1,
    repeated_heading: bool = True,
    automatic_numbers: bool = False,
) -> bytes:
    """A Word document: sections in bold over the whole row, lists of a cell in paragraphs of their own.

    ``counted`` adds a row «1 2 3 4 5»; ``parts`` divides the table; ``automatic_numbers`` leaves the column of
    numbers to Word's own numbering.
    """
    document = docx.Document()
    for line in order.head:
        document.add_paragraph(line).runs[0].bold = True
    if automatic_numbers:
        _define_numbering(document)
    size = -(-len(order.rows) // parts)
    for part in range(parts):
        with_heading = repeated_heading or part == 0
        table = document.add_table(rows=0, cols=len(order.heading), style="Table Grid")
        if with_heading:
            _fill(table, order.heading, bold=True)
        if with_heading and counted:
            _fill(table, [str(number) for number in range(1, len(order.heading) + 1)])
        for row in order.rows[part * size : (part + 1) * size]:
            _docx_row(table, row, merged=merged_sections, automatic=automatic_numbers)
        document.add_paragraph("")
    for line in order.tail:
        document.add_paragraph(line)
    return _saved(document)


def _docx_row(table: Table, row: Sequence[str], *, merged: bool, automatic: bool) -> None:
    section = not any(row[2:])
    if automatic:
        cells = table.add_row().cells
        _number_automatically(cells[0].paragraphs[0], 0 if section else 1)
        for cell, text in list(zip(cells, row, strict=True))[1:]:
            cell.text = text
        return
    _fill(table, row, bold=section)
    if section and merged:
        cells = table.rows[-1].cells
        whole = cells[0].merge(cells[-1])
        whole.text = ""
        whole.paragraphs[0].add_run(f"{row[0]} {row[1]}").bold = True


def _fill(table: Table, texts: Sequence[str], *, bold: bool = False) -> None:
    for cell, text in zip(table.add_row().cells, texts, strict=True):
        lines = text.replace(": - ", ":\n- ").replace("; - ", ";\n- ").split("\n")
        cell.paragraphs[0].add_run(lines[0]).bold = bold
        for line in lines[1:]:
            cell.add_paragraph(line)


def _define_numbering(document: docx.document.Document) -> None:
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "90")
    for level, pattern in enumerate(("%1.", "%1.%2.")):
        element = OxmlElement("w:lvl")
        element.set(qn("w:ilvl"), str(level))
        for name, value in (("w:start", "1"), ("w:numFmt", "decimal"), ("w:lvlText", pattern)):
            inner = OxmlElement(name)
            inner.set(qn("w:val"), value)
            element.append(inner)
        abstract.append(element)
    root.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "90")
    reference = OxmlElement("w:abstractNumId")
    reference.set(qn("w:val"), "90")
    number.append(reference)
    root.append(number)


def _number_automatically(paragraph: docx.text.paragraph.Paragraph, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = 90


def _saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)


def as_odt(order: OrderFile) -> bytes:
    """A Writer document: merged section rows with covered cells, lists of a cell as lists."""
    heading = "".join(_odt_cell(text) for text in order.heading)
    rows = f"<table:table-header-rows><table:table-row>{heading}</table:table-row></table:table-header-rows>"
    for row in order.rows:
        if any(row[2:]):
            cells = "".join(_odt_cell(text) for text in row)
        else:
            covered = f'<table:covered-table-cell table:number-columns-repeated="{len(row) - 1}"/>'
            cells = _odt_cell(f"{row[0]} {row[1]}", f' table:number-columns-spanned="{len(row)}"') + covered
        rows += f"<table:table-row>{cells}</table:table-row>"
    head = "".join(f"<text:p>{escape(line)}</text:p>" for line in order.head)
    tail = "".join(f"<text:p>{escape(line)}</text:p>" for line in order.tail)
    styles = (
        '<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>'
        "</text:list-style>"
    )
    return odf_file(f"{head}<table:table>{rows}</table:table>{tail}", styles=styles)


def _odt_cell(text: str, attributes: str = "") -> str:
    first, *items = text.replace(": - ", ":\n- ").replace("; - ", ";\n- ").split("\n- ")
    inner = f"<text:p>{escape(first)}</text:p>"
    if items:
        listed = "".join(
            f"<text:list-item><text:p>{escape(item)}</text:p></text:list-item>" for item in items
        )
        inner += f'<text:list text:style-name="L1">{listed}</text:list>'
    return f'<table:table-cell office:value-type="string"{attributes}>{inner}</table:table-cell>'


def odf_file(body: str, *, kind: str = "text", styles: str = "") -> bytes:
    """An ODF container around the body of a text or a spreadsheet."""
    content = (
        f"<office:document-content {_ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    return zipped(
        {"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": content.encode()}
    )


def as_ods(order: OrderFile) -> bytes:
    """A Calc sheet with the head in the first column and empty cells to the edge of the sheet."""
    filler = '<table:table-cell table:number-columns-repeated="16379"/>'
    rows = ""
    for row in (*((line, "", "", "", "") for line in order.head), ("",) * 5, order.heading, *order.rows):
        cells = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
            if text
            else "<table:table-cell/>"
            for text in row
        )
        rows += f"<table:table-row>{cells}{filler}</table:table-row>"
    rows += f'<table:table-row table:number-rows-repeated="1040000">{filler}</table:table-row>'
    return odf_file(f'<table:table table:name="Лист1">{rows}</table:table>', kind="spreadsheet")


def as_xlsx(order: OrderFile, *, merged_sections: bool = True) -> bytes:
    """A workbook: the head above in column A, section rows merged."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Дорожная карта")
        plain, bold = book.add_format({"text_wrap": True}), book.add_format({"bold": True})
        at = 0
        for line in order.head:
            sheet.write_string(at, 0, line)
            at += 1
        at += 1
        for row in (order.heading, *order.rows):
            if merged_sections and not any(row[2:]):
                sheet.merge_range(at, 0, at, len(row) - 1, f"{row[0]} {row[1]}", bold)
            else:
                for column, text in enumerate(row):
                    sheet.write_string(at, column, text.replace("; - ", ";\n- "), plain)
            at += 1
    return buffer.getvalue()


PDF_TEMPLATE = """
#let order = json(bytes(sys.inputs.order))
#set page(paper: "a4", margin: 2cm, numbering: order.numbering)
#set text(lang: "ru", size: eval(order.size))
#set par(justify: order.justify)
#for line in order.head { par(line) }
#table(
  columns: order.widths.map(width => width * 1fr),
  ..if order.repeated { (table.header(..order.heading),) } else { order.heading },
  ..order.rows.map(row => if row.slice(2).all(text => text == "") {
    (table.cell(colspan: row.len(), strong(row.at(0) + " " + row.at(1))),)
  } else { row }).flatten(),
)
#for line in order.tail { par(line) }
"""


def as_pdf(
    order: OrderFile,
    *,
    size: str = "11pt",
    justify: bool = False,
    repeated_heading: bool = True,
    landscape_widths: Sequence[int] = (2, 8, 5, 5, 6),
    template: str = PDF_TEMPLATE,
) -> bytes:
    """A PDF with a drawn table whose cells wrap and whose rows break over pages."""
    values = {
        "head": order.head,
        "heading": order.heading,
        "rows": order.rows,
        "tail": order.tail,
        "widths": landscape_widths,
        "size": size,
        "justify": justify,
        "repeated": repeated_heading,
        "numbering": "1",
    }
    return typst.compile(template.encode(), sys_inputs={"order": json.dumps(values, ensure_ascii=False)})


def zipped(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip container with these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as container:
        for name, data in parts.items():
            container.writestr(name, data)
    return buffer.getvalue()


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    """The container with some parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    return zipped({**parts, **changes})


def numbered_rows(sections: int, items: int) -> Iterable[tuple[str, ...]]:
    """Rows of a large roadmap: ``sections`` with ``items`` measures each."""
    for section in range(1, sections + 1):
        yield (f"{section}.", f"Раздел о деле номер {section}", "", "", "")
        for item in range(1, items + 1):
            yield (
                f"{section}.{item}.",
                f"Проведение мероприятия {item} раздела {section} для участников наставничества",
                "ежеквартально",
                "Фролова Л.И., Шабаева М.С.",
                "Справка",
            )
