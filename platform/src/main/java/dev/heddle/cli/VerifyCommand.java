package dev.heddle.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.Heddle;
import dev.heddle.client.Manifest;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.PackageFile;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle verify}. */
@Command(
        name = "verify",
        description = {
            "Runs a version through every engine, and compares what comes out.",
            "Calls give what was recorded with its sample; a batch job gives what calls give, for the"
                    + " sample and 10,000 generated records."
        })
final class VerifyCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL[@VERSION]",
            converter = Reference.Converter.class,
            description = "churn@3, churn@champion, or churn for the newest version.")
    private Reference reference;

    @Option(names = "--no-batch", description = "Leave out Spark, which takes some seconds.")
    private boolean noBatch;

    @Mixin private Session session;

    /**
     * How an engine did.
     *
     * @param engine the engine, {@code http} or {@code batch}
     * @param records how many records it was given
     * @param equal whether each gave what it should
     * @param detail the first difference, or how close they are
     */
    record Check(String engine, int records, boolean equal, String detail) {}

    @Override
    public Integer call() throws InterruptedException {
        try (Heddle heddle = session.heddle()) {
            ModelVersion version = reference.find(heddle);
            JsonNode inputs = read(heddle, version, "sample_input.json");
            JsonNode outputs = read(heddle, version, "sample_output.json");
            List<Check> checks = new ArrayList<>();
            checks.add(http(heddle, version, inputs, outputs));
            if (!noBatch) {
                checks.addAll(batch(heddle, version));
            }
            Table table = new Table("VERSION", "ENGINE", "RECORDS", "RESULT", "");
            for (Check check : checks) {
                table.row(
                        version.reference(),
                        check.engine(),
                        check.records(),
                        check.equal() ? "equal" : "DIFFERS",
                        check.detail());
            }
            session.print(checks, table);
            return checks.stream().allMatch(Check::equal) ? 0 : HeddleCli.FAILED;
        }
    }

    private static Check http(
            Heddle heddle, ModelVersion version, JsonNode inputs, JsonNode outputs) {
        List<JsonNode> records = records(inputs);
        List<JsonNode> recorded = records(outputs);
        boolean usesGraph =
                version.files().stream().anyMatch(file -> file.path().endsWith(".onnx"));
        SampleCheck check = new SampleCheck(usesGraph);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < records.size() && differences.isEmpty(); i++) {
            JsonNode answer =
                    heddle.predict(
                            version.model(), String.valueOf(version.version()), records.get(i));
            String place = records.size() == 1 ? "" : "record " + i + ": ";
            check.difference(recorded.get(i), answer)
                    .ifPresent(difference -> differences.add(place + difference));
        }
        Optional<String> different = differences.stream().findFirst();
        return new Check(
                "http",
                records.size(),
                different.isEmpty(),
                different.orElse(
                        check.wasExact() ? "exactly" : "to " + SampleCheck.GRAPH_TOLERANCE));
    }

    private List<Check> batch(Heddle heddle, ModelVersion version) throws InterruptedException {
        Job asked = heddle.jobs().submit(JobSpec.verification(version.reference()));
        Job job = new JobFollower(session, heddle).end(asked.id());
        JobResult result = job.result().orElse(null);
        if (job.state() != Job.State.SUCCEEDED || result == null) {
            String reason =
                    result == null
                            ? "without a result"
                            : result.error().map(JobResult.Failure::message).orElse("");
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "job %s %s: %s".formatted(job.id(), JobTexts.state(job), reason));
        }
        return result.findings().stream().map(VerifyCommand::check).toList();
    }

    private static Check check(JobResult.Finding finding) {
        return new Check(
                "batch",
                Math.toIntExact(finding.rows().orElse(0)),
                finding.passed(),
                finding.message());
    }

    private static List<JsonNode> records(JsonNode json) {
        List<JsonNode> records = new ArrayList<>();
        if (json.isArray()) {
            json.forEach(records::add);
        } else {
            records.add(json);
        }
        return records;
    }

    private JsonNode read(Heddle heddle, ModelVersion version, String path) {
        PackageFile file =
                version.files().stream()
                        .filter(candidate -> candidate.path().equals(path))
                        .findFirst()
                        .orElseThrow(() -> noSample(version));
        MessageDigest digest = Manifest.sha256();
        try (InputStream in = new DigestInputStream(heddle.open(file.sha256()), digest)) {
            byte[] bytes = in.readAllBytes();
            if (!HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
                throw new HeddleException(
                        ErrorCode.CORRUPT,
                        "%s of %s is not what was recorded: its checksum differs"
                                .formatted(path, version.reference()));
            }
            return session.mapper().readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HeddleException noSample(ModelVersion version) {
        return new HeddleException(
                ErrorCode.NOT_FOUND,
                "%s was registered without a sample; register it with --sample"
                        .formatted(version.reference()));
    }
}
