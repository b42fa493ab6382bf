"""NVIDIA's client against a running platform, over HTTP and gRPC, unchanged.

    python triton_client.py URL GRPC_ADDRESS

The platform has the function 'function' already,
four numbers a, b, c, d to their weighted and their plain sum; the graphs are registered here.
"""

import asyncio
import queue
import sys
import time
import unittest

import numpy
import tritonclient.grpc
import tritonclient.http
import tritonclient.http.aio
from tritonclient.utils import InferenceServerException

import graphs
import heddle_http
from graphs import TYPES, WEIGHTS, texts, values

class Calls:
    """What both of NVIDIA's clients can do, in the same words."""

    module = None

    def setUp(self):
        self.client = self.connect()
        self.addCleanup(self.client.close)

    def input(self, name, array, datatype, **options):
        tensor = self.module.InferInput(name, list(array.shape), datatype)
        tensor.set_data_from_numpy(array, **options)
        return tensor

    def weighted(self, array, **options):
        return self.client.infer("weighted", [self.input("x", array, "FP32")], **options)

    def refusal(self, call, *arguments, **options):
        with self.assertRaises(InferenceServerException) as raised:
            call(*arguments, **options)
        self.assertTrue(raised.exception.message())
        return raised.exception

    def test_server(self):
        self.assertTrue(self.client.is_server_live())
        self.assertTrue(self.client.is_server_ready())
        metadata = self.as_dict(self.client.get_server_metadata())
        self.assertEqual(metadata["name"], "heddle")
        self.assertIn("binary_tensor_data", metadata["extensions"])

    def test_model(self):
        self.assertTrue(self.client.is_model_ready("weighted"))
        self.assertTrue(self.client.is_model_ready("weighted", "1"))
        self.assertFalse(self.client.is_model_ready("absent"))
        metadata = self.as_dict(self.client.get_model_metadata("weighted"))
        self.assertEqual(metadata["platform"], "onnxruntime_onnx")
        (tensor,) = metadata["inputs"]
        self.assertEqual(tensor["name"], "x")
        self.assertEqual(tensor["datatype"], "FP32")
        self.assertEqual([int(size) for size in tensor["shape"]], [-1, 4])

    def test_config(self):
        config = self.as_dict(self.client.get_model_config("weighted"))
        config = config.get("config", config)
        self.assertEqual(config["name"], "weighted")
        self.assertGreater(config["max_batch_size"], 1)
        self.assertEqual(config["input"][0]["data_type"], "TYPE_FP32")
        self.assertEqual([int(size) for size in config["input"][0]["dims"]], [4])

    def test_every_datatype(self):
        for datatype in TYPES:
            with self.subTest(datatype):
                array = values(datatype)
                model = "same-" + datatype.lower()
                result = self.client.infer(model, [self.input("x", array, datatype)])
                numpy.testing.assert_array_equal(texts(result.as_numpy("y")), array)

    def test_a_function_by_its_fields(self):
        columns = numpy.random.default_rng(3).integers(0, 1000, (4, 7)).astype(numpy.float64)
        inputs = [self.input("abcd"[i], columns[i], "FP64") for i in range(4)]
        result = self.client.infer("function", inputs)
        numpy.testing.assert_array_equal(
            result.as_numpy("weighted"), columns.T @ numpy.array([1, 2, 3, 4.0]))
        numpy.testing.assert_array_equal(result.as_numpy("plain"), columns.sum(axis=0))

    def test_versions(self):
        x = numpy.ones((2, 4), dtype=numpy.float32)
        numpy.testing.assert_array_equal(
            self.weighted(x, model_version="1").as_numpy("y"), x @ WEIGHTS)
        numpy.testing.assert_array_equal(self.weighted(x).as_numpy("y"), x @ WEIGHTS * 2)

    def test_many_records(self):
        x = numpy.random.default_rng(5).integers(0, 1000, (50_000, 4)).astype(numpy.float32)
        numpy.testing.assert_array_equal(self.weighted(x).as_numpy("y"), x @ WEIGHTS * 2)

    def test_requested_outputs(self):
        a = numpy.array([[1, 2, 3]], dtype=numpy.float32)
        b = numpy.array([[3, 2, 1]], dtype=numpy.int64)
        inputs = [self.input("a", a, "FP32"), self.input("b", b, "INT64")]
        result = self.client.infer(
            "two", inputs, outputs=[self.module.InferRequestedOutput("above")])
        numpy.testing.assert_array_equal(result.as_numpy("above"), a > b)
        self.assertIsNone(result.as_numpy("sum"))
        result = self.client.infer("two", inputs[::-1])
        numpy.testing.assert_array_equal(result.as_numpy("sum"), a + b)
        numpy.testing.assert_array_equal(result.as_numpy("above"), a > b)

    def test_id_and_parameters(self):
        x = numpy.ones((1, 4), dtype=numpy.float32)
        result = self.weighted(
            x, request_id="call 7", priority=1, timeout=5_000_000, parameters={"note": "x"})
        answer = self.as_dict(result.get_response())
        self.assertEqual(answer["id"], "call 7")
        self.assertEqual(answer["model_name"], "weighted")
        self.assertEqual(answer["model_version"], "2")

    def test_refusals(self):
        x = numpy.ones((1, 4), dtype=numpy.float32)
        absent, invalid = self.absent, self.invalid
        error = self.refusal(self.client.infer, "absent", [self.input("x", x, "FP32")])
        self.assertEqual(error.status(), absent)
        error = self.refusal(self.client.infer, "weighted", [self.input("z", x, "FP32")])
        self.assertEqual(error.status(), invalid)
        self.assertIn("'z'", error.message())
        error = self.refusal(self.client.infer, "weighted", [self.input("x", x[:, :3], "FP32")])
        self.assertEqual(error.status(), invalid)
        error = self.refusal(
            self.client.infer, "weighted", [self.input("x", x.astype(numpy.float64), "FP64")])
        self.assertEqual(error.status(), invalid)
        self.assertIn("x: expected", error.message())
        error = self.refusal(
            self.client.infer, "two", [self.input("a", x[:, :3], "FP32")])
        self.assertEqual(error.status(), invalid)
        self.assertIn("b: expected", error.message())
        error = self.refusal(
            self.weighted, x, outputs=[self.module.InferRequestedOutput("nothing")])
        self.assertEqual(error.status(), invalid)
        error = self.refusal(self.weighted, x, model_version="99")
        self.assertEqual(error.status(), absent)

    def test_statistics(self):
        def successes():
            statistics = self.as_dict(self.client.get_inference_statistics("weighted"))
            (model,) = [m for m in statistics["model_stats"] if m["version"] == "2"]
            return int(model["inference_stats"]["success"]["count"]), int(model["inference_count"])

        calls, records = successes()
        self.weighted(numpy.ones((3, 4), dtype=numpy.float32))
        deadline = time.monotonic() + 10
        while successes()[0] == calls and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(successes(), (calls + 1, records + 3))
        every = self.as_dict(self.client.get_inference_statistics())
        self.assertIn("function", [model["name"] for model in every["model_stats"]])

    def test_repository(self):
        index = self.as_dict(self.client.get_model_repository_index())
        models = index if isinstance(index, list) else index["models"]
        states = {model["name"]: model["state"] for model in models}
        self.assertEqual(states["weighted"], "READY")
        self.client.load_model("weighted")
        self.refusal(self.client.load_model, "absent")
        self.refusal(self.client.unload_model, "weighted")
        self.assertTrue(self.client.is_model_ready("weighted"))


class HttpTest(Calls, unittest.TestCase):
    module = tritonclient.http
    absent, invalid = "404", "400"
    url = None

    def connect(self):
        return tritonclient.http.InferenceServerClient(self.url, concurrency=4)

    @staticmethod
    def as_dict(answer):
        return answer

    def test_json(self):
        for datatype in TYPES:
            if datatype == "FP16":
                continue  # the client itself sends FP16 as bytes only
            with self.subTest(datatype):
                array = values(datatype)
                result = self.client.infer(
                    "same-" + datatype.lower(),
                    [self.input("x", array, datatype, binary_data=False)],
                    outputs=[tritonclient.http.InferRequestedOutput("y", binary_data=False)])
                numpy.testing.assert_array_equal(texts(result.as_numpy("y")), array)

    def test_json_beside_bytes(self):
        a = numpy.array([[1, 2, 3]], dtype=numpy.float32)
        b = numpy.array([[3, 2, 1]], dtype=numpy.int64)
        result = self.client.infer(
            "two",
            [self.input("a", a, "FP32", binary_data=False), self.input("b", b, "INT64")],
            outputs=[tritonclient.http.InferRequestedOutput("above", binary_data=True),
                     tritonclient.http.InferRequestedOutput("sum", binary_data=False)])
        numpy.testing.assert_array_equal(result.as_numpy("above"), a > b)
        numpy.testing.assert_array_equal(result.as_numpy("sum"), a + b)

    def test_compression(self):
        x = numpy.arange(4000, dtype=numpy.float32).reshape(1000, 4)
        for algorithm in ("gzip", "deflate"):
            with self.subTest(algorithm):
                result = self.weighted(
                    x, request_compression_algorithm=algorithm,
                    response_compression_algorithm=algorithm)
                numpy.testing.assert_array_equal(result.as_numpy("y"), x @ WEIGHTS * 2)

    def test_async(self):
        x = numpy.arange(40, dtype=numpy.float32).reshape(10, 4)
        calls = [
            self.client.async_infer("weighted", [self.input("x", x * i, "FP32")])
            for i in range(20)
        ]
        for i, call in enumerate(calls):
            numpy.testing.assert_array_equal(
                call.get_result().as_numpy("y"), x * i @ WEIGHTS * 2)

    def test_asyncio(self):
        async def call():
            async with tritonclient.http.aio.InferenceServerClient(self.url) as client:
                x = numpy.ones((2, 4), dtype=numpy.float32)
                results = await asyncio.gather(
                    *(client.infer("weighted", [self.input("x", x * i, "FP32")])
                      for i in range(20)))
                for i, result in enumerate(results):
                    numpy.testing.assert_array_equal(
                        result.as_numpy("y"), x * i @ WEIGHTS * 2)

        asyncio.run(call())

    def test_what_there_is_not(self):
        self.refusal(self.client.get_system_shared_memory_status)
        self.refusal(self.client.get_trace_settings)


class GrpcTest(Calls, unittest.TestCase):
    module = tritonclient.grpc
    absent, invalid = "StatusCode.NOT_FOUND", "StatusCode.INVALID_ARGUMENT"
    url = None

    def connect(self):
        return tritonclient.grpc.InferenceServerClient(self.url)

    @staticmethod
    def as_dict(answer):
        from google.protobuf.json_format import MessageToDict

        return MessageToDict(answer, preserving_proto_field_name=True)

    def test_async(self):
        x = numpy.arange(40, dtype=numpy.float32).reshape(10, 4)
        done = queue.Queue()
        for i in range(20):
            self.client.async_infer(
                "weighted", [self.input("x", x * i, "FP32")], request_id=str(i),
                callback=lambda result, error: done.put((result, error)))
        for _ in range(20):
            result, error = done.get(timeout=30)
            self.assertIsNone(error)
            i = int(result.get_response().id)
            numpy.testing.assert_array_equal(result.as_numpy("y"), x * i @ WEIGHTS * 2)

    def test_stream(self):
        done = queue.Queue()
        self.client.start_stream(lambda result, error: done.put((result, error)))
        x = numpy.arange(40, dtype=numpy.float32).reshape(10, 4)
        for i in range(20):
            self.client.async_stream_infer(
                "weighted", [self.input("x", x * i, "FP32")], request_id=str(i))
        seen = set()
        for _ in range(20):
            result, error = done.get(timeout=30)
            self.assertIsNone(error)
            i = int(result.get_response().id)
            seen.add(i)
            numpy.testing.assert_array_equal(result.as_numpy("y"), x * i @ WEIGHTS * 2)
        self.assertEqual(len(seen), 20)
        # One that fails is told, and the stream goes on.
        self.client.async_stream_infer("weighted", [self.input("z", x, "FP32")])
        result, error = done.get(timeout=30)
        self.assertIsInstance(error, InferenceServerException)
        self.client.async_stream_infer("weighted", [self.input("x", x, "FP32")])
        result, error = done.get(timeout=30)
        self.assertIsNone(error)
        self.client.stop_stream()

    def test_deadline(self):
        columns = [self.input(name, numpy.ones(1), "FP64") for name in "abcd"]
        error = self.refusal(self.client.infer, "function", columns, client_timeout=0.0005)
        self.assertEqual(error.status(), "StatusCode.DEADLINE_EXCEEDED")

    def test_health_and_reflection(self):
        import grpc
        from grpc_health.v1 import health_pb2, health_pb2_grpc
        from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
            ProtoReflectionDescriptorDatabase)

        with grpc.insecure_channel(self.url) as channel:
            health = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest())
            self.assertEqual(health.status, health_pb2.HealthCheckResponse.SERVING)
            services = ProtoReflectionDescriptorDatabase(channel).get_services()
            self.assertIn("inference.GRPCInferenceService", services)


def main(url, grpc_address):
    platform = heddle_http.Platform(url)
    graphs.register(platform)
    HttpTest.url, GrpcTest.url = platform.address, grpc_address
    loader = unittest.TestLoader()
    suite = unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in (HttpTest, GrpcTest))
    return 0 if unittest.TextTestRunner(sys.stdout, verbosity=2).run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
