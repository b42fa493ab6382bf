package dev.heddle.cli.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;

/** The files of a run or of a logged model, where they come from. */
interface SourceFiles {
    /**
     * A file.
     *
     * @param path its path below the run's or the model's own folder
     * @param size its bytes
     */
    record Entry(String path, long size) {}

    /** Every file. */
    Stream<Entry> walk() throws IOException;

    /** The content of a file, to be closed by the caller. */
    InputStream open(String path) throws IOException;
}
