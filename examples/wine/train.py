"""Trains wine.onnx: which of three cultivars a wine was made of, from thirteen measurements.

baseline.csv holds the wines that it is trained on.

The data set comes with scikit-learn: 178 wines of one region of Italy (Aeberhard and Forina, UCI
Machine Learning Repository, 1992, https://doi.org/10.24432/C5PC7J).
"""

import json
import pathlib

from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

here = pathlib.Path(__file__).parent
data = load_wine(as_frame=True)
columns = {name: name.replace("/", "_") for name in data.data.columns}
features = data.data.rename(columns=columns).astype("float32")
train, test, train_target, test_target = train_test_split(
    features, data.target, test_size=0.25, random_state=7, stratify=data.target)
model = make_pipeline(
    ColumnTransformer([("scale", StandardScaler(), list(features.columns))]),
    LogisticRegression(max_iter=1000),
).fit(train, train_target)
print(f"accuracy on {len(test)} wines that were held out: {model.score(test, test_target):.3f}")

graph = to_onnx(
    model,
    name="wine",
    # One input a measurement, so that a caller names what it sends.
    initial_types=[(name, FloatTensorType([None, 1])) for name in features.columns],
    final_types=None,
    options={"zipmap": False},
    target_opset=17,
)
(here / "wine.onnx").write_bytes(graph.SerializeToString())

sample = [
    {name: round(float(value), 4) for name, value in test.iloc[i].items()} for i in range(3)
]
(here / "sample.json").write_text(json.dumps(sample, indent=2) + "\n")
train.round(4).assign(cultivar=train_target).to_csv(here / "baseline.csv", index=False)
