"""Ray Serve: a deployment, as https://docs.ray.io/en/latest/serve/getting_started.html tells."""

import os
import signal
import sys

import numpy
import onnxruntime
import ray
from ray import serve
from starlette.requests import Request


@serve.deployment(max_ongoing_requests=100)
class Graph:
    def __init__(self, graph: str):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(graph, options)

    async def __call__(self, request: Request):
        x = numpy.array((await request.json())["x"], dtype=numpy.float32)
        return {"y": self.session.run(None, {"x": x})[0].tolist()}


if __name__ == "__main__":
    ray.init(include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    serve.start(http_options={"host": "127.0.0.1", "port": int(sys.argv[1])})
    serve.run(Graph.bind(os.environ["PEER_GRAPH"]))
    signal.pause()
