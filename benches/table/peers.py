"""What a data team would use instead, on the same input: one line `row<TAB>peer<TAB>nanoseconds` for each.

`peers.py REGISTER.csv`. Every peer's answer is asserted before it is timed, right or wrong as it is.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
import statistics
import sys
import time
from collections.abc import Callable


def nanoseconds(count: int, run: Callable[[], object]) -> float:
    """The median of three passes for each of `count` operations."""
    passes = []
    for _ in range(3):
        start = time.process_time_ns()
        run()
        passes.append(time.process_time_ns() - start)
    return statistics.median(passes) / count


def report(row: str, peer: str, cost: float) -> None:
    print(f"{row}\t{peer}\t{cost}", flush=True)


def texts(path: str) -> list[str]:
    csv.field_size_limit(1 << 30)
    with open(path, encoding="utf-8", newline="") as file:
        return [row["title"] + "\n" + row["text"] for row in csv.DictReader(file)][:1000]


def reading(path: str) -> None:
    complaints = texts(path)
    signals = [
        r"受伤|摔伤|骨折|流血|死亡|致残",
        r"电梯.{0,6}(困人|困住|被困)",
        r"着火|起火|失火|火灾|冒烟",
        r"消防隐患|消防通道.{0,4}(堵|占)|飞线充电",
        r"(燃气|煤气|天然气).{0,4}(泄漏|漏气|味)",
        r"违建|违章建筑|违规搭建|私搭乱建",
        r"漏电|触电|爆管|水漫|污水倒灌",
        r"打人|殴打|威胁|持刀",
        r"上访|信访|联名|拉横幅",
        r"曝光|媒体|记者|12345",
        r"起诉|打官司|律师|法院|仲裁|报警",
        r"(多次|反复|几次).{0,4}(反映|投诉|报修)",
        r"老人|孕妇|小孩|婴儿|残疾",
    ]
    compiled = [re.compile(signal) for signal in signals]
    assert compiled[3].search("楼道有消防隐患")
    cost = nanoseconds(len(complaints), lambda: [[bool(one.search(text)) for one in compiled] for text in complaints])
    report("assess", "13 of the 20 signals as Python regexes, no category", cost)

    import jieba

    jieba.setLogLevel(60)
    assert "电梯" in jieba.lcut("电梯坏了")
    few = complaints[:200]
    report("assess", "jieba segmentation alone", nanoseconds(len(few), lambda: [jieba.lcut(text) for text in few]))

    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.svm import LinearSVC

    vectorizer = HashingVectorizer(analyzer="char", ngram_range=(1, 2), n_features=2**18)
    labels = [index % 13 for index in range(len(complaints))]
    model = LinearSVC(max_iter=5, tol=1.0).fit(vectorizer.transform(complaints), labels)
    assert model.predict(vectorizer.transform(["电梯坏了"])).shape == (1,)
    cost = nanoseconds(len(complaints), lambda: model.predict(vectorizer.transform(complaints)))
    report("assess", "scikit-learn char 1-2 hashing + LinearSVC, category only", cost)


def dues() -> None:
    import chinese_calendar
    import numpy as np
    import pandas as pd

    generator = random.Random(7)
    first = dt.date(2024, 1, 1)
    starts = [first + dt.timedelta(days=generator.randrange(1000)) for _ in range(100_000)]
    days = np.array(starts, dtype="datetime64[D]")
    holidays = np.array(
        [day for day in (first + dt.timedelta(days=n) for n in range(1096)) if chinese_calendar.is_holiday(day)],
        dtype="datetime64[D]",
    )
    calendar = np.busdaycalendar(holidays=holidays)
    # Wrong for China: it cannot work a weekend day, so the make-up Saturday of 10 October does not count.
    assert str(np.busday_offset("2026-09-30", 3, roll="forward", busdaycal=calendar)) == "2026-10-12"
    offset = lambda: np.busday_offset(days, 3, roll="forward", busdaycal=calendar)  # noqa: E731
    report("3 working days", "numpy.busday_offset, vectorised, no make-up days", nanoseconds(len(days), offset))
    assert chinese_calendar.find_workday(3, dt.date(2026, 9, 30)) == dt.date(2026, 10, 10)
    few = starts[:200]
    workday = lambda: [chinese_calendar.find_workday(3, day) for day in few]  # noqa: E731
    report("3 working days", "chinese_calendar.find_workday", nanoseconds(len(few), workday))
    hours = pd.offsets.CustomBusinessHour(8, start=["09:00", "13:00"], end=["12:00", "18:00"], holidays=holidays)
    assert pd.Timestamp("2026-09-30 10:00") + hours == pd.Timestamp("2026-10-08 10:00")
    stamps = [pd.Timestamp(day) + pd.Timedelta(hours=10) for day in few]
    report("8 working hours", "pandas CustomBusinessHour, no make-up days", nanoseconds(len(stamps), lambda: [stamp + hours for stamp in stamps]))


if __name__ == "__main__":
    reading(sys.argv[1])
    dues()
