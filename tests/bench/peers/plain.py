"""openpyxl, or python-calamine and xlsxwriter: rows as lists, rules one by one."""

import sys
from pathlib import Path

from rules import PROBLEMS, SOURCE, header_at, id_is_wrong, is_record, phone_is_wrong


def text(value):
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def with_openpyxl(path):
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield [[text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    book.close()


def with_calamine(path):
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        yield [[text(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]


def write_openpyxl(tables, out):
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(out)


def write_xlsxwriter(tables, out):
    import xlsxwriter

    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        for down, row in enumerate(rows):
            for right, value in enumerate(row):
                if value != "":
                    sheet.write(down, right, value)
    book.close()


def main(peer, inbox, out):
    sheets, write = {
        "openpyxl": (with_openpyxl, write_openpyxl),
        "calamine": (with_calamine, write_xlsxwriter),
    }[peer]
    forms, problems, seen = {}, [PROBLEMS], {}
    for path in sorted(Path(inbox).rglob("*.xlsx")):
        file = path.relative_to(inbox).as_posix()
        for rows in sheets(path):
            found = header_at(rows)
            if found is None:
                continue
            at, form = found
            header = rows[at]
            columns, records = forms.setdefault(form, ([], []))
            columns += [name for name in header if name and name not in columns]
            for number, row in enumerate(rows[at + 1 :], at + 2):
                if not is_record(row, header):
                    continue
                record = dict(zip(header, row))
                records.append((record, file, number))
                for name, value in record.items():
                    if value and name.endswith("身份证号") and id_is_wrong(value):
                        problems.append([file, number, name, "身份证号不对"])
                    elif value and name.endswith("电话") and phone_is_wrong(value):
                        problems.append([file, number, name, "电话不对"])
                if form == "花名册" and record.get("身份证号"):
                    first = seen.setdefault(record["身份证号"], (file, number))
                    if first != (file, number):
                        problems.append([file, number, "身份证号", "重复"])
    tables = {
        form: [columns + SOURCE] + [[r.get(name, "") for name in columns] + [file, row] for r, file, row in records]
        for form, (columns, records) in sorted(forms.items())
    }
    tables["问题"] = problems
    write(tables, out)
    print({name: len(rows) - 1 for name, rows in tables.items()})


main(*sys.argv[1:])
