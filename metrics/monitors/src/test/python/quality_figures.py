"""Writes what scikit-learn says of some predictions and outcomes: python quality_figures.py > ../resources/quality-figures.json"""

import json
import random

from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    accuracy_score,
    brier_score_loss,
    confusion_matrix,
    mean_absolute_error,
    roc_auc_score,
    root_mean_squared_error,
)

random.seed(7)


def binary(count, sharpness):
    scores, happened = [], []
    for _ in range(count):
        truth = random.random()
        score = min(1.0, max(0.0, truth ** sharpness + random.gauss(0, 0.1)))
        scores.append(round(score, 6))
        happened.append(random.random() < truth)
    predicted = [score >= 0.5 for score in scores]
    bins = [min(199, int(score * 200)) for score in scores]
    happened_share, predicted_mean = calibration_curve(
        happened, [(bin + 0.5) / 200 for bin in bins], n_bins=10
    )
    tenths = [min(199, int(score * 200)) * 10 // 200 for score in scores]
    means = []
    for tenth in sorted(set(tenths)):
        of = [score for score, own in zip(scores, tenths) if own == tenth]
        means.append(sum(of) / len(of))
    return {
        "scores": scores,
        "happened": happened,
        "accuracy": accuracy_score(happened, predicted),
        "auc": roc_auc_score(happened, scores),
        "aucOfBins": roc_auc_score(happened, bins),
        "brier": brier_score_loss(happened, scores),
        "calibrationHappened": list(happened_share),
        "calibrationPredicted": means,
        "confusion": confusion_matrix(happened, predicted, labels=[False, True]).tolist(),
    }


def numbers(count):
    happened = [round(random.gauss(100, 40), 3) for _ in range(count)]
    predicted = [round(value * 0.9 + random.gauss(3, 15), 3) for value in happened]
    return {
        "happened": happened,
        "predicted": predicted,
        "meanError": sum(p - h for p, h in zip(predicted, happened)) / count,
        "meanAbsoluteError": mean_absolute_error(happened, predicted),
        "rootMeanSquaredError": root_mean_squared_error(happened, predicted),
    }


def classes(count):
    labels = ["setosa", "versicolor", "virginica"]
    happened = [random.choice(labels) for _ in range(count)]
    predicted = [h if random.random() < 0.8 else random.choice(labels) for h in happened]
    return {
        "labels": labels,
        "happened": happened,
        "predicted": predicted,
        "accuracy": accuracy_score(happened, predicted),
        "confusion": confusion_matrix(happened, predicted, labels=labels).tolist(),
    }


print(
    json.dumps(
        {
            "binary": [binary(500, 1), binary(2000, 0.3), binary(40, 2)],
            "numbers": [numbers(1000)],
            "classes": [classes(1500)],
        }
    )
)
