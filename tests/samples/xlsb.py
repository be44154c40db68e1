"""`.xlsb`: a workbook of binary records (MS-XLSB), as Excel's "binary workbook" saves it. Nothing free writes one."""

import io
import zipfile
from datetime import date
from struct import pack

from layout import Error
from writers import BIFF_ERROR, BOXED, SIZE, bounds, settle, table_boxes

KIND = {
    "RowHdr": 0, "CellBlank": 1, "CellRk": 2, "CellError": 3, "CellBool": 4, "CellReal": 5, "CellIsst": 7,
    "SSTItem": 19, "Font": 43, "Fmt": 44, "Fill": 45, "Border": 46, "XF": 47, "Style": 48, "ColInfo": 60,
    "BeginSheet": 129, "EndSheet": 130, "BeginBook": 131, "EndBook": 132, "BeginBundleShs": 143, "EndBundleShs": 144,
    "BeginSheetData": 145, "EndSheetData": 146, "WsProp": 147, "WsDim": 148, "WbProp": 153, "BundleSh": 156,
    "BeginSst": 159, "EndSst": 160, "MergeCell": 176, "BeginMergeCells": 177, "EndMergeCells": 178,
    "BeginStyleSheet": 278, "EndStyleSheet": 279, "BeginColInfos": 390, "EndColInfos": 391, "PageSetup": 478,
    "BeginFills": 603, "EndFills": 604, "BeginFonts": 611, "EndFonts": 612, "BeginBorders": 613, "EndBorders": 614,
    "BeginFmts": 615, "EndFmts": 616, "BeginCellXFs": 617, "EndCellXFs": 618, "BeginStyles": 619, "EndStyles": 620,
    "BeginCellStyleXFs": 626, "EndCellStyleXFs": 627,
}
GENERAL, TEXT, DAY = 0, 49, 176  # number formats; from 164 on they are the workbook's own
FIRST_DAY = date(1899, 12, 30)
AUTOMATIC = bytes((1, 0, 0, 0, 0, 0, 0, 255))
GREY = bytes((5, 255, 0, 0, 0xE7, 0xE6, 0xE6, 255))


def record(name, body=b""):
    """Kind and length in seven bits a byte, low ones first, then the body."""
    head = b""
    for number in (KIND[name], len(body)):
        while number > 127:
            head, number = head + bytes((number & 127 | 128,)), number >> 7
        head += bytes((number,))
    return head + body


def between(name, records, count=False):
    """The records between their Begin and End; many a Begin says how many there are."""
    return record("Begin" + name, pack("<I", len(records)) if count else b"") + b"".join(records) + record("End" + name)


def string(text):
    data = text.encode("utf-16-le")
    return pack("<I", len(data) // 2) + data


class Strings:
    """The shared strings, each once."""

    def __init__(self):
        self.at, self.uses = {}, 0

    def index(self, text):
        self.uses += 1
        return self.at.setdefault(text, len(self.at))

    def part(self):
        items = [record("SSTItem", b"\0" + string(text)) for text in self.at]
        return record("BeginSst", pack("<II", self.uses, len(items))) + b"".join(items) + record("EndSst")


class Looks:
    """The cell formats, numbered as they are first needed; number 0 is the plain one."""

    def __init__(self):
        self.at = {("data", False, GENERAL): 0}

    def index(self, role, boxed, number_format):
        return self.at.setdefault((role, boxed, number_format), len(self.at))

    def part(self):
        roles = list(SIZE)
        fonts = [font("宋体", 10, False)] + [font("方正小标宋简体" if role == "title" else "宋体", SIZE[role], role in ("head", "total")) for role in roles]
        fills = [record("Fill", pack("<I", pattern) + colour + AUTOMATIC + bytes(48)) for pattern, colour in ((0, AUTOMATIC), (17, AUTOMATIC), (1, GREY))]
        borders = [record("Border", b"\0" + (bytes((line, 0)) + AUTOMATIC) * 4 + bytes(2) + AUTOMATIC) for line in (0, 1)]

        def look(role, boxed, number_format):
            across, wrap = 1 if role in ("note", "line") else 2, role != "line"
            return record("XF", pack("<HHHHHBBHH", 0, number_format, 1 + roles.index(role), 2 * (role == "head"), int(boxed),
                                     0, 0, across | 1 << 3 | wrap << 6 | 1 << 12, 0x3F))
        return between("StyleSheet", [
            between("Fmts", [record("Fmt", pack("<H", DAY) + string("yyyy-mm-dd"))], True),
            between("Fonts", fonts, True), between("Fills", fills, True), between("Borders", borders, True),
            between("CellStyleXFs", [record("XF", pack("<HHHHHBBHH", 0xFFFF, GENERAL, 0, 0, 0, 0, 0, 1 << 3 | 1 << 12, 0))], True),
            between("CellXFs", [look(*key) for key in self.at], True),
            between("Styles", [record("Style", pack("<IHBB", 0, 1, 0, 0) + string("Normal"))], True)])


def font(name, size, bold):
    return record("Font", pack("<HHHHBBBB", size * 20, 0, 700 if bold else 400, 0, 0, 0, 134, 0) + AUTOMATIC + b"\0" + string(name))


def cell(column, look, raw, strings):
    at = pack("<II", column - 1, look)
    if raw is None:
        return record("CellBlank", at)
    if isinstance(raw, Error):
        return record("CellError", at + bytes((BIFF_ERROR[raw],)))
    if isinstance(raw, str):
        return record("CellIsst", at + pack("<I", strings.index(raw)))
    if isinstance(raw, bool):
        return record("CellBool", at + bytes((raw,)))
    if isinstance(raw, date):
        raw = (raw - FIRST_DAY).days
    number = pack("<d", raw)
    if number[:4] == bytes(4) and not number[4] & 3:
        return record("CellRk", at + number[4:])  # as Excel does where nothing is lost: the upper 30 bits alone
    return record("CellReal", at + number)


def worksheet(sheet, strings, looks):
    boxed = set(table_boxes(sheet))
    wanted = boxed | set(sheet.cells)
    last_row, last_column = bounds(sheet)
    rows = []
    for row in sorted({r for r, _ in wanted}):
        columns = sorted(c for r, c in wanted if r == row)
        role = next((role for (r, _), role in sheet.role.items() if r == row), "data")
        height = {"title": 32, "head": 28}.get(role, 19) * 20
        rows.append(record("RowHdr", pack("<IIHBBBIII", row - 1, 0, height, 0, 0x20, 0, 1, columns[0] - 1, columns[-1] - 1)))
        for column in columns:
            at = (row, column)
            raw, role = sheet.cells.get(at), sheet.role.get(at, "data")
            number_format = DAY if isinstance(raw, date) else TEXT if isinstance(raw, str) and raw[:1].isdigit() and len(raw) > 10 else GENERAL
            rows.append(cell(column, looks.index(role, at in boxed or role in BOXED, number_format), raw, strings))
    widths = [record("ColInfo", pack("<IIIIH", column - 1, column - 1, int(width * 256), 0, 2)) for column, width in sorted(sheet.widths.items())]
    merges = [record("MergeCell", pack("<IIII", r1 - 1, r2 - 1, c1 - 1, c2 - 1)) for r1, c1, r2, c2 in sheet.merges]
    return between("Sheet", [
        record("WsProp", pack("<HB", 0x05C9, 2) + bytes(8) + pack("<iiI", -1, -1, 0)),  # scaled to the page
        record("WsDim", pack("<IIII", 0, last_row - 1, 0, last_column - 1)),
        between("ColInfos", widths), between("SheetData", rows), between("MergeCells", merges, True),
        record("PageSetup", pack("<IIIIIiIIHI", 9, 100, 600, 600, 1, 1, 1, 0, 2, 0xFFFFFFFF))])  # A4, landscape, one page wide


def relations(*targets):
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    each = "".join(f'<Relationship Id="rId{i}" Type="{office}/{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(targets, 1))
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>'


def xlsb(book):
    strings, looks = Strings(), Looks()
    sheets = {f"worksheets/sheet{i}.bin": worksheet(sheet, strings, looks) for i, sheet in enumerate(book.sheets, 1)}
    bundle = [record("BundleSh", pack("<II", sheet.hidden, i) + string(f"rId{i}") + string(sheet.name)) for i, sheet in enumerate(book.sheets, 1)]
    parts = {"workbook.bin": between("Book", [record("WbProp", pack("<III", 0, 0, 0)), between("BundleShs", bundle)]),
             **sheets, "styles.bin": looks.part(), "sharedStrings.bin": strings.part()}
    kinds = {"workbook.bin": "sheet.binary.macroEnabled.main", **dict.fromkeys(sheets, "worksheet"),
             "styles.bin": "styles", "sharedStrings.bin": "sharedStrings"}
    types = "".join(f'<Override PartName="/xl/{name}" ContentType="application/vnd.ms-excel.{kind}"/>' for name, kind in kinds.items())
    texts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.bin")),
        "xl/_rels/workbook.bin.rels": relations(*(("worksheet", name) for name in sheets), ("styles", "styles.bin"), ("sharedStrings", "sharedStrings.bin")),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in texts.items():
            package.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + xml)
        for name, data in parts.items():
            package.writestr("xl/" + name, data)
    return settle(buffer.getvalue())
