package dev.heddle.containers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** Keeps what a command has said. */
final class Heard implements TerminalListener {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private OptionalInt exitCode = OptionalInt.empty();

    @Override
    public synchronized void printed(byte[] bytes) {
        printed.writeBytes(bytes);
    }

    @Override
    public synchronized void ended(int code) {
        exitCode = OptionalInt.of(code);
    }

    @Override
    public void lost(String reason) {
        throw new AssertionError("the connection was lost: " + reason);
    }

    synchronized String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    synchronized OptionalInt exitCode() {
        return exitCode;
    }
}
