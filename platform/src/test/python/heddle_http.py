"""A running platform over plain HTTP, by Python's own library alone."""

import hashlib
import http.client
import json
import math
import struct
import urllib.parse

import numpy

DATATYPES = {
    "bool": "BOOL", "int8": "INT8", "int16": "INT16", "int32": "INT32", "int64": "INT64",
    "uint8": "UINT8", "uint16": "UINT16", "uint32": "UINT32", "uint64": "UINT64",
    "float16": "FP16", "float32": "FP32", "float64": "FP64", "object": "BYTES",
}
DTYPES = {datatype: dtype for dtype, datatype in DATATYPES.items()}


class Answered(Exception):
    """An answer other than 2xx."""

    def __init__(self, status, body):
        super().__init__(f"{status} {body.decode('utf-8', 'replace')}")
        self.status = status


class Platform:
    def __init__(self, url):
        self.address = urllib.parse.urlsplit(url).netloc
        self.connection = http.client.HTTPConnection(self.address, timeout=120)

    def call(self, method, path, body=b"", headers=None):
        """The answer's body and headers."""
        self.connection.request(method, path, body=body, headers=headers or {})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise Answered(answer.status, content)
        return content, answer.headers

    def json(self, method, path, body=None):
        text = b"" if body is None else json.dumps(body).encode()
        content, _ = self.call(method, path, text, {"Content-Type": "application/json"})
        return json.loads(content) if content else None

    def register(self, model, graph):
        """Registers an ONNX graph, given as bytes; answers the number of its version."""
        digest = hashlib.sha256(graph).hexdigest()
        self.call("PUT", f"/api/v1/blobs/{digest}", graph,
                  {"Content-Type": "application/octet-stream"})
        files = [{"path": "model.onnx", "size": len(graph), "sha256": digest}]
        return self.json("POST", f"/api/v1/models/{model}/versions", {"files": files})["version"]

    def infer_json(self, path, inputs):
        """Calls with arrays by name as JSON; answers the arrays by name."""
        tensors = [
            {"name": name, "shape": list(array.shape), "datatype": DATATYPES[array.dtype.name],
             "data": [number_of(value) for value in array.ravel().tolist()]}
            for name, array in inputs.items()
        ]
        answer = self.json("POST", path, {"inputs": tensors})
        return {output["name"]: array_of_json(output) for output in answer["outputs"]}

    def infer_binary(self, path, inputs):
        """The same with the tensors as bytes in both directions."""
        tensors, parts = [], []
        for name, array in inputs.items():
            raw = bytes_of(array)
            parts.append(raw)
            tensors.append(
                {"name": name, "shape": list(array.shape), "datatype": DATATYPES[array.dtype.name],
                 "parameters": {"binary_data_size": len(raw)}})
        head = json.dumps(
            {"inputs": tensors, "parameters": {"binary_data_output": True}}).encode()
        content, headers = self.call(
            "POST", path, head + b"".join(parts),
            {"Content-Type": "application/octet-stream",
             "Inference-Header-Content-Length": str(len(head))})
        end = int(headers["Inference-Header-Content-Length"])
        outputs = {}
        for output in json.loads(content[:end])["outputs"]:
            size = output["parameters"]["binary_data_size"]
            outputs[output["name"]] = array_of_bytes(output, content[end:end + size])
            end += size
        if end != len(content):
            raise AssertionError(f"{len(content) - end} bytes after the last output")
        return outputs


def number_of(value):
    """The value, or its text if it is a number that JSON has none for."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def array_of_json(output):
    dtype = numpy.dtype(DTYPES[output["datatype"]])
    return numpy.array(output["data"], dtype=dtype).reshape(output["shape"])


def bytes_of(array):
    if array.dtype.name != "object":
        return numpy.ascontiguousarray(array).tobytes()
    texts = [text if isinstance(text, bytes) else str(text).encode() for text in array.ravel()]
    return b"".join(struct.pack("<I", len(text)) + text for text in texts)


def array_of_bytes(output, raw):
    dtype = numpy.dtype(DTYPES[output["datatype"]])
    if dtype.name != "object":
        return numpy.frombuffer(raw, dtype=dtype).reshape(output["shape"])
    texts, at = [], 0
    while at < len(raw):
        (length,) = struct.unpack_from("<I", raw, at)
        texts.append(raw[at + 4:at + 4 + length].decode())
        at += 4 + length
    return numpy.array(texts, dtype=object).reshape(output["shape"])
