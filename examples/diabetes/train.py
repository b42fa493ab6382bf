"""Fits the weights that Diabetes.java scores with, and writes weights.properties,
sample.json and baseline.csv, the patients that it is fitted to.

The data set comes with scikit-learn: 442 patients, ten baseline variables, and the progression of
the disease one year later (Efron, Hastie, Johnstone and Tibshirani, "Least Angle Regression", 2004).
"""

import json
import pathlib

from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

FIELDS = {
    "age": "age", "sex": "sex", "bmi": "bodyMassIndex", "bp": "bloodPressure",
    "s1": "totalCholesterol", "s2": "lowDensityLipoproteins", "s3": "highDensityLipoproteins",
    "s4": "cholesterolRatio", "s5": "logTriglycerides", "s6": "bloodSugar",
}

here = pathlib.Path(__file__).parent
data = load_diabetes(as_frame=True, scaled=False)
train, test, train_target, test_target = train_test_split(
    data.data, data.target, test_size=0.25, random_state=7)
model = LinearRegression().fit(train, train_target)
print(f"R2 on {len(test)} patients that were held out: {model.score(test, test_target):.3f}")

lines = ["# Fitted by train.py: progression = intercept + the sum of weight * value."]
lines.append(f"intercept={model.intercept_!r}".replace("np.float64(", "").rstrip(")"))
for column, weight in zip(data.data.columns, model.coef_):
    lines.append(f"{FIELDS[column]}={float(weight)!r}")
(here / "weights.properties").write_text("\n".join(lines) + "\n")

sample = [
    {FIELDS[name]: float(value) for name, value in test.iloc[i].items()} for i in range(3)
]
(here / "sample.json").write_text(json.dumps(sample, indent=2) + "\n")

baseline = train.rename(columns=FIELDS).assign(progression=train_target)
baseline.to_csv(here / "baseline.csv", index=False)
