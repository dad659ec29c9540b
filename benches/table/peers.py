"""What a data team would use instead, on the same input: `peers.py REGISTER.csv LEXICON.toml text|calendars ...`.

One line for each: row, peer and nanoseconds with tabs between them; `note` and `skip` in place of the row for what is
no time. Every peer's answer is asserted before it is timed, right or wrong as it is.
"""

from __future__ import annotations

import csv
import datetime as dt
import importlib.metadata
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

# A name for each of 13 categories, and a word that a complaint of it has.
WORDS = "电梯 漏水 噪音 停车 物业费 垃圾 绿化 保安 消防 违建 充电 门禁 供暖".split()


def nanoseconds(count: int, run: Callable[[], object]) -> float:
    """The fastest of four passes for each of `count` operations: what disturbs only ever adds."""
    passes = []
    for _ in range(4):
        start = time.process_time_ns()
        run()
        passes.append(time.process_time_ns() - start)
    return min(passes) / count


def report(row: str, peer: str, cost: float) -> None:
    print(f"{row}\t{peer}\t{cost}", flush=True)


def texts(path: str) -> list[str]:
    csv.field_size_limit(1 << 30)
    with open(path, encoding="utf-8", newline="") as file:
        return [row["title"] + "\n" + row["text"] for row in csv.DictReader(file)][:1000]


def label(text: str) -> int:
    """The first of the words that it has; a stand-in for what a team would have labelled by hand."""
    return next((number for number, word in enumerate(WORDS) if word in text), 0)


def words(complaints: list[str], lexicon: str) -> None:
    """Finding words, without their meaning."""
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
    report("lexicon", "13 of the 20 signals as Python regexes, no category", cost)

    import ahocorasick

    patterns = [line for line in Path(lexicon).read_text(encoding="utf-8").splitlines() if line.startswith("patterns")]
    plain = sorted({word for line in patterns for word in re.findall(r"[\u4e00-\u9fff]{2,}", line)})
    automaton = ahocorasick.Automaton()
    for number, word in enumerate(plain):
        automaton.add_word(word, number)
    automaton.make_automaton()
    assert [plain[found] for _, found in automaton.iter("三号楼电梯坏了")].count("电梯") == 1
    cost = nanoseconds(len(complaints), lambda: [[found for _, found in automaton.iter(text)] for text in complaints])
    report("lexicon", f"pyahocorasick, the lexicon's {len(plain)} words, no meaning", cost)

    import jieba

    jieba.setLogLevel(60)
    assert "电梯" in jieba.lcut("电梯坏了")
    few = complaints[:200]
    report("lexicon", "jieba segmentation alone", nanoseconds(len(few), lambda: [jieba.lcut(text) for text in few]))


def models(complaints: list[str]) -> None:
    """A category from a trained model, without evidence."""
    import jieba
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
    from sklearn.svm import LinearSVC

    # Each word by itself too, so that every category is known, whatever the register.
    known = complaints + [f"{word}的问题" for word in WORDS for _ in range(5)]
    labels = [label(text) for text in known]
    char = {"analyzer": "char", "ngram_range": (1, 2)}
    pipelines = [
        ("scikit-learn TF-IDF char 1-2 + LinearSVC", TfidfVectorizer(**char), len(complaints)),
        ("scikit-learn hashing 2^18 char 1-2 + LinearSVC", HashingVectorizer(n_features=2**18, **char), len(complaints)),
        ("jieba + TF-IDF + LinearSVC", TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, lowercase=False), 200),
    ]
    for name, vectorizer, count in pipelines:
        model = LinearSVC(tol=1e-2).fit(vectorizer.fit_transform(known), labels)
        assert list(model.predict(vectorizer.transform(["供暖的问题"]))) == [WORDS.index("供暖")]
        some = complaints[:count]
        cost = nanoseconds(len(some), lambda: model.predict(vectorizer.transform(some)))
        report("model", f"{name}, category only", cost)

    try:
        import fasttext
    except ImportError as missing:
        print(f"skip\tfastText\t{missing}")
        return
    fasttext.FastText.eprint = lambda *_: None
    spaced = [" ".join(text.replace("\n", " ")) for text in known]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "train.txt"
        file.write_text("".join(f"__label__{n} {text}\n" for n, text in zip(labels, spaced)), encoding="utf-8")
        trained = fasttext.train_supervised(str(file), epoch=25, lr=0.5, wordNgrams=2, bucket=200_000, thread=1, verbose=0)
    # Its own wrapper does not know numpy 2; what is below it does.
    predict = lambda text: trained.f.predict(text + "\n", 1, 0.0, "strict")  # noqa: E731
    assert predict(" ".join("供暖的问题"))[0][1] == f"__label__{WORDS.index('供暖')}"
    cost = nanoseconds(len(complaints), lambda: [predict(" ".join(text.replace("\n", " "))) for text in complaints])
    report("model", "fastText char 1-2, category only", cost)


def dues() -> None:
    import chinese_calendar
    import numpy as np

    generator = random.Random(7)
    first = dt.date(2024, 1, 1)
    starts = [first + dt.timedelta(days=generator.randrange(1000)) for _ in range(200)]
    days = np.datetime64(first) + np.random.default_rng(7).integers(0, 1000, 10_000_000)
    holidays = np.array(
        [day for day in (first + dt.timedelta(days=n) for n in range(1096)) if chinese_calendar.is_holiday(day)],
        dtype="datetime64[D]",
    )
    calendar = np.busdaycalendar(holidays=holidays)
    # Wrong for China: it cannot work a weekend day, so the make-up Saturday of 10 October does not count.
    assert str(np.busday_offset("2026-09-30", 3, roll="forward", busdaycal=calendar)) == "2026-10-12"
    offset = lambda: np.busday_offset(days, 3, roll="forward", busdaycal=calendar)  # noqa: E731
    report("calendar-days", "numpy.busday_offset, 10 M vectorised, no make-up days", nanoseconds(len(days), offset))
    assert chinese_calendar.find_workday(3, dt.date(2026, 9, 30)) == dt.date(2026, 10, 10)
    workday = lambda: [chinese_calendar.find_workday(3, day) for day in starts]  # noqa: E731
    report("3 working days", "chinese_calendar.find_workday", nanoseconds(len(starts), workday))


def hours() -> None:
    """Eight working hours with lunch and the thirty holidays of `calendars.rs`, from random seconds."""
    import businesstimedelta as btd
    import numpy as np
    import pandas as pd

    state, closed, first = 11, set(), dt.date(2024, 1, 1)
    while len(closed) < 30:
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        closed.add(first + dt.timedelta(days=(state >> 33) % 1096))
    generator = random.Random(7)
    starts = [
        dt.datetime(2024, 1, 1) + dt.timedelta(days=generator.randrange(1000), seconds=generator.randrange(86_400))
        for _ in range(200)
    ]

    def end(start: dt.datetime) -> dt.datetime:
        """Interval by interval."""
        day, left = start.date(), dt.timedelta(hours=8)
        while True:
            for opens, closes in [(9, 12), (13, 18)] if day.weekday() < 5 and day not in closed else []:
                midnight = dt.datetime.combine(day, dt.time())
                opening, close = max(start, midnight + dt.timedelta(hours=opens)), midnight + dt.timedelta(hours=closes)
                if opening < close and left <= close - opening:
                    return opening + left
                left -= max(close - opening, dt.timedelta())
            day += dt.timedelta(days=1)

    days = np.array(sorted(closed), dtype="datetime64[D]")
    offset = pd.offsets.CustomBusinessHour(8, start=["09:00", "13:00"], end=["12:00", "18:00"], holidays=days)
    stamps = [pd.Timestamp(start) for start in starts]
    # Work that exactly fills a day ends for it at the next opening.
    inside = [stamp for stamp, start in zip(stamps, starts) if end(start).hour not in (12, 18)]
    assert all(stamp + offset == pd.Timestamp(end(stamp.to_pydatetime())) for stamp in inside) and len(inside) > 30
    cost = nanoseconds(len(stamps), lambda: [stamp + offset for stamp in stamps])
    report("calendar-hours", "pandas CustomBusinessHour", cost)

    rules = btd.Rules([
        btd.WorkDayRule(start_time=dt.time(9), end_time=dt.time(18), working_days=[0, 1, 2, 3, 4]),
        btd.LunchTimeRule(start_time=dt.time(12), end_time=dt.time(13), working_days=[0, 1, 2, 3, 4]),
        btd.HolidayRule({day: "holiday" for day in closed}),
    ])
    eight = btd.BusinessTimeDelta(rules, hours=8)
    # It takes and gives times in UTC; hours and holidays are read in it.
    assert all((start + eight).replace(tzinfo=None) == end(start) for start in starts)
    cost = nanoseconds(len(starts), lambda: [start + eight for start in starts])
    report("calendar-hours", "businesstimedelta", cost)


def main() -> None:
    used = "numpy pandas scikit-learn fasttext pyahocorasick jieba chinesecalendar businesstimedelta".split()
    there = {each.metadata["Name"].lower(): each.version for each in importlib.metadata.distributions()}
    versions = ", ".join(f"{name} {there[name]}" for name in used if name in there)
    print(f"note\tpeers: Python {sys.version.split()[0]}, {versions}")
    register, lexicon, *parts = sys.argv[1:]
    if "text" in parts:
        complaints = texts(register)
        words(complaints, lexicon)
        models(complaints)
    if "calendars" in parts:
        dues()
        hours()


if __name__ == "__main__":
    main()
