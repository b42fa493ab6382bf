"""Drives the ONNX project's backend test data through a running platform.

    python conformance.py URL GRPC_ADDRESS REPORT

Every case of the onnx package whose tensors the protocol can carry is registered and called, as
JSON, as bytes and over gRPC, and compared with the recorded outputs by the package's own
tolerances. A case
that fails is tried with ONNX Runtime alone, of the version that the platform has: what fails there
too is the runtime's, the rest is ours. The report lists failures by cause. Exits with 1 if any is
ours.
"""

import collections
import glob
import os
import re
import sys
import tempfile
import warnings

import numpy
import onnx
import onnxruntime
import tritonclient.grpc
from onnx import TensorProto, numpy_helper
from onnx.backend.test.loader import load_model_tests
from onnx.backend.test.runner import Runner

import heddle_http

CARRIED = {
    TensorProto.BOOL, TensorProto.INT8, TensorProto.INT16, TensorProto.INT32, TensorProto.INT64,
    TensorProto.UINT8, TensorProto.UINT16, TensorProto.UINT32, TensorProto.UINT64,
    TensorProto.FLOAT16, TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.STRING,
}
KINDS = ("node", "simple", "pytorch-converted", "pytorch-operator", "real")
MODEL = "conformance"
ANY_VALUE = re.compile(r"test_(bernoulli|random|multinomial)")


class Case:
    """One case: a graph, and its data as arrays by name."""

    def __init__(self, kind, case):
        self.name = f"{kind}/{case.name}"
        self.rtol, self.atol = case.rtol, case.atol
        folder = case.model_dir
        self.is_light = folder is None
        if self.is_light:
            path = os.path.join(os.path.dirname(onnx.__file__), case.url.split("onnx/", 1)[1])
            self.model = onnx.load(path)
            self.prefix = os.path.splitext(path)[0]
        else:
            path = os.path.join(folder, "model.onnx")
            self.model = onnx.load(path)
        with open(path, "rb") as file:
            self.graph = file.read()
        initializers = {tensor.name for tensor in self.model.graph.initializer}
        self.inputs = list(self.model.graph.input)
        if self.is_light:
            self.inputs = [value for value in self.inputs if value.name not in initializers]
        self.outputs = list(self.model.graph.output)
        self.folder = folder
        self.answers = collections.deque()

    def why_not_carried(self):
        for value in self.inputs + self.outputs:
            kind = value.type.WhichOneof("value")
            if kind != "tensor_type":
                return f"{kind or 'no type'} as an input or output"
            if value.type.tensor_type.elem_type not in CARRIED:
                return TensorProto.DataType.Name(value.type.tensor_type.elem_type) + " elements"
        return None

    def data(self):
        """Pairs of inputs and expected outputs, by name."""
        if self.is_light:
            value = self.inputs[0]
            array = Runner.generate_dummy_data(value)
            expected = {}
            for i, output in enumerate(self.outputs):
                expected[output.name] = load(f"{self.prefix}_output_{i}.pb")
            yield {value.name: array}, expected
            return
        for folder in sorted(glob.glob(os.path.join(self.folder, "test_data_set*"))):
            yield self.arrays(folder, "input", self.inputs), self.arrays(
                folder, "output", self.outputs)

    @staticmethod
    def arrays(folder, side, values):
        count = len(glob.glob(os.path.join(folder, side + "_*.pb")))
        return {
            values[i].name: load(os.path.join(folder, f"{side}_{i}.pb")) for i in range(count)
        }

    def compare(self, expected, outputs):
        names = list(expected)
        Runner.assert_similar_outputs(
            [expected[name] for name in names], [outputs[name] for name in names],
            self.rtol, self.atol)


def load(path):
    tensor = TensorProto()
    with open(path, "rb") as file:
        tensor.ParseFromString(file.read())
    array = numpy_helper.to_array(tensor)
    if array.dtype.kind in "SU":
        array = array.astype(object)
    return as_texts(array)


def as_texts(array):
    if array.dtype == object:
        flat = [t.decode() if isinstance(t, bytes) else t for t in array.ravel()]
        array = numpy.array(flat, dtype=object).reshape(array.shape)
    return array


def runtime_failure(case):
    """Why ONNX Runtime alone fails at the case, or None."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(
            case.graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        return "it cannot load the graph: " + short(error)
    for inputs, expected in case.data():
        try:
            results = session.run(None, inputs)
        except Exception as error:
            return "it cannot run the graph: " + short(error)
        outputs = {o.name: result for o, result in zip(session.get_outputs(), results)}
        answers = case.answers.popleft() if case.answers else {}
        try:
            case.compare(expected, outputs)
        except AssertionError:
            if answers and not ANY_VALUE.search(case.name):
                try:
                    case.compare(outputs, answers)
                except AssertionError:
                    return None
            return "its outputs differ from the recorded ones, and the platform's equal them"
    return None


def short(error):
    text = " ".join(str(error).split())
    text = re.sub(r"/\S+/onnxruntime/\S+ |\S+\.(cc|h):\d+ ?", "", text)
    return text[:160]


def infer_grpc(client, version, inputs):
    tensors = []
    for name, array in inputs.items():
        tensor = tritonclient.grpc.InferInput(
            name, list(array.shape), heddle_http.DATATYPES[array.dtype.name])
        tensor.set_data_from_numpy(array)
        tensors.append(tensor)
    result = client.infer(MODEL, tensors, model_version=str(version))
    names = [output.name for output in result.get_response().outputs]
    return {name: as_texts(result.as_numpy(name)) for name in names}


def try_case(platform, client, case):
    """Registers the case and calls it every way; answers how many calls agreed."""
    version = platform.register(MODEL, case.graph)
    path = f"/v2/models/{MODEL}/versions/{version}/infer"
    calls = 0
    for inputs, expected in case.data():
        case.answers.append(platform.infer_binary(path, inputs))
        case.compare(expected, case.answers[-1])
        case.compare(expected, infer_grpc(client, version, inputs))
        case.compare(expected, platform.infer_json(path, inputs))
        calls += 3
    return calls


def main(url, grpc_address, report_path):
    warnings.simplefilter("ignore")
    onnxruntime.set_default_logger_severity(4)
    platform = heddle_http.Platform(url)
    client = tritonclient.grpc.InferenceServerClient(grpc_address)
    passed = calls = total = 0
    not_carried, runtime, ours = (collections.defaultdict(list) for _ in range(3))
    for kind in KINDS:
        for test in sorted(load_model_tests(kind=kind), key=lambda test: test.name):
            total += 1
            case = Case(kind, test)
            cause = case.why_not_carried()
            if cause:
                not_carried[cause].append(case.name)
                continue
            try:
                calls += try_case(platform, client, case)
                passed += 1
            except Exception as error:
                cause = runtime_failure(case)
                (runtime if cause else ours)[cause or short(error)].append(case.name)
                if not isinstance(error, (heddle_http.Answered, AssertionError)):
                    platform = heddle_http.Platform(url)
    with open(report_path, "w", encoding="utf-8") as report:
        print(f"onnx {onnx.__version__}, ONNX Runtime {onnxruntime.__version__}: {total} cases,"
              f" {passed} passed ({calls} calls as JSON, as bytes and over gRPC),"
              f" {count(not_carried)} with types that the protocol cannot carry,"
              f" {count(runtime)} that ONNX Runtime alone fails at too, {count(ours)} ours",
              file=report)
        for title, causes in (("OURS", ours), ("ONNX RUNTIME", runtime),
                              ("NOT CARRIED", not_carried)):
            for cause, names in sorted(causes.items(), key=lambda item: -len(item[1])):
                print(f"\n{title}: {cause} ({len(names)})", file=report)
                for name in names:
                    print("  " + name, file=report)
    with open(report_path, encoding="utf-8") as report:
        print(report.readline().strip())
    for cause, names in ours.items():
        print(f"ours: {cause}: {' '.join(names)}")
    return 1 if ours or not passed else 0


def count(causes):
    return sum(len(names) for names in causes.values())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
