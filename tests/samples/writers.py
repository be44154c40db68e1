"""One function per file format: a Book to bytes. Nothing here knows what the cells mean."""

import io
import re
import subprocess
import tempfile
import zipfile
from datetime import date, datetime
from html import escape
from pathlib import Path

import openpyxl
import xlwt
from odf import number as odf_number, style as odf_style, table as odf_table, text as odf_text
from odf.namespaces import STYLENS
from odf.opendocument import OpenDocumentSpreadsheet
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from layout import Error

STAMP = datetime(2026, 11, 10, 8, 0, 0)
SIZE = {"title": 18, "line": 11, "head": 10, "data": 10, "total": 10, "note": 10}
BOXED = ("head", "data", "total")
BIFF_ERROR = {"#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#N/A": 0x2A}  # xlwt's own table has some of them wrong


def bounds(sheet):
    rows = [r for r, _ in sheet.cells] + [m[2] for m in sheet.merges]
    columns = [c for _, c in sheet.cells] + [m[3] for m in sheet.merges]
    return max(rows), max(columns)


def table_boxes(sheet):
    """Cells inside a table have borders even when they are empty."""
    for block in sheet.blocks:
        rows = [r for (r, c), role in sheet.role.items() if role in BOXED and block.left <= c < block.left + len(block.cols)]
        mine = [r for r in rows if block.header_rows[0] <= r < block.row]
        for row in range(min(mine), max(mine) + 1):
            for column in range(block.left, block.left + len(block.cols)):
                yield row, column


def xlsx(book, macros=False):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    if book.date1904:
        workbook.epoch = CALENDAR_MAC_1904
    workbook.properties.creator = "云溪镇"
    workbook.properties.created = STAMP
    thin = Side(style="thin", color="FF000000")
    for sheet in book.sheets:
        ws = workbook.create_sheet(sheet.name)
        ws.sheet_state = "hidden" if sheet.hidden else "visible"
        boxed = set(table_boxes(sheet))
        for at in sorted(boxed | set(sheet.cells)):
            cell = ws.cell(*at)
            raw, role = sheet.cells.get(at), sheet.role.get(at, "data")
            cell.value = raw
            if isinstance(raw, date):
                cell.number_format = "yyyy-mm-dd"
            elif isinstance(raw, str) and raw[:1].isdigit() and len(raw) > 10:
                cell.number_format = "@"
            cell.font = Font(name="方正小标宋简体" if role == "title" else "宋体", size=SIZE[role],
                             bold=role in ("head", "total"))
            left = role == "note" or role == "line"
            cell.alignment = Alignment(horizontal="left" if left else "center", vertical="center", wrap_text=role != "line")
            if at in boxed or role in BOXED:
                cell.border = Border(thin, thin, thin, thin)
            if role == "head":
                cell.fill = PatternFill("solid", fgColor="FFE7E6E6")
        for r1, c1, r2, c2 in sheet.merges:
            ws.merge_cells(start_row=r1, start_column=c1, end_row=r2, end_column=c2)
        for column, width in sheet.widths.items():
            ws.column_dimensions[openpyxl.utils.get_column_letter(column)].width = width
        for (row, _), role in sheet.role.items():
            ws.row_dimensions[row].height = {"title": 32, "head": 28}.get(role, 19)
        ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", 9
        ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
        ws.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return settle(buffer.getvalue(), macros)


def xlsm(book):
    """A macro workbook without macros: only the content type of the main part differs."""
    return xlsx(book, macros=True)


def settle(package, macros=False):
    """The same package with every time stamp fixed, so that a second run gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename in ("docProps/core.xml", "meta.xml"):
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?", STAMP.strftime("%Y-%m-%dT%H:%M:%S").encode(), data)
            if macros and entry.filename == "[Content_Types].xml":
                data = data.replace(b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
            info = zipfile.ZipInfo(entry.filename, STAMP.timetuple()[:6])
            info.compress_type, info.create_system, info.external_attr = entry.compress_type, 0, 0
            new.writestr(info, data)
    return out.getvalue()


def libreoffice(book):
    """The workbook opened and saved again by LibreOffice, formulas worked out."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.xlsx"), Path(folder, "out")
        source.write_bytes(xlsx(book))
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
                        "xlsx:Calc MS Excel 2007 XML", "--outdir", target, source],
                       check=True, capture_output=True, timeout=180)
        return settle((target / "in.xlsx").read_bytes())


def xls(book):
    workbook = xlwt.Workbook(encoding="utf-8")
    styles = {}

    def look(role, boxed, number_format):
        key = (role, boxed, number_format)
        if key not in styles:
            align = "left" if role in ("note", "line") else "center"
            border = "; borders: left thin, right thin, top thin, bottom thin" if boxed else ""
            fill = "; pattern: pattern solid, fore_colour gray25" if role == "head" else ""
            bold = "on" if role in ("title", "head", "total") else "off"
            styles[key] = xlwt.easyxf(
                f"font: name 宋体, height {SIZE[role] * 20}, bold {bold}; "
                f"align: horiz {align}, vert centre, wrap {'off' if role == 'line' else 'on'}{border}{fill}", num_format_str=number_format)
        return styles[key]

    for sheet in book.sheets:
        ws = workbook.add_sheet(sheet.name)
        ws.portrait, ws.paper_size_code, ws.fit_num_pages = False, 9, 1
        boxed = set(table_boxes(sheet))
        covered = {(r, c) for r1, c1, r2, c2 in sheet.merges for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)}
        anchors = {(m[0], m[1]): m for m in sheet.merges}
        for at in sorted(boxed | set(sheet.cells)):
            raw, role = sheet.cells.get(at), sheet.role.get(at, "data")
            look_ = look(role, at in boxed or role in BOXED, "yyyy-mm-dd" if isinstance(raw, date) else "@" if isinstance(raw, str) else "General")
            if at in anchors:
                r1, c1, r2, c2 = anchors[at]
                ws.write_merge(r1 - 1, r2 - 1, c1 - 1, c2 - 1, raw, look_)
            elif at in covered:
                continue
            elif isinstance(raw, Error):
                ws.row(at[0] - 1).set_cell_error(at[1] - 1, BIFF_ERROR[raw], look_)
            else:
                ws.write(at[0] - 1, at[1] - 1, raw, look_)
        for column, width in sheet.widths.items():
            ws.col(column - 1).width = int(width * 256)
        for row, role in sorted({r: role for (r, _), role in sheet.role.items()}.items()):
            ws.row(row - 1).height_mismatch = True
            ws.row(row - 1).height = {"title": 32, "head": 24}.get(role, 19) * 20
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def ods(book):
    document = OpenDocumentSpreadsheet()
    day = odf_number.DateStyle(name="day")
    for part in (odf_number.Year(style="long"), odf_number.Text(text="/"), odf_number.Month(), odf_number.Text(text="/"), odf_number.Day()):
        day.addElement(part)
    document.automaticstyles.addElement(day)
    page = odf_style.PageLayout(name="page")
    paper = odf_style.PageLayoutProperties(pagewidth="29.7cm", pageheight="21cm", printorientation="landscape", margin="1cm")
    paper.setAttrNS(STYLENS, "scale-to-X", "1")  # one page wide; odfpy's grammar is older than the attribute
    page.addElement(paper)
    document.automaticstyles.addElement(page)
    document.masterstyles.addElement(odf_style.MasterPage(name="Default", pagelayoutname=page))

    def look(name, size, bold=False, border=False, fill=None, align="center", **more):
        s = odf_style.Style(name=name, family="table-cell", **more)
        cell = {"verticalalign": "middle", "wrapoption": "wrap"}
        if border:
            cell["border"] = "0.5pt solid #000000"
        if fill:
            cell["backgroundcolor"] = fill
        s.addElement(odf_style.TableCellProperties(**cell))
        s.addElement(odf_style.ParagraphProperties(textalign=align))
        weight = {"fontweight": "bold", "fontweightasian": "bold"} if bold else {}
        s.addElement(odf_style.TextProperties(fontsize=f"{size}pt", fontsizeasian=f"{size}pt", fontfamilyasian="宋体", **weight))
        document.automaticstyles.addElement(s)
        return s

    looks = {"title": look("title", 18, True), "line": look("line", 11, align="start"), "note": look("note", 10, align="start"),
             "head": look("head", 10, True, True, "#e7e6e6"), "data": look("data", 10, border=True),
             "day": look("day_cell", 10, border=True, datastylename="day"),
             "total": look("total", 10, True, True)}
    for sheet in book.sheets:
        table = odf_table.Table(name=sheet.name)
        last_row, last_column = bounds(sheet)
        boxed = set(table_boxes(sheet))
        for column in range(1, last_column + 1):
            s = odf_style.Style(name=f"co{column}", family="table-column")
            s.addElement(odf_style.TableColumnProperties(columnwidth=f"{sheet.widths.get(column, 4) * 0.25:.2f}cm"))
            document.automaticstyles.addElement(s)
            table.addElement(odf_table.TableColumn(stylename=s))
        spans = {(m[0], m[1]): m for m in sheet.merges}
        covered = {(r, c) for r1, c1, r2, c2 in sheet.merges for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)} - set(spans)
        for row in range(1, last_row + 1):
            tr = odf_table.TableRow()
            for column in range(1, last_column + 1):
                at = (row, column)
                if at in covered:
                    tr.addElement(odf_table.CoveredTableCell())
                    continue
                raw = sheet.cells.get(at)
                more = {}
                if at in spans:
                    r1, c1, r2, c2 = spans[at]
                    more = {"numberrowsspanned": r2 - r1 + 1, "numbercolumnsspanned": c2 - c1 + 1}
                if at in boxed or raw is not None:
                    more["stylename"] = looks["day" if isinstance(raw, date) else sheet.role.get(at, "data")]
                if isinstance(raw, date):
                    cell = odf_table.TableCell(valuetype="date", datevalue=raw.isoformat(), **more)
                elif isinstance(raw, (int, float)):
                    cell = odf_table.TableCell(valuetype="float", value=repr(raw), **more)
                elif raw is not None:
                    cell = odf_table.TableCell(valuetype="string", **more)
                else:
                    cell = odf_table.TableCell(**more)
                for line in str(raw).split("\n") if raw is not None else ():
                    cell.addElement(odf_text.P(text=line))
                tr.addElement(cell)
            table.addElement(tr)
        document.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    document.write(buffer)
    return settle(buffer.getvalue())


def html_gbk(book):
    """What many school systems export as `.xls`: a web page."""
    sheet = book.sheets[0]
    last_row, last_column = bounds(sheet)
    spans = {(m[0], m[1]): m for m in sheet.merges}
    covered = {(r, c) for r1, c1, r2, c2 in sheet.merges for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)} - set(spans)
    out = ['<html xmlns:x="urn:schemas-microsoft-com:office:excel">', "<head>",
           '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">',
           "<style>td{border:.5pt solid windowtext;mso-number-format:'\\@';} .t{font-size:16pt;font-weight:700}</style>",
           "</head>", "<body>", '<table border="1" cellspacing="0">']
    for row in range(1, last_row + 1):
        out.append("<tr>")
        for column in range(1, last_column + 1):
            at = (row, column)
            if at in covered:
                continue
            more = ""
            if at in spans:
                r1, c1, r2, c2 = spans[at]
                more += f' colspan="{c2 - c1 + 1}"' if c2 > c1 else ""
                more += f' rowspan="{r2 - r1 + 1}"' if r2 > r1 else ""
            role, raw = sheet.role.get(at), sheet.cells.get(at)
            tag = "th" if role == "head" else "td"
            more += ' class="t" align="center"' if role == "title" else ""
            shown = "&nbsp;" if raw is None else escape(str(raw)).replace("\u00a0", "&nbsp;").replace("\n", "<br>")
            out.append(f"<{tag}{more}>{shown}</{tag}>")
        out.append("</tr>")
    out += ["</table>", "</body>", "</html>", ""]
    return "\r\n".join(out).encode("gbk")


def xml_2003(book):
    """XML Spreadsheet 2003, as Excel and many servers write it under `.xls`."""
    thin = "".join(f'<Border ss:Position="{p}" ss:LineStyle="Continuous" ss:Weight="1"/>' for p in ("Left", "Right", "Top", "Bottom"))
    out = ['<?xml version="1.0" encoding="UTF-8"?>', '<?mso-application progid="Excel.Sheet"?>',
           '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
           ' xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:html="http://www.w3.org/TR/REC-html40">', "<Styles>",
           '<Style ss:ID="Default" ss:Name="Normal"><Alignment ss:Vertical="Center"/><Font ss:FontName="宋体" ss:Size="10"/></Style>']
    for role in SIZE:
        border = f"<Borders>{thin}</Borders>" if role in BOXED else ""
        fill = '<Interior ss:Color="#E7E6E6" ss:Pattern="Solid"/>' if role == "head" else "<Interior/>"
        bold = ' ss:Bold="1"' if role in ("title", "head", "total") else ""
        align = "Left" if role in ("line", "note") else "Center"
        for name, number in ((role, "<NumberFormat/>"), (role + "_date", '<NumberFormat ss:Format="yyyy\\-mm\\-dd"/>')):
            out.append(f'<Style ss:ID="{name}"><Alignment ss:Horizontal="{align}" ss:Vertical="Center" ss:WrapText="1"/>{border}'
                       f'<Font ss:FontName="宋体" ss:Size="{SIZE[role]}"{bold}/>{fill}{number}</Style>')
    out.append("</Styles>")
    for sheet in book.sheets:
        out.append(f'<Worksheet ss:Name="{escape(sheet.name)}"><Table>')
        for column, width in sorted(sheet.widths.items()):
            out.append(f'<Column ss:Index="{column}" ss:AutoFitWidth="0" ss:Width="{width * 6:.0f}"/>')
        spans = {(m[0], m[1]): m for m in sheet.merges}
        covered = {(r, c) for r1, c1, r2, c2 in sheet.merges for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)} - set(spans)
        boxed = set(table_boxes(sheet))
        wanted = (boxed | set(sheet.cells)) - covered
        for row in sorted({r for r, _ in wanted}):
            out.append(f'<Row ss:Index="{row}">')
            for column in sorted(c for r, c in wanted if r == row):
                raw, role, more = sheet.cells.get((row, column)), sheet.role.get((row, column), "data"), ""
                if (row, column) in spans:
                    r1, c1, r2, c2 = spans[row, column]
                    more += f' ss:MergeAcross="{c2 - c1}"' if c2 > c1 else ""
                    more += f' ss:MergeDown="{r2 - r1}"' if r2 > r1 else ""
                name = role + ("_date" if isinstance(raw, date) else "")
                out.append(f'<Cell ss:Index="{column}" ss:StyleID="{name}"{more}>{xml_data(raw)}</Cell>')
            out.append("</Row>")
        out.append('</Table><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><PageSetup>'
                   '<Layout x:Orientation="Landscape"/></PageSetup><FitToPage/><Print><FitHeight>0</FitHeight><PaperSizeIndex>9</PaperSizeIndex></Print></WorksheetOptions></Worksheet>')
    out += ["</Workbook>", ""]
    return "\r\n".join(out).encode("utf-8")


def xml_data(raw):
    if raw is None:
        return ""
    if isinstance(raw, date):
        return f'<Data ss:Type="DateTime">{raw.isoformat()}T00:00:00.000</Data>'
    kind = "Error" if isinstance(raw, Error) else "Number" if isinstance(raw, (int, float)) else "String"
    return f'<Data ss:Type="{kind}">{escape(str(raw)).replace(chr(10), "&#10;")}</Data>'


def text(book, separator, encoding, bom=b""):
    sheet = book.sheets[0]
    last_row, last_column = bounds(sheet)
    lines = []
    for row in range(1, last_row + 1):
        values = [sheet.cells.get((row, column)) for column in range(1, last_column + 1)]
        shown = ["" if v is None else str(v) for v in values]
        quoted = ['"' + v.replace('"', '""') + '"' if any(c in v for c in (separator, '"', "\n")) else v for v in shown]
        lines.append(separator.join(quoted) if any(shown) else "")
    return bom + ("\r\n".join(lines) + "\r\n").encode(encoding)


def docx(paragraphs):
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{escape(p)}</w:t></w:r></w:p>" for p in paragraphs)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{w}"><w:body>{body}</w:body></w:document>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in parts.items():
            package.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + xml)
    return settle(buffer.getvalue())


WRITERS = {
    "xlsx": xlsx, "xlsm": xlsm, "xlsx-libreoffice": libreoffice, "xls": xls, "et": xls, "ods": ods,
    "html-gbk": html_gbk, "xml-2003": xml_2003,
    "csv-gb18030": lambda book: text(book, ",", "gb18030"),
    "csv-utf8-bom-semicolon": lambda book: text(book, ";", "utf-8", b"\xef\xbb\xbf"),
    "tsv-utf16": lambda book: text(book, "\t", "utf-16-le", b"\xff\xfe"),
}
