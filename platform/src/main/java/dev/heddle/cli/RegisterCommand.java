package dev.heddle.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Registration;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.Envelope.Flavor;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle register}. */
@Command(
        name = "register",
        description = "Registers a version of a model; its endpoint then serves it.",
        sortOptions = false)
final class RegisterCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            description = "A function's jar, an ONNX graph (.onnx), or an MLflow model directory.")
    private Path file;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "MODEL",
            description = "The model that this is a version of.")
    private String name;

    @Option(
            names = "--class",
            paramLabel = "CLASS",
            description =
                    "The function's class, com.acme.Churn. Not needed where the jar holds only one.")
    private String functionClass;

    @Mixin private PackageOptions contents;

    @Option(
            names = "--sample",
            paramLabel = "FILE",
            description =
                    "A JSON file with one input record, or an array of them. It is run now, and what"
                            + " comes out is recorded.")
    private Path sample;

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description =
                    "A training sample, .csv with a line of column names or .jsonl: what the version is"
                            + " given later is compared with it.")
    private Path baseline;

    @Option(
            names = "--no-wait",
            description = "Do not wait until the model's endpoint serves the version.")
    private boolean noWait;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            defaultValue = "",
            description = "Paths are relative to this folder (default: the present one).")
    private Path folder;

    @Mixin private Session session;

    @Override
    public Integer call() {
        Registration registration = registration();
        try (Heddle heddle = session.heddle()) {
            ModelVersion version;
            try (Progress progress = new Progress(session)) {
                version = heddle.register(registration, progress);
            }
            Optional<Rollout.Result> rollout =
                    noWait || isStream(version) ? Optional.empty() : Rollout.await(heddle, version);
            String next =
                    isStream(version)
                            ? "heddle stream deploy --model %s --topic TOPIC --group GROUP"
                                    .formatted(version.reference())
                            : Curl.line(
                                    heddle,
                                    path(version, rollout),
                                    version,
                                    registration.sample(),
                                    session.hasToken());
            if (session.isForPeople()) {
                print(session.out(), version, rollout, next);
                session.out().flush();
            } else {
                ObjectNode json = session.mapper().valueToTree(version);
                rollout.ifPresent(result -> json.put("rollout", result.sentence()));
                session.printJson(json.put(isStream(version) ? "next" : "curl", next));
            }
        }
        return 0;
    }

    /** The function of a stream answers no calls. */
    private static boolean isStream(ModelVersion version) {
        return version.flavors().contains(Flavor.HEDDLE_STREAM.wireName());
    }

    private static String path(ModelVersion version, Optional<Rollout.Result> rollout) {
        boolean isServed = rollout.map(Rollout.Result::isServed).orElse(true);
        return isServed
                ? "models/%s/predict".formatted(Texts.encoded(version.model()))
                : "models/%s/versions/%d/predict"
                        .formatted(Texts.encoded(version.model()), version.version());
    }

    private static void print(
            PrintWriter out, ModelVersion version, Optional<Rollout.Result> rollout, String next) {
        out.printf("%s version %d%n", version.model(), version.version());
        version.signature()
                .ifPresent(
                        signature -> {
                            out.println("  takes  " + Texts.fields(signature.input()));
                            if (!isStream(version)) {
                                out.println("  gives  " + Texts.fields(signature.output()));
                            }
                        });
        rollout.ifPresent(result -> out.println(result.sentence()));
        version.signature().ifPresent(signature -> out.println(next));
    }

    private Registration registration() {
        Registration registration = contents.addTo(source(), folder);
        if (sample != null) {
            registration = registration.sample(folder.resolve(sample));
        }
        return baseline == null ? registration : registration.baseline(folder.resolve(baseline));
    }

    private Registration source() {
        Path source = folder.resolve(file);
        String path = source.toString();
        if (Files.isDirectory(source)) {
            requireNoClass("an MLflow model directory");
            return Registration.mlflow(name, source);
        }
        if (path.endsWith(".onnx")) {
            requireNoClass("an ONNX graph");
            return Registration.graph(name, source);
        }
        if (!Files.exists(source)) {
            throw invalid("'%s' does not exist".formatted(source));
        }
        if (!path.endsWith(".jar")) {
            throw invalid("'%s' is neither a .jar, an .onnx file nor a directory".formatted(file));
        }
        return Registration.function(
                name, functionClass == null ? FunctionClasses.only(source) : functionClass, source);
    }

    private void requireNoClass(String what) {
        if (functionClass != null) {
            throw invalid("--class goes with a jar, '%s' is %s".formatted(file, what));
        }
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_PACKAGE, message);
    }
}
