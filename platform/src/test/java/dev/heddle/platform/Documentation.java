package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pages that people read, as scripts. */
public final class Documentation {
    /** The folder of the checkout. */
    public static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** What a script of theirs begins with: it ends where a command fails. */
    public static final String PREAMBLE = "set -eu\nheddle() { '" + ROOT + "/heddle' \"$@\"; }\n";

    private static final Pattern SHELL = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

    private Documentation() {}

    /** The commands that a page tells to type, block by block. */
    public static List<String> commands(String page) {
        try {
            List<String> commands = new ArrayList<>();
            Matcher block = SHELL.matcher(Files.readString(ROOT.resolve(page)));
            while (block.find()) {
                commands.add(block.group(1));
            }
            assertThat(commands).as(page).isNotEmpty();
            return commands;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
