package dev.heddle.registry.store;

import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps contents under their SHA-256. Nothing is held in memory as a whole. Safe for use by many
 * threads and processes.
 *
 * <p>Every method fails with {@link dev.heddle.model.ErrorCode#UNAVAILABLE} when the store cannot
 * be reached or refuses.
 */
public interface ArtifactStore extends AutoCloseable {
    /**
     * Stores content; does nothing if it is there already. A content appears whole or not at all.
     *
     * @param sha256 64 lower-case hexadecimal digits
     * @param content read to its end; the caller closes it
     * @param maxBytes the most bytes to take
     * @return the content's size in bytes
     * @throws dev.heddle.model.HeddleException with {@code INVALID_REQUEST} if the content has
     *     another SHA-256, with {@code TOO_LARGE} if it is longer
     */
    long put(String sha256, InputStream content, long maxBytes);

    /**
     * Takes content whose SHA-256 nobody knows yet. It is read and kept aside, and is stored under
     * its SHA-256 when the caller says so.
     *
     * @param content read to its end; the caller closes it
     * @param maxBytes the most bytes to take
     * @return what was read; the caller closes it
     * @throws dev.heddle.model.HeddleException with {@code TOO_LARGE} if it is longer
     */
    Staged stage(InputStream content, long maxBytes);

    /**
     * Opens content; the caller closes it. Reading past the end fails with {@code CORRUPT} if what
     * was read has another SHA-256.
     *
     * @throws dev.heddle.model.HeddleException with {@code ARTIFACT_NOT_FOUND} if it is not there
     */
    InputStream open(String sha256);

    /**
     * Opens a part of content; the caller closes it. A part cannot be checked against the SHA-256.
     *
     * @param offset the first byte, from 0
     * @param length how many bytes, at least 1; reading fails with {@code CORRUPT} if the content
     *     ends before
     * @throws dev.heddle.model.HeddleException with {@code ARTIFACT_NOT_FOUND} if it is not there
     */
    InputStream open(String sha256, long offset, long length);

    /** The size of content in bytes; empty if it is not there. */
    Optional<Long> size(String sha256);

    /** Removes content; whether it was there. */
    boolean delete(String sha256);

    /** Everything that is stored, read as the stream is; the caller closes it. */
    Stream<StoredBlob> list();

    /** Removes what uploads left behind that were broken off more than a day ago. */
    void removeLeftovers();

    @Override
    void close();

    /** Content that is kept aside. Used by one thread. */
    interface Staged extends AutoCloseable {
        /** Its SHA-256, 64 lower-case hexadecimal digits. */
        String sha256();

        /** Its size in bytes. */
        long size();

        /** Stores it under its SHA-256, whole or not at all; called at most once. */
        void store();

        /** Removes what was kept aside; what was stored stays. */
        @Override
        void close();
    }

    /**
     * One content.
     *
     * @param sha256 its SHA-256
     * @param size its size in bytes
     * @param modifiedAt when it was stored
     */
    record StoredBlob(String sha256, long size, Instant modifiedAt) {}
}
