#!/usr/bin/env bash
# Measures scoring on Spark, local[2], from Parquet to nowhere: a Java function of ten doubles beside
# the same arithmetic in Spark SQL; a small ONNX graph (10 numbers to 1) and a larger one (an MLP,
# 128-512-512-10) beside a bare loop over the same graph with rows in memory, at its best batch size.
# Rounds alternate; figures are medians. Needs a JDK, and 5 GB in BATCH_FOLDER.
#
#   benchmarks/batch.sh
#   ROUNDS=5 MILLIONS=20 SMALL_THOUSANDS=5000 MLP_THOUSANDS=400 BATCH_FOLDER=benchmarks/target/batch
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${BATCH_FOLDER:-benchmarks/target/batch}
source benchmarks/measure.sh
./heddle version >/dev/null # builds, where that is needed
mkdir -p "$folder"
rm -rf "$folder"/package-*
java benchmarks/src/main/java/dev/heddle/benchmarks/Graphs.java "$folder"
spark=batch-runner/spark
options=$(sed -n 's|.*<spark.options>\(.*\)</spark.options>.*|\1|p' $spark/pom.xml | head -n1)
classes=$(ls benchmarks/target/benchmarks-*.jar):$(ls $spark/target/heddle-batch-*.jar | grep -v tests)
classes+=:$(cat $spark/target/spark.classpath):$(cat $spark/target/application.classpath)
machine
# shellcheck disable=SC2086
java -Xmx4g $options ${JAVA_OPTIONS:-} -Drounds="${ROUNDS:-5}" -cp "$classes" dev.heddle.benchmarks.batch.BatchScoring "$folder" \
  "${MILLIONS:-20}" "${SMALL_THOUSANDS:-5000}" "${MLP_THOUSANDS:-400}" 2>"$folder/log.txt" ||
  { tail -n 30 "$folder/log.txt" >&2; exit 1; }
