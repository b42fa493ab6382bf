package dev.heddle.cli.transfer;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.InputStream;
import java.util.stream.Stream;

/**
 * Files that cannot be read from here.
 *
 * @param reason why not, and what would help
 */
record UnreachableFiles(String reason) implements SourceFiles {
    @Override
    public Stream<Entry> walk() {
        throw failure();
    }

    @Override
    public InputStream open(String path) {
        throw failure();
    }

    private HeddleException failure() {
        return new HeddleException(ErrorCode.ARTIFACT_NOT_FOUND, reason);
    }
}
