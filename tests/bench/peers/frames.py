"""pandas or polars: tables as frames, rules by column."""

import sys
from pathlib import Path

from rules import PROBLEMS, SOURCE, header_at, id_is_wrong, phone_is_wrong


def with_pandas(inbox, out):
    import pandas as pd

    forms, problems = {}, []
    for path in sorted(Path(inbox).rglob("*.xlsx")):
        file = path.relative_to(inbox).as_posix()
        sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=str, engine="calamine", keep_default_na=False)
        for sheet in sheets.values():
            found = header_at(sheet.head(20).values.tolist())
            if found is None:
                continue
            at, form = found
            header = sheet.iloc[at].tolist()
            table = sheet.iloc[at + 1 :].copy()
            table.columns = header
            table = table.loc[:, [name for name in header if name]]
            table["来源文件"] = file
            table["来源行"] = range(at + 2, at + 2 + len(table))
            forms.setdefault(form, []).append(table[~table["姓名"].isin(["", "合计", "小计", "姓名"])])
    tables = {form: pd.concat(parts, ignore_index=True).fillna("") for form, parts in sorted(forms.items())}
    for form, table in tables.items():
        for name in table.columns:
            rule = {"身份证号": id_is_wrong, "电话": phone_is_wrong}.get(next((k for k in ("身份证号", "电话") if name.endswith(k)), ""))
            if rule:
                values = table[name]
                wrong = table.loc[values.ne("") & values.map(rule), SOURCE].assign(栏=name, 问题=name + "不对")
                problems.append(wrong)
        if form == "花名册":
            again = table["身份证号"].ne("") & table.duplicated("身份证号")
            problems.append(table.loc[again, SOURCE].assign(栏="身份证号", 问题="重复"))
    problems = pd.concat(problems).set_axis(PROBLEMS, axis=1)
    with pd.ExcelWriter(out, engine="xlsxwriter") as book:
        for name, table in {**tables, "问题": problems}.items():
            table.to_excel(book, sheet_name=name, index=False)
    print({name: len(table) for name, table in {**tables, "问题": problems}.items()})


def with_polars(inbox, out):
    import polars as pl
    import xlsxwriter

    forms, problems = {}, []
    for path in sorted(Path(inbox).rglob("*.xlsx")):
        file = path.relative_to(inbox).as_posix()
        options = {"has_header": False, "raise_if_empty": False, "drop_empty_rows": False}
        for sheet in pl.read_excel(path, sheet_id=0, engine="calamine", **options).values():
            sheet = sheet.cast(pl.String).fill_null("")
            found = header_at([list(row) for row in sheet.head(20).rows()])
            if found is None:
                continue
            at, form = found
            header = sheet.row(at)
            named = {old: new for old, new in zip(sheet.columns, header) if new}
            table = sheet.slice(at + 1).select(list(named)).rename(named)
            table = table.with_columns(pl.lit(file).alias("来源文件"), pl.int_range(at + 2, at + 2 + pl.len()).alias("来源行"))
            forms.setdefault(form, []).append(table.filter(~pl.col("姓名").is_in(["", "合计", "小计", "姓名"])))
    tables = {form: pl.concat(parts, how="diagonal").fill_null("") for form, parts in sorted(forms.items())}
    for form, table in tables.items():
        for name in table.columns:
            rule = {"身份证号": id_is_wrong, "电话": phone_is_wrong}.get(next((k for k in ("身份证号", "电话") if name.endswith(k)), ""))
            if rule:
                wrong = (pl.col(name) != "") & pl.col(name).map_elements(rule, return_dtype=pl.Boolean)
                problems.append(table.filter(wrong).select(*SOURCE, pl.lit(name).alias("栏"), pl.lit("不对").alias("问题")))
        if form == "花名册":
            again = (pl.col("身份证号") != "") & ~pl.col("身份证号").is_first_distinct()
            problems.append(table.filter(again).select(*SOURCE, pl.lit("身份证号").alias("栏"), pl.lit("重复").alias("问题")))
    tables["问题"] = pl.concat(problems)
    with xlsxwriter.Workbook(out) as book:
        for name, table in tables.items():
            table.write_excel(book, worksheet=name, autofit=False)
    print({name: len(table) for name, table in tables.items()})


{"pandas": with_pandas, "polars": with_polars}[sys.argv[1]](*sys.argv[2:])
