"""KServe's client against a running platform, over HTTP and gRPC, unchanged.

    python kserve_client.py URL GRPC_ADDRESS

The platform has the function 'function' already; the graphs are registered here.
"""

import sys
import unittest

import httpx
import numpy
from kserve import (
    InferenceGRPCClient, InferenceRESTClient, InferInput, InferRequest, RESTConfig)
from kserve.protocol.infer_type import RequestedOutput

import graphs
import heddle_http
from graphs import TYPES, WEIGHTS, texts, values


def request(model, inputs, binary, **options):
    tensors = []
    for name, (array, datatype) in inputs.items():
        tensor = InferInput(name, list(array.shape), datatype)
        tensor.set_data_from_numpy(array, binary_data=binary)
        tensors.append(tensor)
    return InferRequest(model, tensors, **options)


class RestTest(unittest.IsolatedAsyncioTestCase):
    url = None

    async def asyncSetUp(self):
        self.client = InferenceRESTClient(RESTConfig(protocol="v2", retries=1))
        self.addAsyncCleanup(self.client.close)

    async def infer(self, model, inputs, binary, **options):
        return await self.client.infer(
            self.url, request(model, inputs, binary, **options), model_name=model)

    async def test_health(self):
        self.assertTrue(await self.client.is_server_live(self.url))
        self.assertTrue(await self.client.is_server_ready(self.url))
        self.assertTrue(await self.client.is_model_ready(self.url, "weighted"))
        self.assertFalse(await self.client.is_model_ready(self.url, "absent"))

    async def test_every_datatype(self):
        for binary in (True, False):
            for datatype in TYPES:
                if datatype == "FP16" and not binary:
                    continue  # the client itself sends FP16 as bytes only
                with self.subTest(datatype, binary=binary):
                    array = values(datatype)
                    answer = await self.infer(
                        "same-" + datatype.lower(), {"x": (array, datatype)}, binary,
                        request_outputs=[RequestedOutput("y", {"binary_data": binary})])
                    numpy.testing.assert_array_equal(
                        texts(answer.outputs[0].as_numpy()), array)

    async def test_columns_and_id(self):
        columns = numpy.arange(20, dtype=numpy.float64).reshape(4, 5)
        inputs = {"abcd"[i]: (columns[i], "FP64") for i in range(4)}
        answer = await self.infer("function", inputs, False, request_id="call 7")
        self.assertEqual(answer.id, "call 7")
        self.assertEqual(answer.model_name, "function")
        numpy.testing.assert_array_equal(
            answer.get_output_by_name("plain").as_numpy(), columns.sum(axis=0))

    async def test_error(self):
        with self.assertRaises(httpx.HTTPStatusError) as raised:
            await self.infer("weighted", {"z": (numpy.ones((1, 4), numpy.float32), "FP32")}, True)
        self.assertEqual(raised.exception.response.status_code, 400)
        self.assertIn("'z'", str(raised.exception))


class GrpcTest(unittest.IsolatedAsyncioTestCase):
    url = None

    async def asyncSetUp(self):
        self.client = InferenceGRPCClient(self.url)
        self.addAsyncCleanup(self.client.close)

    async def test_health(self):
        self.assertTrue(await self.client.is_server_live())
        self.assertTrue(await self.client.is_server_ready())
        self.assertTrue(await self.client.is_model_ready("weighted"))

    async def test_raw_and_typed_contents(self):
        x = numpy.arange(40, dtype=numpy.float32).reshape(10, 4)
        for binary in (True, False):
            with self.subTest(binary=binary):
                answer = await self.client.infer(
                    request("weighted", {"x": (x, "FP32")}, binary))
                numpy.testing.assert_array_equal(
                    answer.outputs[0].as_numpy(), x @ WEIGHTS * 2)

    async def test_every_datatype(self):
        for binary in (True, False):
            for datatype in TYPES:
                if datatype == "FP16" and not binary:
                    continue  # the protocol has no typed contents of FP16
                with self.subTest(datatype, binary=binary):
                    array = values(datatype)
                    answer = await self.client.infer(
                        request("same-" + datatype.lower(), {"x": (array, datatype)}, binary))
                    numpy.testing.assert_array_equal(
                        texts(answer.outputs[0].as_numpy()), array)


def main(url, grpc_address):
    graphs.register(heddle_http.Platform(url))
    RestTest.url, GrpcTest.url = url, grpc_address
    loader = unittest.TestLoader()
    suite = unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in (RestTest, GrpcTest))
    return 0 if unittest.TextTestRunner(sys.stdout, verbosity=2).run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
