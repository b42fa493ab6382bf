package dev.heddle.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The terminal that a person sits at, through {@code stty}: Java knows of none. */
final class LocalTerminal {
    private static final Path DEVICE = Path.of("/dev/tty");
    private static final long PATIENCE_SECONDS = 2;

    private final boolean isPresent;

    private LocalTerminal(boolean isPresent) {
        this.isPresent = isPresent;
    }

    /** That of this process; none if its input or output is something else. */
    static LocalTerminal ofProcess() {
        return new LocalTerminal(
                System.console() != null && Files.isReadable(DEVICE) && isTerminal());
    }

    /** From JDK 22 on there is a console also where there is no terminal. */
    private static boolean isTerminal() {
        return stty("-g").isPresent() && System.getProperty("heddle.columns") != null;
    }

    boolean isPresent() {
        return isPresent;
    }

    /** How large it is, in characters. */
    record Size(int columns, int rows) {}

    /** How large it is now. */
    Optional<Size> size() {
        if (!isPresent) {
            return Optional.empty();
        }
        return stty("size")
                .map(text -> text.split(" ", -1))
                .filter(words -> words.length == 2)
                .map(words -> new Size(Integer.parseInt(words[1]), Integer.parseInt(words[0])))
                .filter(size -> size.columns() > 0 && size.rows() > 0);
    }

    /** Hands every key on as it is, until that is closed, or the process ends. */
    Raw raw() {
        Optional<String> before = isPresent ? stty("-g") : Optional.empty();
        if (before.isPresent()) {
            stty("raw", "-echo");
        }
        return new Raw(before);
    }

    /** A terminal that hands every key on. */
    static final class Raw implements AutoCloseable {
        private final Optional<String> before;
        private final Thread atExit = new Thread(this::restore);

        private Raw(Optional<String> before) {
            this.before = before;
            Runtime.getRuntime().addShutdownHook(atExit);
        }

        private void restore() {
            before.ifPresent(LocalTerminal::stty);
        }

        @Override
        public void close() {
            restore();
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }

    private static Optional<String> stty(String... arguments) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectInput(DEVICE.toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean isDone = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return isDone && process.exitValue() == 0
                    ? Optional.of(said.strip())
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
