package dev.heddle.containers;

import java.util.List;
import java.util.Set;

/**
 * What the contract of engines does in the place of a program in a container, and of whoever looks
 * at it from outside. Where the engine runs containers, programs do it, which are told to; where
 * nothing runs, it is said to have happened.
 */
public interface EngineFixture extends AutoCloseable {
    /** What the engine can do beyond starting containers and keeping volumes. */
    Set<Ability> abilities();

    /** The installation whose engine is tested; nobody else has it. */
    String installation();

    /** Another installation in the same place. */
    String otherInstallation();

    /** Another engine object, for an installation. */
    ContainerEngine engine(String installation);

    /** An engine object whose engine cannot be reached. */
    ContainerEngine unreachable();

    /** A reference of an image that {@link #program} runs in. */
    String image();

    /** A program that obeys the orders below, until it is stopped. */
    List<String> program();

    /** The container's program begins, if it did not by itself. */
    void begin(String container);

    /** The container's program prints lines. */
    void print(String container, List<String> lines);

    /** The container's program ends. */
    void end(String container, int exitCode);

    /** The container's program takes more memory than it may have. */
    void exhaustMemory(String container);

    /** A program that cannot be found cannot begin, if it did not do so by itself. */
    void failToBegin(String container);

    /** The container's program, which was asked to end, obeys, if it did not by itself. */
    void obeyStop(String container);

    /** The container's program writes a file below a mount. */
    void write(String container, String target, String file, String text);

    /** What the container's program finds in a file below a mount; empty if there is none. */
    String read(String container, String target, String file);

    /** All that the engine tells who looks at a container, as text. */
    String described(String container);

    @Override
    void close();
}
