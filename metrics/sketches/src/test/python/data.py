"""Writes the public data that the tests draw from, diabetes.csv and flights.csv.

diabetes.csv: 442 patients (Efron, Hastie, Johnstone and Tibshirani, "Least Angle Regression", 2004), as scikit-learn has them.
flights.csv: 3,000 flights out of examples/flights/flights.parquet, with the weather at their departure.
Needs scikit-learn and pandas with pyarrow: python data.py
"""

import pathlib

import pandas
from sklearn.datasets import load_diabetes

here = pathlib.Path(__file__).parent
resources = here.parent / "resources"
examples = here.parents[4] / "examples" / "flights"

load_diabetes(as_frame=True, scaled=False).data.round(4).to_csv(resources / "diabetes.csv", index=False)

flights = pandas.read_parquet(examples / "flights.parquet").sample(3000, random_state=7)
weather = pandas.read_parquet(examples / "weather.parquet")
joined = flights.assign(observed=flights.departure.dt.floor("h")).merge(
    weather, on=["origin", "observed"], how="left")
joined[[
    "carrier", "origin", "destination", "aircraft", "distance", "departure_delay", "arrival_delay",
    "temperature", "humidity", "wind", "rain", "pressure", "visibility",
]].to_csv(resources / "flights.csv", index=False)
