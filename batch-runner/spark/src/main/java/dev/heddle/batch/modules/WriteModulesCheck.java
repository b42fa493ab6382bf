package dev.heddle.batch.modules;

import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A program that reads a table's YAML file from its standard input: it ends with 0 if a write could
 * use it, and with 2 and what is wrong on its standard output otherwise. No Spark is started.
 */
public final class WriteModulesCheck {
    private static final int INVALID = 2;

    private WriteModulesCheck() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        String yaml = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        try {
            WriteModules.parse(yaml);
        } catch (HeddleException e) {
            System.out.println(e.getMessage());
            System.exit(INVALID);
        }
    }
}
