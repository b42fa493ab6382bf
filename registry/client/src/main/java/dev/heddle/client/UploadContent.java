package dev.heddle.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;

/** What is uploaded, as a stream that can be opened again where a request is repeated. */
public interface UploadContent {
    /**
     * How many bytes there are; empty where that is known at the end alone.
     *
     * @throws IOException if that cannot be found out
     */
    OptionalLong size() throws IOException;

    /**
     * The content from its beginning, to be closed by the caller.
     *
     * @throws IOException if it cannot be read
     */
    InputStream open() throws IOException;

    /** A file. */
    static UploadContent of(Path file) {
        Objects.requireNonNull(file, "file");
        return new UploadContent() {
            @Override
            public OptionalLong size() throws IOException {
                return OptionalLong.of(Files.size(file));
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        };
    }

    /** The beginning of a file, as many bytes as that, which it must have. */
    static UploadContent of(Path file, long length) {
        Objects.requireNonNull(file, "file");
        return of(OptionalLong.of(length), () -> new Beginning(Files.newInputStream(file), length));
    }

    /** Bytes that are there; they must not change meanwhile. */
    static UploadContent of(byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return of(OptionalLong.of(bytes.length), () -> new ByteArrayInputStream(bytes));
    }

    /** What an opening gives. */
    static UploadContent of(OptionalLong size, Opening opening) {
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(opening, "opening");
        return new UploadContent() {
            @Override
            public OptionalLong size() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                return opening.open();
            }
        };
    }

    /** Opens a stream. */
    @FunctionalInterface
    interface Opening {
        InputStream open() throws IOException;
    }
}
