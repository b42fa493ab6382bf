package dev.heddle.cli.transfer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a run is at its source, as a short text: if any part of it changes, so does the text. Where
 * its files are does not matter, nor what a transfer has marked it with.
 */
final class Fingerprint {
    private static final String MARKS = "heddle.source";
    private static final int LENGTH = 32;

    private Fingerprint() {}

    static String of(TrackedRun run) {
        MessageDigest digest = sha256();
        TrackedRun.Details info = run.info();
        add(
                digest,
                Stream.of(
                        info.runId(),
                        info.runName(),
                        info.userId(),
                        info.status(),
                        info.startTime(),
                        info.endTime(),
                        info.lifecycleStage()));
        add(digest, pairs(run.data().params()));
        add(digest, pairs(run.data().tags()));
        add(digest, run.data().metrics().stream().sorted(BY_KEY));
        add(digest, run.inputs().datasetInputs().stream().map(Object::toString).sorted());
        // MLflow's search leaves out the models that a run used; its metrics tell of them.
        add(digest, run.outputs().modelOutputs().stream().map(Object::toString).sorted());
        return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
    }

    private static final java.util.Comparator<Point> BY_KEY =
            java.util.Comparator.comparing(Point::key);

    private static Stream<Pair> pairs(List<Pair> pairs) {
        return pairs.stream()
                .filter(pair -> !pair.key().startsWith(MARKS))
                .sorted(java.util.Comparator.comparing(Pair::key));
    }

    private static void add(MessageDigest digest, Stream<?> parts) {
        parts.forEach(
                part -> {
                    byte[] text = String.valueOf(part).getBytes(StandardCharsets.UTF_8);
                    digest.update((text.length + ":").getBytes(StandardCharsets.UTF_8));
                    digest.update(text);
                });
        digest.update((byte) '\n');
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
