"""Graphs that the tests of clients register, and what they are called with."""

import time

import numpy
import onnx.parser

import heddle_http

TYPES = {
    "BOOL": ("bool", bool), "INT8": ("int8", numpy.int8), "INT16": ("int16", numpy.int16),
    "INT32": ("int32", numpy.int32), "INT64": ("int64", numpy.int64),
    "UINT8": ("uint8", numpy.uint8), "UINT16": ("uint16", numpy.uint16),
    "UINT32": ("uint32", numpy.uint32), "UINT64": ("uint64", numpy.uint64),
    "FP16": ("float16", numpy.float16), "FP32": ("float", numpy.float32),
    "FP64": ("double", numpy.float64), "BYTES": ("string", object),
}
HEADER = '<ir_version: 8, opset_import: ["" : 13]>'
WEIGHTED = HEADER + """ weighted (float[N,4] x) => (float[N,2] y)
    <float[4,2] weights = {WEIGHTS}> { y = MatMul(x, weights) }"""
TWO = HEADER + """ two (float[N,3] a, int64[N,3] b) => (float[N,3] sum, bool[N,3] above) {
    c = Cast <to = 1> (b)
    sum = Add(a, c)
    above = Greater(a, c)
}"""
WEIGHTS = numpy.array([[1, 1], [2, 1], [3, 1], [4, 1]], dtype=numpy.float32)


def graph(text):
    return onnx.parser.parse_model(text).SerializeToString()


def register(platform):
    """Registers all of them, and waits until they and the function 'function' are served."""
    platform.register("weighted", graph(WEIGHTED.replace("WEIGHTS", "1,1,2,1,3,1,4,1")))
    platform.register("weighted", graph(WEIGHTED.replace("WEIGHTS", "2,2,4,2,6,2,8,2")))
    platform.register("two", graph(TWO))
    for datatype, (element, _) in TYPES.items():
        platform.register(
            "same-" + datatype.lower(),
            graph(HEADER + f" same ({element}[N,3] x) => ({element}[N,3] y) {{ y = Identity(x) }}"))
    for model in ["function", "weighted", "two"] + ["same-" + datatype.lower() for datatype in TYPES]:
        await_served(platform, model)


def await_served(platform, model):
    """Waits until the model's endpoint serves its newest version."""
    deadline = time.monotonic() + 60
    while True:
        try:
            platform.json("POST", f"/v2/repository/models/{model}/load", {})
            return
        except heddle_http.Answered:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def values(datatype, count=5):
    """Random elements of a type, its limits among them."""
    random = numpy.random.default_rng(7)
    dtype = TYPES[datatype][1]
    if datatype == "BYTES":
        texts = ["", "plain", "ünïcödé ✓", '"quotes" \\ and\nlines', "0"]
        return numpy.array([[texts[(i + j) % 5] for j in range(3)] for i in range(count)], dtype)
    if datatype == "BOOL":
        return random.random((count, 3)) < 0.5
    if datatype.startswith("FP"):
        return (random.standard_normal((count, 3)) * 100).astype(dtype)
    limits = numpy.iinfo(dtype)
    array = random.integers(limits.min, limits.max, (count, 3), dtype, endpoint=True)
    array[0, :2] = limits.min, limits.max
    return array


def texts(array):
    if array.dtype != object:
        return array
    return numpy.vectorize(lambda t: t.decode() if isinstance(t, bytes) else t, otypes=[object])(
        array)
