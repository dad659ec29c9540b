"""The trainable model and scikit-learn's char 1-2 TF-IDF + LinearSVC, judged by folds of one table in one run.

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

runner, *tables = sys.argv[1:]
for table in tables:
    ours = [runner, "cross", "--train", table, "--folds", "5", "--seed", "1"]
    print(table, subprocess.run(ours, check=True, capture_output=True, text=True).stdout, sep="\n", flush=True)
    with open(table, encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"]]
    texts = [row.get("title", "") + "\n" + row.get("text", "") for row in rows]
    labels = [row["label"] for row in rows]
    peer = make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True, min_df=2), LinearSVC())
    folds = StratifiedKFold(5, shuffle=True, random_state=1)
    scores = cross_val_score(peer, texts, labels, scoring="f1_macro", cv=folds)
    print(f"peer.macro_f1.mean: {scores.mean():.3f}\npeer.macro_f1.sd: {scores.std():.3f}", flush=True)
