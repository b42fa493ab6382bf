package dev.heddle.containers;

/** The input of a command that runs in a container. Methods may be called by any thread. */
public interface Terminal extends AutoCloseable {
    /** Gives it input; blocks while it takes none. */
    void write(byte[] bytes);

    /** Says that no more input comes. */
    void end();

    /** Gives its terminal another size. */
    void resize(int columns, int rows);

    /** Leaves it: its terminal is hung up. */
    @Override
    void close();
}
