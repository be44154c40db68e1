"""Sheets as grids of cells, and beside every cell the truth about it: what it means, what is wrong with it."""

from dataclasses import dataclass, field as default
from datetime import date

SEVERITY = {
    "error": """missing-required id-length id-checksum id-birth id-precision-lost phone-invalid date-invalid date-future
        number-invalid formula-error birth-id-mismatch sex-id-mismatch guardian-absent guardian-is-away
        duplicate-across-schools same-id-different-child school-missing file-unreadable""".split(),
    "warning": """id-region value-unknown age-out-of-range not-left-behind grade-age-mismatch duplicate-in-school
        suspected-duplicate conflicting-values record-no-child record-outside-period call-missing helper-missing
        form-missing school-unknown form-unrecognised column-missing""".split(),
    "info": "helper-overload file-other column-unmapped sheet-hidden".split(),
}
SEVERITY = {code: level for level, codes in SEVERITY.items() for code in codes}
# The cell says something that cannot be read as a value: CONTRACT does not pin how it then stands in 花名册.
UNREADABLE = set("id-length id-checksum id-birth phone-invalid date-invalid number-invalid formula-error value-unknown".split())
FATES = ("merged", "duplicate", "quarantined", "ignored")
WIDTH = {"seq": 5, "name": 9, "sex": 5, "id_number": 20, "birth_date": 12, "home_address": 22, "household_address": 22,
         "school": 15, "student_number": 21, "remark": 12, "difficulties": 10, "date": 16, "content": 28, "result": 16}


class Error(str):
    """An error value of a spreadsheet, `#N/A`."""


@dataclass
class Cell:
    raw: object                # what is written
    value: object = None       # what it means
    code: str = None           # what is wrong with it


@dataclass
class Col:
    field: str                 # a field of CONTRACT §7, "seq", or None for a column that no field claims
    path: tuple                # header parts from top to bottom
    write: object = None       # child -> Cell; None writes the value as it is
    width: float = None

    def cell(self, child):
        if self.write:
            return self.write(child)
        key = "birth" if self.field == "birth_date" else self.field
        value = child.get(key)
        if isinstance(value, date):
            return Cell(value, value.isoformat())
        return Cell(value, value)


def letters(column):
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(row, column):
    return f"{letters(column)}{row}"


@dataclass
class Sheet:
    name: str
    context: dict = default(default_factory=dict)   # school, grade, class that the sheet itself tells
    hidden: bool = False
    form: str = "child-info"
    cells: dict = default(default_factory=dict)     # (row, column) -> what is written
    role: dict = default(default_factory=dict)      # (row, column) -> title, line, head, data, total, note
    merges: list = default(default_factory=list)
    widths: dict = default(default_factory=dict)
    fates: dict = default(default_factory=dict)     # row -> list of fates, one for each block that it belongs to
    blocks: list = default(default_factory=list)
    records: list = default(default_factory=list)
    problems: list = default(default_factory=list)
    open_problems: list = default(default_factory=list)

    def put(self, row, column, value, role, to=None, fate="ignored"):
        """Writes a cell, merged as far as `to` (row, column) if given."""
        if value in (None, ""):
            return
        self.cells[row, column] = value
        self.role[row, column] = role
        if to and to != (row, column):
            self.merges.append((row, column, *to))
        self.fates.setdefault(row, []).append(fate)

    def problem(self, code, at=None, row=None, **more):
        found = {"code": code, "severity": SEVERITY[code], "sheet": self.name}
        if at:
            found.update(cell=address(*at), row=at[0])
        elif row:
            found["row"] = row
        found.update({k: v for k, v in more.items() if v is not None})
        self.problems.append(found)

    def row_fates(self):
        order = ("quarantined", "merged", "duplicate", "ignored")
        return {row: min(fates, key=order.index) for row, fates in sorted(self.fates.items())}


class Table:
    """A table on a sheet: writes header and rows, and keeps the truth as it goes."""

    def __init__(self, sheet, row, column, cols, form=None):
        self.sheet, self.left, self.cols, self.form = sheet, column, cols, form or sheet.form
        self.depth = max(len(c.path) for c in cols)
        self.header_rows = list(range(row, row + self.depth))
        self.row, self.seq = row, 0
        self.counts = dict.fromkeys(("read", *FATES[:3]), 0)
        self._header()
        for i, c in enumerate(cols):
            sheet.widths[column + i] = c.width or WIDTH.get(c.field) or (14 if (c.field or "").endswith("phone") else 10)
            if c.field is None:
                sheet.problem("column-unmapped", column=letters(column + i), header="/".join(c.path))
            elif c.field == "seq":
                sheet.open_problems.append({"code": "column-unmapped", "sheet": sheet.name, "column": letters(column + i),
                                            "why": "序号 is a column that no field claims, but hardly news"})
        sheet.blocks.append(self)

    def column(self, field):
        return self.left + next(i for i, c in enumerate(self.cols) if c.field == field)

    def _header(self):
        top = self.row
        for i, col in enumerate(self.cols):
            for level, part in enumerate(col.path):
                last = level == len(col.path) - 1
                if not last and i and self.cols[i - 1].path[:level + 1] == col.path[:level + 1]:
                    continue
                end = i
                while not last and end + 1 < len(self.cols) and self.cols[end + 1].path[:level + 1] == col.path[:level + 1]:
                    end += 1
                bottom = top + (self.depth - 1 if last else level)
                self.sheet.put(top + level, self.left + i, part, "head", (bottom, self.left + end))
        self.row += self.depth

    repeat_header = _header

    def add(self, child, cells=None, codes=(), fold=False):
        """One child's row. `cells` replaces what stands under a field, `codes` are the row's own problems."""
        cells, row = cells or {}, self.row
        values, unreadable, other = dict(self.sheet.context), {}, {}
        name = cells["name"].value if "name" in cells else child.get("name")
        self.seq += 1
        fate = "duplicate" if fold else "merged"
        for i, col in enumerate(self.cols):
            at = (row, self.left + i)
            if col.field == "seq":
                cell = Cell(self.seq)
            elif col.field in cells:
                cell = cells[col.field]
            else:
                cell = col.cell(child)
            self.sheet.put(*at, cell.raw, "data", fate=fate)
            if cell.code:
                self.sheet.problem(cell.code, at, field=col.field, subject=name)
            if cell.code in UNREADABLE:
                unreadable[col.field] = "#N/A" if str(cell.raw).startswith("=") else str(cell.raw)
            elif col.field is None and cell.raw is not None:
                other["/".join(col.path)] = str(cell.raw)
            elif col.field not in (None, "seq"):
                for key, value in (cell.value.items() if isinstance(cell.value, dict) else [(col.field, cell.value)]):
                    if value is not None:
                        values[key] = value
        for code in codes:
            self.sheet.problem(code, row=row, subject=name)
        self.sheet.records.append({"form": self.form, "row": row, "fold": fold, "child": child, "values": values,
                                   "unreadable": unreadable, "other": other})
        self.counts["read"] += 1
        self.counts[fate] += 1
        self.row += 1
        return row

    def unplaced(self, cells):
        """A row that says something of somebody, but not of whom."""
        for field, raw in cells.items():
            self.sheet.put(self.row, self.column(field), raw, "data", fate="quarantined")
        self.sheet.open_problems.append({"sheet": self.sheet.name, "row": self.row,
                                         "why": "CONTRACT does not say whether a quarantined row is checked"})
        self.counts["read"] += 1
        self.counts["quarantined"] += 1
        self.row += 1

    def preprinted(self, count):
        for _ in range(count):
            self.seq += 1
            self.sheet.put(self.row, self.left, self.seq, "data")
            self.row += 1

    def line(self, cells, role="total"):
        """A row that is not data: a total, an example; `cells` is field -> text."""
        for field, raw in cells.items():
            self.sheet.put(self.row, self.column(field), raw, role)
        self.row += 1

    def across(self, text, role, row=None):
        row = row or self.row
        self.sheet.put(row, self.left, text, role, (row, self.left + len(self.cols) - 1))
        self.row = max(self.row, row + 1)

    def merge_down(self, field, first, last):
        """Merges a column's cells downwards; the rows below keep the meaning, not the text."""
        column = self.column(field)
        for row in range(first + 1, last + 1):
            self.sheet.cells.pop((row, column), None)
        if last > first:
            self.sheet.merges.append((first, column, last, column))

    def truth(self):
        return {"form": self.form, "header_rows": self.header_rows, "records": self.counts,
                "columns": [{"column": letters(self.left + i), "header": "/".join(c.path),
                             "field": None if c.field == "seq" else c.field} for i, c in enumerate(self.cols)]}


@dataclass
class Book:
    path: str
    made_as: str               # which writer, "" where the bytes are made otherwise
    sheets: list = default(default_factory=list)
    status: str = "read"
    problems: list = default(default_factory=list)
    date1904: bool = False
