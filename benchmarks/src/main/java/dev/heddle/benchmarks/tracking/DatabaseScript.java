package dev.heddle.benchmarks.tracking;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The script that copies files into a database and has it gather statistics. */
final class DatabaseScript {
    private final String database;

    /**
     * @param database where it is, as SQLAlchemy writes it
     */
    DatabaseScript(String database) {
        this.database = database;
    }

    /**
     * Runs it to its end.
     *
     * @param folder the files, one a table; only statistics are gathered if there are none
     */
    void run(Optional<Path> folder) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                System.getProperty("python"),
                                System.getProperty("script"),
                                database));
        folder.ifPresent(path -> command.add(path.toString()));
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(command + " ended with " + code);
        }
    }
}
