package dev.heddle.containers;

import java.util.List;

/**
 * A command in a running container.
 *
 * @param command the program and its arguments
 * @param tty whether it runs in a terminal, with its errors among its output
 * @param columns the terminal's width in characters
 * @param rows its height in lines
 */
public record ExecSpec(List<String> command, boolean tty, int columns, int rows) {
    public ExecSpec {
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command has at least one word");
        }
    }
}
