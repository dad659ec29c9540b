"""The trainable model and scikit-learn's char 1-2 TF-IDF + LinearSVC, judged by folds of one table in one run, as means
over several deals of the folds: one deal by itself is worth some three thousandths.

    cargo build --release -p tousu-tests --bin accuracy
    python tests/accuracy/peers.py target/release/accuracy teddy2-full.csv teddy2-title.csv   # needs scikit-learn
"""

import csv
import subprocess
import sys

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

DEALS = range(1, 4)

runner, *tables = sys.argv[1:]
for table in tables:
    ours = []
    for deal in DEALS:
        command = [runner, "cross", "--train", table, "--folds", "5", "--seed", str(deal)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        figures = dict(line.split(": ") for line in said.splitlines())
        ours.append(float(figures["macro_f1.mean"]))
    print(table, f"rows: {figures['rows']}", f"macro_f1.mean: {sum(ours) / len(ours):.4f} of {ours}", sep="\n", flush=True)
    with open(table, encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"]]
    texts = [row.get("title", "") + "\n" + row.get("text", "") for row in rows]
    labels = [row["label"] for row in rows]
    theirs = []
    for deal in DEALS:
        peer = make_pipeline(
            TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True, min_df=2), LinearSVC()
        )
        folds = StratifiedKFold(5, shuffle=True, random_state=deal)
        theirs.append(round(float(cross_val_score(peer, texts, labels, scoring="f1_macro", cv=folds).mean()), 4))
    print(f"peer.macro_f1.mean: {sum(theirs) / len(theirs):.4f} of {theirs}", flush=True)
