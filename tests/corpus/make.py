"""Makes the workbooks of this folder: one roster, written by openpyxl, xlwt, odfpy and LibreOffice.

Needs openpyxl, xlwt, odfpy, msoffcrypto-tool and soffice. The files are committed; run this again only to change them.
"""
import datetime
import pathlib
import shutil
import subprocess
import tempfile

import openpyxl
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile

HERE = pathlib.Path(__file__).parent
MONTH = 'yyyy"年"m"月"'
HEADER = ["姓名", "身份证号", "出生年月", "登记日期", "通话时间", "寄宿", "年龄", "合计"]
TITLE = "高桥镇中心小学留守儿童信息表"
BIRTH = datetime.datetime(2015, 9, 1)
LATER = datetime.datetime(2016, 3, 12)
NOTED = datetime.datetime(2026, 9, 15)
CALL = datetime.time(8, 30)


def by_openpyxl(path):
    book = openpyxl.Workbook()
    book.properties.modified = datetime.datetime(2026, 10, 1, 9, 0)
    sheet = book.active
    sheet.title = "三年级"
    sheet["A1"] = TITLE
    sheet.merge_cells("A1:H1")
    for column, text in enumerate(HEADER, 1):
        sheet.cell(3, column, text)
    rows = [["王　芳", "110105201509010021", BIRTH, NOTED, CALL, True, 9.5, "#DIV/0!"],
            ["李明", "   ", LATER, NOTED, None, False, 10, "#REF!"]]
    for row, values in enumerate(rows, 4):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, value)
            cell.number_format = {3: MONTH, 4: "yyyy\\-mm\\-dd", 5: "h:mm"}.get(column, "General")
            if isinstance(value, str) and value.startswith("#"):
                cell.data_type = "e"
    sheet["A7"] = "备注\n第二行"
    sheet.merge_cells("A7:B8")
    hidden = book.create_sheet("旧名单")
    hidden["B2"] = "赵四"
    hidden.sheet_state = "hidden"
    far = book.create_sheet("远处")
    far["A1"] = "近"
    far["IV65536"] = "远"
    book.save(path)


def by_xlwt(path):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("三年级")
    sheet.write_merge(0, 0, 0, 7, TITLE)
    for column, text in enumerate(HEADER):
        sheet.write(2, column, text)
    style = {2: xlwt.easyxf(num_format_str=MONTH), 3: xlwt.easyxf(num_format_str="yyyy\\-mm\\-dd"),
             4: xlwt.easyxf(num_format_str="h:mm")}
    rows = [["王　芳", "110105201509010021", BIRTH, NOTED, CALL, True, 9.5, "#DIV/0!"],
            ["李明", "   ", LATER, NOTED, None, False, 10, "#REF!"]]
    for row, values in enumerate(rows, 3):
        for column, value in enumerate(values):
            if isinstance(value, str) and value.startswith("#"):
                sheet.row(row).set_cell_error(column, value)
            elif value is not None:
                sheet.write(row, column, value, style.get(column, xlwt.Style.default_style))
    sheet.write_merge(6, 7, 0, 1, "备注\n第二行")
    hidden = book.add_sheet("旧名单")
    hidden.write(1, 1, "赵四")
    hidden.visibility = 1
    far = book.add_sheet("远处")
    far.write(0, 0, "近")
    far.write(65535, 255, "远")
    book.save(path)


def by_libreoffice(source, kind, path):
    made = tempfile.mkdtemp()
    subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", made, str(source)], check=True)
    shutil.move(f"{made}/{source.stem}.{kind.split(':')[0]}", path)


def by_odfpy(path):
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.style import Style, TableProperties
    from odf.number import DateStyle, Month, Year, Text, TimeStyle, Hours, Minutes, Day
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    styles = book.automaticstyles
    for name, kind, parts in [
        ("N1", DateStyle, [Year(style="long"), Text(text="年"), Month(), Text(text="月")]),
        ("N2", DateStyle, [Year(style="long"), Text(text="-"), Month(style="long"), Text(text="-"), Day(style="long")]),
        ("N3", TimeStyle, [Hours(), Text(text=":"), Minutes(style="long")]),
    ]:
        number = kind(name=name)
        for part in parts:
            number.addElement(part)
        styles.addElement(number)
        styles.addElement(Style(name="c" + name, family="table-cell", datastylename=name))
    hide = Style(name="hide", family="table")
    hide.addElement(TableProperties(display="false"))
    styles.addElement(hide)

    def cell(text=None, **attributes):
        made = TableCell(**attributes)
        for line in (text or "").split("\n") if text is not None else []:
            made.addElement(P(text=line))
        return made

    def row(table, *cells, **attributes):
        made = TableRow(**attributes)
        for one in cells:
            made.addElement(one)
        table.addElement(made)

    def text(value):
        return cell(value, valuetype="string")

    sheet = Table(name="三年级")
    row(sheet, cell(TITLE, valuetype="string", numbercolumnsspanned=8, numberrowsspanned=1), CoveredTableCell(numbercolumnsrepeated=7))
    row(sheet, cell(numbercolumnsrepeated=1024))
    row(sheet, *[text(value) for value in HEADER])
    row(sheet, text("王　芳"), text("110105201509010021"),
        cell("2015年9月", valuetype="date", datevalue="2015-09-01", stylename="cN1"),
        cell("2026-09-15", valuetype="date", datevalue="2026-09-15", stylename="cN2"),
        cell("8:30", valuetype="time", timevalue="PT08H30M00S", stylename="cN3"),
        cell("TRUE", valuetype="boolean", booleanvalue="true"), cell("9.5", valuetype="float", value="9.5"),
        cell("#DIV/0!", valuetype="float", value="0"))
    row(sheet, text("李明"), text("   "),
        cell("2016年3月", valuetype="date", datevalue="2016-03-12", stylename="cN1"),
        cell("2026-09-15", valuetype="date", datevalue="2026-09-15", stylename="cN2"), cell(),
        cell("FALSE", valuetype="boolean", booleanvalue="false"), cell("10", valuetype="float", value="10"),
        cell("#REF!", valuetype="float", value="0"))
    row(sheet, cell())
    row(sheet, cell("备注\n第二行", valuetype="string", numbercolumnsspanned=2, numberrowsspanned=2), CoveredTableCell())
    row(sheet, CoveredTableCell(numbercolumnsrepeated=2))
    row(sheet, cell(numbercolumnsrepeated=1024), numberrowsrepeated=1048568)
    book.spreadsheet.addElement(sheet)
    hidden = Table(name="旧名单", stylename="hide")
    row(hidden, cell())
    row(hidden, cell(), text("赵四"))
    book.spreadsheet.addElement(hidden)
    far = Table(name="远处")
    row(far, text("近"))
    row(far, cell(numbercolumnsrepeated=1024), numberrowsrepeated=65534)
    row(far, cell(numbercolumnsrepeated=255), text("远"))
    book.spreadsheet.addElement(far)
    book.save(str(path))


def encrypted(source, password, path):
    """Encrypted anew each time with another salt, so these two differ from run to run."""
    with open(source, "rb") as plain, open(path, "wb") as target:
        OOXMLFile(plain).encrypt(password, target)


def main():
    by_openpyxl(HERE / "openpyxl.xlsx")
    by_xlwt(HERE / "xlwt.xls")
    by_odfpy(HERE / "odfpy.ods")
    by_libreoffice(HERE / "openpyxl.xlsx", "ods", HERE / "libreoffice.ods")
    by_libreoffice(HERE / "openpyxl.xlsx", "xls", HERE / "libreoffice.xls")
    shutil.copy(HERE / "libreoffice.xls", HERE / "wps.et")
    encrypted(HERE / "openpyxl.xlsx", "qingshi-2026", HERE / "encrypted.xlsx")
    # The password that Excel gives a workbook that is only protected against changes.
    encrypted(HERE / "openpyxl.xlsx", "VelvetSweatshop", HERE / "velvet.xlsx")


main()
