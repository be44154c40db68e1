"""How a value can be written. Each way takes a child and gives what is written and what it means."""

from layout import Cell, Col
from people import GRADES


def padded_name(c):
    return Cell(c["name"][0] + "　" + c["name"][1] if len(c["name"]) == 2 else c["name"], c["name"])


def born(form):
    def write(c):
        return Cell(form(c["birth"]), c["birth"].isoformat())
    return write


def born_in_month(form):
    def write(c):
        return Cell(form(c["birth"]), f"{c['birth']:%Y-%m}")
    return write


def float_month(d):
    """2015.9 as a number; October and January would be 2015.1, so those are typed as text."""
    return f"{d.year}.{d.month:02d}" if d.month in (1, 10) else float(f"{d.year}.{d.month}")


def chinese_date(zero):
    digits = zero + "一二三四五六七八九"

    def number(n):
        return ("" if n < 20 else digits[n // 10]) + ("十" if n > 9 else "") + (digits[n % 10] if n % 10 else "")
    return lambda d: "".join(digits[int(x)] for x in str(d.year)) + f"年{number(d.month)}月{number(d.day)}日"


def in_turn(*ways):
    """The ways of writing, one after the other: no two rows of a school's sheet need agree."""
    turn = iter(range(10**6))
    return lambda c: ways[next(turn) % len(ways)](c)


def phone(field, *forms):
    turn = iter(range(10**6))

    def write(c):
        value = c.get(field)
        return Cell(value and forms[next(turn) % len(forms)](value), value)
    return write


def plain(p): return p
def number(p): return int(p)
def spaced(p): return f"{p[:3]} {p[3:7]} {p[7:]}"
def dashed(p): return f"{p[:3]}-{p[3:7]}-{p[7:]}"


def id_as(form):
    return lambda c: Cell(form(c["id_number"]), c["id_number"])


def yes_no(yes, no):
    return lambda c: Cell({"是": yes, "否": no}[c["boarding"]], c["boarding"])


def joined_class(form):
    return lambda c: Cell(form(GRADES.index(c["grade"]), c["class"]), {"grade": c["grade"], "class": c["class"]})


def nursery_class(c):
    return Cell(c["class"], {"grade": "学前", "class": c["class"]})


def lost_tail(c):
    """What Excel leaves of an ID number that was typed into a cell of format General."""
    return Cell(float(c["id_number"][:15] + "000"), c["id_number"][:15] + "***", "id-precision-lost")


def wrong_check(c):
    return Cell(c["id_number"][:17] + ("3" if c["id_number"][17] != "3" else "7"), None, "id-checksum")


def empty(code="missing-required"):
    return Cell(None, None, code)


def grouped(label, person, parts):
    return [Col(f"{person}_{field}", (label, header), write) for field, header, write in
            ((*p, None)[:3] for p in parts)]


def people(prefix, person, fields):
    return [Col(f"{person}_{field}", (prefix + header,), write) for field, header, write in
            ((*p, None)[:3] for p in fields)]
