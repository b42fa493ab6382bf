"""MLflow's spark_udf: scores a table of Parquet with a graph on local[2] and drops the results."""

import os
import sys
import time

import mlflow
import mlflow.onnx
import numpy
import onnx
from mlflow.models import ModelSignature
from mlflow.types import Schema, TensorSpec
from pyspark.sql import SparkSession
from pyspark.sql.types import ArrayType, FloatType, StructField, StructType

os.environ["PYSPARK_PYTHON"] = sys.executable
graph, table, width, outputs, rounds, folder = sys.argv[1:]
mlflow.onnx.save_model(
    onnx.load(graph),
    folder,
    onnx_session_options={"intra_op_num_threads": 1},
    signature=ModelSignature(
        inputs=Schema([TensorSpec(numpy.dtype("float32"), (-1, int(width)), "x")]),
        outputs=Schema([TensorSpec(numpy.dtype("float32"), (-1, int(outputs)), "y")])))
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.memory", "4g")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .getOrCreate())
result = StructType([StructField("y", ArrayType(FloatType()))])
score = mlflow.pyfunc.spark_udf(spark, folder, result_type=result, env_manager="local")
rows = spark.read.parquet(table)
count = rows.count()
rates = []
for _ in range(int(rounds) + 1):
    start = time.monotonic()
    rows.select("id", score("x")).write.format("noop").mode("overwrite").save()
    rates.append(count / (time.monotonic() - start))
print(f"{sorted(rates[1:])[int(rounds) // 2]:.0f}")
