#!/usr/bin/env bash
# Measures scoring on Spark, local[2], from Parquet to nowhere: a Java function of ten doubles beside
# the same arithmetic in Spark SQL; a small ONNX graph (10 numbers to 1) and a larger one (an MLP,
# 128-512-512-10) beside a bare loop over the same graph with rows in memory, at its best batch size.
# Rounds alternate; figures are medians. Then MLflow's spark_udf on the same graphs and tables, where
# Python 3.10 to 3.12 is at hand. Needs a JDK, and 4 GB in BATCH_FOLDER.
#
#   benchmarks/batch.sh
#   ROUNDS=5 MILLIONS=20 SMALL_THOUSANDS=5000 MLP_THOUSANDS=1600 BATCH_FOLDER=benchmarks/target/batch
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${BATCH_FOLDER:-benchmarks/target/batch}
source benchmarks/measure.sh
./heddle version >/dev/null # builds, where that is needed
mkdir -p "$folder"
rm -rf "$folder"/package-*
java benchmarks/src/main/java/dev/heddle/benchmarks/Graphs.java "$folder"
spark_classes
machine
# shellcheck disable=SC2086
java -Xmx4g $spark_options ${JAVA_OPTIONS:-} -Drounds="${ROUNDS:-5}" -cp "$spark_classes" dev.heddle.benchmarks.batch.BatchScoring "$folder" \
  "${MILLIONS:-20}" "${SMALL_THOUSANDS:-5000}" "${MLP_THOUSANDS:-1600}" 2>"$folder/log.txt" ||
  { tail -n 30 "$folder/log.txt" >&2; exit 1; }

command -v python3 >/dev/null || exit 0
find_python
install_peer spark-udf "$folder" || exit 0
for graph in "small $((${SMALL_THOUSANDS:-5000} * 1000)) 10 1" "mlp $((${MLP_THOUSANDS:-1600} * 1000)) 128 10"; do
  read -r name rows width outputs <<<"$graph"
  [ "$rows" -gt 0 ] || continue
  rm -rf "$folder/udf-$name"
  "$folder/spark-udf/bin/python" benchmarks/peers/spark-udf/udf.py "$folder/$name.onnx" "$folder/$name-$rows" \
    "$width" "$outputs" 3 "$folder/udf-$name" 2>>"$folder/log.txt" |
    xargs printf "%-16s %'12.0f rows/s with MLflow's spark_udf\n" "$name graph"
done
