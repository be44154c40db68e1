"""Makes the fictional township 云溪镇: `samples/` and, from its own knowledge of it, `tests/samples/expected.json`.

The people are invented; the county code 420899 exists nowhere. Run it again and it gives the same bytes.
"""

import json
import shutil
from pathlib import Path

import central
import others
import records
import villages
import writers
from township import SCHOOLS, TOWN
from truth import expected, prove, to_json
from xlsb import xlsb

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent.parent / "samples"

# In this order: a school that names another's child again, or its own, comes after it.
MAKERS = [
    central.central_lower, central.central_middle, central.central_upper,
    villages.liulin, villages.liulin_late, villages.shiqiao, villages.shiqiao_export, villages.zhuping,
    others.middle_seventh, others.middle_upper, others.letter, others.nursery, others.nameless, others.truncated,
    villages.zhuping_fourth,
]
WRITERS = {**writers.WRITERS, "xlsb": xlsb}


def main():
    books = [make() for make in MAKERS]
    books += records.all_books(books)
    books.sort(key=lambda book: book.path)
    truth = expected(books)
    prove(books, truth)
    if SAMPLES.exists():
        shutil.rmtree(SAMPLES)
    for book in books:
        path = SAMPLES / book.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(WRITERS[book.made_as](book) if book.made_as else book.content)
    schools = ",\n".join(f'  "{name}"' for name in SCHOOLS)
    (SAMPLES / "huibiao.toml").write_text(f'town = "{TOWN}"\nschools = [\n{schools},\n]\n', encoding="utf-8")
    (HERE / "expected.json").write_text(to_json(truth) + "\n", encoding="utf-8")
    print(json.dumps(truth["totals"], ensure_ascii=False))


if __name__ == "__main__":
    main()
