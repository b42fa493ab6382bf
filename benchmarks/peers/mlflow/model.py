"""MLflow: writes a model directory of its ONNX flavor, which `mlflow models serve` serves."""

import sys

import mlflow.onnx
import onnx

graph, folder = sys.argv[1:]
mlflow.onnx.save_model(
    onnx.load(graph), folder, onnx_session_options={"intra_op_num_threads": 1})
