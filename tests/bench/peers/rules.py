"""What every peer must find: the rules of the merge, in plain Python.

Far less than huibiao does: a table is what stands below the row that holds 姓名; a form is told by one word of its
header; only the check character of an ID, the length of a phone, and a second row of one child are looked for.
"""

FORMS = {"通话日期": "通话记录", "帮扶日期": "帮扶记录", "监护人姓名": "花名册"}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SOURCE = ["来源文件", "来源行"]
PROBLEMS = ["文件", "行", "栏", "问题"]


def header_at(rows):
    """The position of the header and the form, or None. `rows` are lists of texts."""
    for at, row in enumerate(rows[:20]):
        if "姓名" in row:
            for word, form in FORMS.items():
                if word in row:
                    return at, form
    return None


def id_is_wrong(text):
    """Whether an ID number of 18 places has another check character than GB 11643 gives it."""
    if len(text) != 18 or not text[:17].isascii() or not text[:17].isdigit():
        return True
    return "10X98765432"[sum(int(d) * w for d, w in zip(text, WEIGHTS)) % 11] != text[17].upper()


def phone_is_wrong(text):
    return not (text.isascii() and text.isdigit() and len(text) == 11 and text[0] == "1")


def is_record(row, header):
    """Whether a row below a header is a child's: it has a name, and is no total."""
    name = row[header.index("姓名")] if len(row) > header.index("姓名") else ""
    return name not in ("", "合计", "小计", "姓名")
