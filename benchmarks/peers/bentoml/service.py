"""BentoML: a service, as https://docs.bentoml.com/en/latest/get-started/hello-world.html tells."""

import os

import bentoml
import numpy
import onnxruntime


@bentoml.service
class Graph:
    def __init__(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(os.environ["PEER_GRAPH"], options)

    @bentoml.api
    def predict(self, x: numpy.ndarray) -> numpy.ndarray:
        return self.session.run(None, {"x": x.astype(numpy.float32)})[0]
