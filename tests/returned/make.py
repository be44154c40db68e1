"""Makes the workbooks here: rosters with everything that a school's workbook may carry besides its cells."""

import datetime
import re
import struct
import zipfile
import zlib

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

HEADER = ["序号", "学校", "姓名", "性别", "身份证号", "出生日期", "年级", "监护人姓名", "监护人电话"]
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]


def id_number(year, month, day, sequence):
    body = f"110105{year:04}{month:02}{day:02}{sequence:03}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS)) % 11]


def children(count, first):
    rows = []
    for n in range(count):
        month, day = n % 12 + 1, n % 27 + 1
        rows.append([n + 1, "青石镇柳林小学", "王李张刘陈"[n % 5] + "芳强敏静军"[n // 5 % 5] + "一二三四五六七"[n % 7],
                     "男" if (first + n) % 2 else "女", id_number(2017, month, day, first + n),
                     datetime.datetime(2017, month, day), "三年级", "王大山", f"138{10000000 + first * 100 + n}"])
    return rows


def spoilt(rows):
    rows[1][4] = rows[1][4][:-1] + ("0" if rows[1][4][-1] != "0" else "1")  # the check character
    rows[3][8] = "1380"  # no phone number
    rows[4][6] = None  # no grade
    rows[6][8] = None  # no phone
    rows[7][6] = "八年级"  # too high for the age
    return rows


def picture():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x20\x80\x40" * 16 for _ in range(16))
    head = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def rich(path, macros=False):
    with open("/tmp/picture.png", "wb") as file:
        file.write(picture())
    book = xlsxwriter.Workbook(path)
    book.set_properties({"created": datetime.datetime(2026, 11, 1)})
    book.set_custom_property("填报单位", "柳林小学")
    sheet, other = book.add_worksheet("花名册"), book.add_worksheet("资料'页")
    head = book.add_format({"bold": 1, "border": 1, "bg_color": "#CCFFCC", "align": "center"})
    text = book.add_format({"num_format": "@", "border": 1})
    date = book.add_format({"num_format": "yyyy-mm-dd", "border": 1})
    title = book.add_format({"bold": 1, "align": "center", "font_size": 16})
    sheet.merge_range("A1:I1", "青石镇柳林小学留守儿童信息表", title)
    for column, name in enumerate(HEADER):
        sheet.write(1, column, name, head)
    for number, row in enumerate(spoilt(children(30, 100)), 2):
        for column, value in enumerate(row):
            if isinstance(value, datetime.datetime):
                sheet.write_datetime(number, column, value, date)
            elif value is not None:
                sheet.write(number, column, value, text)
    sheet.set_column("E:E", 22)
    sheet.set_column("I:I", 16, book.add_format({"bg_color": "#FFFF99"}))
    sheet.set_column("L:L", 10, None, {"hidden": 1})
    sheet.data_validation("D3:D60", {"validate": "list", "source": ["男", "女"]})
    sheet.conditional_format("A3:A32", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    sheet.conditional_format("A3:A32", {"type": "data_bar", "data_bar_2010": True})
    sheet.autofilter("A2:I32")
    sheet.freeze_panes(2, 3)
    sheet.print_area("A1:I32")
    sheet.repeat_rows(1)
    sheet.set_landscape()
    sheet.set_header("&C青石镇柳林小学")
    sheet.write_comment("C3", "张老师：这是转学来的", {"author": "张老师"})
    sheet.write_comment("E4", "请核对户口簿", {"author": "张老师"})
    sheet.insert_image("K3", "/tmp/picture.png")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=花名册!$A$3:$A$12"})
    sheet.insert_chart("K8", chart)
    sheet.insert_button("K25", {"caption": "按钮", "macro": "nothing"})
    sheet.add_sparkline("J5", {"range": "花名册!A3:A12"})
    sheet.write_url("J7", "https://example.org/", string="链接")
    sheet.set_background("/tmp/picture.png")
    other.add_table("B3:D6", {"columns": [{"header": "甲"}, {"header": "乙"}, {"header": "丙"}]})
    book.define_name("名册", "=花名册!$A$3:$A$9")
    if macros:
        with open("/tmp/macros.bin", "wb") as file:
            file.write(b"\xd0\xcf\x11\xe0 no real macros")
        book.add_vba_project("/tmp/macros.bin")
    book.close()


def by_openpyxl(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "留守儿童"
    sheet.append(["青石镇柳林小学留守儿童信息表"])
    sheet.merge_cells("A1:I1")
    sheet.append(HEADER)
    for row in spoilt(children(12, 300)):
        sheet.append(row)
    sheet["B3"].comment = Comment("学校代码待补", "李老师")
    sheet["G7"].comment = Comment("请补", "李老师")
    sheet.row_dimensions[9].fill = PatternFill("solid", fgColor="FFDDEEFF")
    sheet.column_dimensions["E"].width = 24
    check = DataValidation(type="list", formula1='"男,女"', allow_blank=True)
    sheet.add_data_validation(check)
    check.add("D3:D40")
    sheet.conditional_formatting.add("A3:A14", CellIsRule(operator="greaterThan", formula=["5"], fill=PatternFill("solid", bgColor="FFFFEE")))
    sheet.freeze_panes = "D3"
    sheet.print_area = "A1:I14"
    book.custom_doc_props.append(StringProperty(name="来源", value="柳林小学"))
    book.save(path)


def with_thread(source, path):
    """A conversation at G7, as Excel 365 keeps it beside the note."""
    main = "http://schemas.microsoft.com/office/2017/10/relationships/"
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    put = {
        "[Content_Types].xml": ("</Types>", '<Override PartName="/xl/threadedComments/threadedComment1.xml" ContentType="application/vnd.ms-excel.threadedcomments+xml"/>'
                                '<Override PartName="/xl/persons/person.xml" ContentType="application/vnd.ms-excel.person+xml"/></Types>'),
        "xl/worksheets/_rels/sheet1.xml.rels": ("</Relationships>", f'<Relationship Id="rId77" Type="{main}threadedComment" Target="../threadedComments/threadedComment1.xml"/></Relationships>'),
        "xl/_rels/workbook.xml.rels": ("</Relationships>", f'<Relationship Id="rId77" Type="{main}person" Target="persons/person.xml"/></Relationships>'),
    }
    person, thread = "{11111111-1111-4111-8111-111111111111}", "{22222222-2222-4222-8222-222222222222}"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name in put:
                end, more = put[name]
                text = text.decode().replace(end, more).encode()
            new.writestr(name, text)
        new.writestr("xl/threadedComments/threadedComment1.xml",
                     f'<?xml version="1.0" encoding="UTF-8"?>\n<ThreadedComments xmlns="{space}"><threadedComment ref="G7" dT="2026-11-01T08:00:00.00" '
                     f'personId="{person}" id="{thread}"><text>这个孩子几年级？</text></threadedComment></ThreadedComments>')
        new.writestr("xl/persons/person.xml",
                     f'<?xml version="1.0" encoding="UTF-8"?>\n<personList xmlns="{space}"><person displayName="李老师" id="{person}" userId="li" providerId="None"/></personList>')


def edited(source, path, edit):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, edit(name, data.decode()) if name.endswith((".xml", ".rels")) else data)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def prefixed(name, text):
    """As libraries of Microsoft's own write it: every element of a sheet with a prefix."""
    if MAIN not in text or "drawing" in name:
        return text
    text = re.sub(r"<(/?)([A-Za-z]\w*)(?=[\s/>])", r"<\1x:\2", text)
    return text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')


def strict(_, text):
    """As Excel saves a "Strict Open XML Workbook"."""
    text = text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    old = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return text.replace(old, "http://purl.oclc.org/ooxml/officeDocument/relationships")


rich("xlsxwriter.xlsx")
rich("macros.xlsm", macros=True)
by_openpyxl("openpyxl.xlsx")
with_thread("openpyxl.xlsx", "threads.xlsx")
edited("openpyxl.xlsx", "prefixed.xlsx", prefixed)
edited("openpyxl.xlsx", "strict.xlsx", strict)
