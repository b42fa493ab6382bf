"""Trains on January to September, measures on October to December, and writes what Flights.java
scores with: trees.csv and rates.properties; sample.json and baseline.csv, some of the flights that
it is trained on, beside them.

Run prepare.py first. What a flight is judged by is known before it leaves: the schedule, and the
last weather observed at its airport, at most three hours before.
"""

import json
import pathlib

import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import brier_score_loss, roc_auc_score

WEATHER = ["temperature", "humidity", "wind", "rain", "pressure", "visibility"]
FEATURES = ["hour", "weekday", "distance", "carrierRate", "destinationRate"] + WEATHER
LATE_MINUTES = 15
# A rate is drawn towards the mean as if so many flights of the mean had been seen too.
PRIOR_FLIGHTS = 50

here = pathlib.Path(__file__).parent
flights = pd.read_parquet(here / "flights.parquet")
weather = pd.read_parquet(here / "weather.parquet").sort_values("observed")
flights = pd.merge_asof(
    flights, weather, left_on="departure", right_on="observed", by="origin",
    tolerance=pd.Timedelta(hours=3))

local = flights.departure.dt.tz_convert("America/New_York")
flights["hour"] = local.dt.hour + local.dt.minute / 60
flights["weekday"] = local.dt.day_of_week + 1
flights["late"] = flights.arrival_delay > LATE_MINUTES
arrived = flights[flights.arrival_delay.notna()]
train = arrived[arrived.month < "2013-10"]

mean = train.late.mean()
rates = {"": mean}
for column in ("carrier", "destination"):
    seen = train.groupby(column).late.agg(["sum", "count"])
    rate = (seen["sum"] + PRIOR_FLIGHTS * mean) / (seen["count"] + PRIOR_FLIGHTS)
    rates.update({f"{column}.{name}": value for name, value in rate.items()})
    flights[f"{column}Rate"] = flights[column].map(rate).fillna(mean)

known = flights.arrival_delay.notna()
training = known & (flights.month < "2013-10")
held_out = known & (flights.month >= "2013-10")
model = HistGradientBoostingClassifier(
    max_iter=120, learning_rate=0.08, max_leaf_nodes=15, min_samples_leaf=200, random_state=7)
inputs = flights.loc[training, FEATURES]
# Some callers know nothing of the weather: a fifth of the flights teaches what to say then.
inputs.loc[inputs.sample(frac=0.2, random_state=7).index, WEATHER] = float("nan")
model.fit(inputs, flights.late[training])
scores = pd.Series(model.predict_proba(flights[FEATURES])[:, 1], flights.index)

late = flights.late[held_out]
threshold = 0.3
flagged = scores[held_out] > threshold
print(f"trained on {training.sum():,} flights of January to September")
print(f"on {held_out.sum():,} flights of October to December, {late.mean():.1%} of them late:")
unknown = flights[FEATURES].copy()
unknown[WEATHER] = float("nan")
blind = model.predict_proba(unknown[held_out])[:, 1]
print(f"  ROC AUC {roc_auc_score(late, scores[held_out]):.3f}, without the weather {roc_auc_score(late, blind):.3f}")
print(f"  Brier score {brier_score_loss(late, scores[held_out]):.4f},"
      f" {late.mean() * (1 - late.mean()):.4f} for their own mean")
print(f"  above {threshold}: {flagged.mean():.1%} of flights, {late[flagged].mean():.1%} of those late,"
      f" {late[flagged].sum() / late.sum():.1%} of all late ones")

# A probability is 1 / (1 + exp(-x)), x the sum of one value of each tree. The walk begins at the
# tree's node 0 and goes left where the feature is at most the threshold; leaves have no feature.
lines = ["tree,feature,threshold,missingLeft,left,right,value",
         f"0,,,,,,{float(model._baseline_prediction[0, 0])!r}"]
for number, (tree,) in enumerate(model._predictors, start=1):
    for node in tree.nodes:
        if node["is_leaf"]:
            lines.append(f"{number},,,,,,{float(node['value'])!r}")
        else:
            lines.append(
                f"{number},{FEATURES[node['feature_idx']]},{float(node['num_threshold'])!r},"
                f"{node['missing_go_to_left']},{node['left']},{node['right']},")
(here / "trees.csv").write_text("\n".join(lines) + "\n")

lines = ["# Written by train.py: the share of flights that came late, of all, by carrier, by destination."]
lines += [f"{name or 'all'}={float(value)!r}" for name, value in rates.items()]
(here / "rates.properties").write_text("\n".join(lines) + "\n")


SAMPLE = (0, 20_000, 70_000)
WITHOUT_WEATHER = 20_000
sample = []
for at in SAMPLE:
    flight = flights[held_out].iloc[at]
    record = {
        "departure": flight.departure.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "carrier": flight.carrier,
        "origin": flight.origin,
        "destination": flight.destination,
        "distance": int(flight.distance),
    }
    score = blind[at] if at == WITHOUT_WEATHER else scores[held_out].iloc[at]
    if at != WITHOUT_WEATHER:
        record |= {name: float(flight[name]) for name in WEATHER if pd.notna(flight[name])}
    sample.append(record)
    print(f"  {record['carrier']} to {record['destination']}, {record['departure']}: {float(score)!r}")
(here / "sample.json").write_text(json.dumps(sample, indent=2) + "\n")

baseline = flights[training].sample(5_000, random_state=7).sort_values("departure")
baseline = baseline[["departure", "carrier", "origin", "destination", "distance"] + WEATHER + ["late"]]
baseline.to_csv(here / "baseline.csv", index=False, date_format="%Y-%m-%dT%H:%M:%SZ")
