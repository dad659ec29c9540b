"""The same questions to DuckDB and Polars, on two threads: `peers.py FOLDER`, which `columns` has written.

Each answer is compared with ours, number by number, before it is timed. One line for each: row, peer, milliseconds.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["POLARS_MAX_THREADS"] = "2"

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
import polars as pl  # noqa: E402

Answer = list[tuple[Any, ...]]


def fastest(run: Callable[[], object]) -> float:
    passes = []
    for _ in range(5):
        start = time.perf_counter()
        run()
        passes.append(time.perf_counter() - start)
    return min(passes) * 1000


def main(folder: Path) -> None:
    def column(name: str, kind: str) -> Any:
        return np.fromfile(folder / f"{name}.{kind}", dtype=f"<{kind}")

    days = column("day", "i4").astype("datetime64[D]")
    seconds = column("seconds", "u4")
    frame = pl.DataFrame(
        {
            "day": days,
            "category": column("category", "u2"),
            "tier": column("tier", "u1"),
            "outcome": column("outcome", "u1"),
            "seconds": pl.Series(seconds).replace(2**32 - 1, None),
        }
    )
    ours: list[Answer] = [[], []]
    for line in (folder / "answer.tsv").read_text().splitlines():
        month, *numbers = line.split("\t")
        category, tier, volume, met, due, median = map(int, numbers)
        ours[0].append((month, category, tier, volume, met, due))
        ours[1].append((month, category, tier, volume, met, due, median))

    base = duckdb.connect()
    base.execute("SET threads = 2")
    names = ("category.u2", "tier.u1", "outcome.u1")
    arrays = {"day": column("day", "i4"), "seconds": seconds, **{name[:-3]: column(*name.split(".")) for name in names}}
    base.register("arrays", arrays)
    base.execute("CREATE TABLE c AS SELECT * REPLACE (DATE '1970-01-01' + day AS day, nullif(seconds, 4294967295) AS seconds) FROM arrays")
    groups = "date_trunc('month', day) AS month, category, tier"
    counts = "count(*), count(*) FILTER (outcome = 0), count(*) FILTER (outcome <= 1)"
    sql = [
        f"SELECT {groups}, {counts} FROM c GROUP BY ALL",
        f"SELECT {groups}, {counts}, median(seconds) FROM c GROUP BY ALL",
    ]
    month = pl.col("day").dt.truncate("1mo").alias("month")
    parts = [
        pl.len(),
        (pl.col("outcome") == 0).sum().alias("met"),
        (pl.col("outcome") <= 1).sum().alias("due"),
    ]
    lazy = [
        frame.lazy().group_by(month, "category", "tier").agg(*parts),
        frame.lazy().group_by(month, "category", "tier").agg(*parts, pl.col("seconds").median()),
    ]

    def whole(row: tuple[Any, ...]) -> tuple[Any, ...]:
        numbers = [int(number) if number is not None else -1 for number in row[1:]]
        return (row[0].strftime("%Y-%m"), *numbers)

    for place, name in enumerate(("count", "median")):
        asked = {
            "duckdb": lambda place=place: base.execute(sql[place]).fetchall(),
            "polars": lambda place=place: lazy[place].collect().rows(),
        }
        for peer, ask in asked.items():
            found = sorted(whole(row) for row in ask())
            assert found == sorted(ours[place]), f"{peer} counts otherwise: {name}"
            print(f"{name}\t{peer}\t{fastest(ask):.1f}", flush=True)
    print(f"version\tDuckDB {duckdb.__version__}\nversion\tPolars {pl.__version__}")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"memory\tboth peers with their copies of the columns\t{most >> 10} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
