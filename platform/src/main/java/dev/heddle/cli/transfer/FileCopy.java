package dev.heddle.cli.transfer;

import dev.heddle.cli.transfer.TransferReport.Kind;
import dev.heddle.client.UploadContent;
import dev.heddle.client.runs.Artifacts;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Copies the files of a run or of a logged model as streams. A file that is there in the same size
 * is not copied again, unless contents are to be compared.
 */
final class FileCopy {
    private final Tally tally;
    private final boolean comparesContent;

    FileCopy(Tally tally, boolean comparesContent) {
        this.tally = tally;
        this.comparesContent = comparesContent;
    }

    /** Counts what would be copied. */
    void count(String owner, SourceFiles from) {
        reportingTo(
                owner,
                () -> {
                    try (Stream<SourceFiles.Entry> files = from.walk()) {
                        files.forEach(
                                file -> {
                                    tally.copied(Kind.FILES, 1);
                                    tally.sent(file.size());
                                });
                    }
                });
    }

    /**
     * Copies all files; those that cannot be copied are counted as failures.
     *
     * @param owner the id of what they belong to
     * @param target where they go; asked for if there is a file
     * @return whether all of them are there now
     */
    boolean copy(String owner, SourceFiles from, Supplier<Artifacts> target) {
        List<SourceFiles.Entry> files = new ArrayList<>();
        Map<String, Long> present = new HashMap<>();
        List<Artifacts> to = new ArrayList<>(1);
        boolean isListed =
                reportingTo(
                        owner,
                        () -> {
                            try (Stream<SourceFiles.Entry> all = from.walk()) {
                                all.forEach(files::add);
                            }
                            if (!files.isEmpty()) {
                                to.add(target.get());
                                to.get(0).walk("").forEach(e -> present.put(e.path(), e.size()));
                            }
                        });
        boolean isWhole = isListed;
        for (SourceFiles.Entry file : isListed ? files : List.<SourceFiles.Entry>of()) {
            isWhole &=
                    reportingTo(
                            owner + "/" + file.path(), () -> copy(file, from, to.get(0), present));
        }
        return isWhole;
    }

    private void copy(
            SourceFiles.Entry file, SourceFiles from, Artifacts to, Map<String, Long> present)
            throws IOException {
        Long size = present.get(file.path());
        boolean isThere =
                size != null && size == file.size() && (!comparesContent || isSame(file, from, to));
        if (isThere) {
            tally.unchanged(Kind.FILES, 1);
            return;
        }
        MessageDigest[] digest = new MessageDigest[1];
        UploadContent content =
                UploadContent.of(
                        OptionalLong.of(file.size()),
                        () -> {
                            digest[0] = Fingerprint.sha256();
                            return new DigestInputStream(from.open(file.path()), digest[0]);
                        });
        Optional<String> stored = to.upload(file.path(), content);
        String sent = HexFormat.of().formatHex(digest[0].digest());
        if (stored.isPresent() && !stored.get().equals(sent)) {
            throw new HeddleException(
                    ErrorCode.CORRUPT,
                    "%s was sent and %s is stored".formatted(sent, stored.get()));
        }
        tally.copied(Kind.FILES, 1);
        tally.sent(file.size());
    }

    private static boolean isSame(SourceFiles.Entry file, SourceFiles from, Artifacts to)
            throws IOException {
        String theirs;
        try (InputStream content = from.open(file.path())) {
            theirs = sha256(content);
        }
        Optional<String> known = to.sha256(file.path());
        if (known.isPresent()) {
            return known.get().equals(theirs);
        }
        try (InputStream content = to.open(file.path())) {
            return sha256(content).equals(theirs);
        }
    }

    private static String sha256(InputStream content) throws IOException {
        MessageDigest digest = Fingerprint.sha256();
        try (InputStream all = new DigestInputStream(content, digest)) {
            all.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Something that reads or writes files. */
    private interface Step {
        void run() throws IOException;
    }

    private boolean reportingTo(String id, Step step) {
        try {
            step.run();
            return true;
        } catch (IOException e) {
            tally.failed(Kind.FILES, id, "it cannot be read: " + e.getMessage());
        } catch (HeddleException e) {
            if (Workers.isFatal(e)) {
                throw e;
            }
            tally.failed(Kind.FILES, id, e.getMessage());
        }
        return false;
    }
}
