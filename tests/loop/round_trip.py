"""A round trip over a township that nobody has seen: run, correct and explain, run again, run once more.

round_trip.py PROGRAM [SEED [MESS]]      needs openpyxl and LibreOffice

The program makes the township (`huibiao sample`). Every third marked copy is opened and saved by LibreOffice before and
after the school's work, the others by openpyxl; every second original is taken away, the others lie beside the copy.
The second run must show exactly what was solved, explained and left, and the third must change no byte.
"""

import collections
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

import openpyxl

DAY = "2026-11-22"
SCHOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "answer.py")
STATES = {"fixed": "已改", "explained": "已说明", "left": "未改"}


def bytes_of(folder):
    found = {}
    for above, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(above, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


def rows(book, sheet):
    if sheet not in book.sheetnames:
        return []
    titles = [cell.value for cell in book[sheet][3]]
    lines = book[sheet].iter_rows(min_row=4, values_only=True)
    return [dict(zip(titles, line)) for line in lines if line[0] is not None]


def main(program, seed=7, mess="light"):
    home = tempfile.mkdtemp()
    os.environ["LOOP_PROFILE"] = os.path.join(home, "profile")
    inbox, out = os.path.join(home, "收件夹"), os.path.join(home, "汇总结果")
    sample = ["--seed", str(seed), "--schools", "6", "--children", "120", "--mess", mess, "--as-of", DAY, "-q"]
    subprocess.run([program, "sample", "-o", inbox, *sample], check=True)

    def run():
        done = subprocess.run([program, "run", inbox, "-o", out, "--as-of", DAY], capture_output=True, text=True)
        assert done.returncode in (0, 1), done.stderr
        with open(os.path.join(out, "report.json"), encoding="utf-8") as file:
            return json.load(file)

    first = run()
    before = bytes_of(out)
    run()
    assert before == bytes_of(out), "a second run over its own OUT changed something"
    paths = [file["path"] for file in first["files"]]
    did = []
    copies = [output["path"] for output in first["outputs"] if output["kind"] == "returned"]
    for number, copy in enumerate(copies):
        _, school, below = copy.split("/", 2)
        sent = [path for path in paths if below in (path.split("/", 1)[-1], path.split("/", 1)[-1] + ".xlsx")]
        sent = [path for path in sent if path.split("/")[0] in school or school in path] or sent
        assert len(sent) == 1, (copy, sent)
        back = os.path.join(inbox, os.path.dirname(sent[0]), f"改{number}.xlsx")
        mode = "soffice" if number % 3 == 2 else "openpyxl"
        command = [sys.executable, SCHOOL, os.path.join(out, copy), back, str(seed * 1000 + number), mode]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
        did += [{"file": sent[0], "back": os.path.relpath(back, inbox), **one} for one in json.loads(told.stdout)]
        if number % 2:
            os.remove(os.path.join(inbox, sent[0]))
    second = run()
    after = bytes_of(out)
    run()
    assert after == bytes_of(out), "a third run with nothing changed changed something"
    book = openpyxl.load_workbook(os.path.join(out, f"问题清单_{first['period']}.xlsx"))
    states = collections.defaultdict(list)
    for row in rows(book, "进展"):
        states[row["文件"], str(row["单元格"]), row["代码"]].append(row["进展"])
    wrong = [one for one in did if STATES[one["did"]] not in
             states[one["file"], one["place"], one["code"]] + states[one["back"], one["place"], one["code"]]]
    assert not wrong, wrong
    counted = collections.Counter(state for all_states in states.values() for state in all_states)
    assert counted["新增"] == 0, [row for row in rows(book, "进展") if row["进展"] == "新增"]
    assert counted["已说明"] == len(rows(book, "已说明")) == sum(one["did"] == "explained" for one in did)
    assert first["totals"]["children"] == second["totals"]["children"]
    superseded = sum(file["status"] == "superseded" for file in second["files"])
    print(f"{len(copies)} copies came back, {superseded} originals superseded: {dict(counted)}")
    shutil.rmtree(home)


main(sys.argv[1], *(int(text) if text.isdigit() else text for text in sys.argv[2:]))
