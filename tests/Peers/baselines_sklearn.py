"""Naive Bayes and logistic regression of scikit-learn on the folds of lib/Plasticity's cross-validations.

    python3 baselines_sklearn.py ../../data ../../data/reference/plasticity-sklearn.json

The file holds the folds (one text a seed, the fold of each row; a test holds them equal to the library's); this script fills in the
accuracies. Features are standardised by the training rows; LogisticRegression with C = 1, lbfgs to 1e-10, GaussianNB as it is.
"""
import json
import sys

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def table(path):
    with open(path) as text:
        text.readline()
        rows = np.array([[float(v) for v in line.split(",")] for line in text])
    return rows[:, :-1], rows[:, -1].astype(int)


METHODS = {
    "naive Bayes": GaussianNB,
    "logistic regression": lambda: make_pipeline(StandardScaler(), LogisticRegression(C=1, tol=1e-10, max_iter=10000)),
}


def main(data, target):
    with open(target) as text:
        record = json.load(text)
    record["accuracies"] = {}
    for name, file in (("Iris", "iris.csv"), ("Breast cancer", "breast_cancer.csv")):
        x, y = table(data + "/" + file)
        record["accuracies"][name] = {}
        for method, make in METHODS.items():
            scores = []
            for folds in record["folds"][name]:
                fold, right = np.array([int(c) for c in folds]), 0
                for k in range(5):
                    right += (make().fit(x[fold != k], y[fold != k]).predict(x[fold == k]) == y[fold == k]).sum()
                scores.append(right / len(y))
            record["accuracies"][name][method] = scores
            print(name, method, np.mean(scores))
    record["source"] = "tests/Peers/baselines_sklearn.py, scikit-learn " + sklearn.__version__
    with open(target, "w") as out:
        json.dump(record, out, indent=2)
        out.write("\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
