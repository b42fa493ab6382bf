package dev.heddle.containers;

import dev.heddle.client.workspaces.ComputeSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs containers to their end and keeps volumes. It knows nothing but what it was told by labels:
 * whoever asks again after a restart finds everything. One engine object sees the containers and
 * volumes of one installation of the platform alone.
 *
 * <p>Methods block and may be called by several threads. All of them throw {@code HeddleException}:
 * {@code UNAVAILABLE} if the engine cannot be reached, {@code NOT_FOUND} if there is no such
 * container, image or volume, {@code INVALID_REQUEST} if it cannot do what is asked for, with the
 * reason that it gives.
 */
public interface ContainerEngine extends AutoCloseable {
    /** Where it is and which version it has. */
    EngineFacts facts();

    /**
     * Starts a container. If there is one of that name already, nothing happens.
     *
     * @return the container, as it is right after
     */
    Container launch(ContainerSpec spec);

    /** Every container of this installation, also those that ended and were not removed. */
    List<Container> containers();

    /** A container by its name. */
    Optional<Container> find(String name);

    /**
     * Gives a running container another size.
     *
     * @return whether it has that now; otherwise it must be launched again to get it
     */
    boolean resize(String name, ComputeSize size);

    /** Asks a container to end, and kills it after a time; it stays until it is removed. */
    void stop(String name, Duration grace);

    /** Removes a container, which is killed if it runs; nothing happens if there is none. */
    void remove(String name);

    /**
     * What a container has printed since a position, oldest first: what is there now, without
     * waiting. No line comes twice and none is left out, whatever was restarted in between.
     *
     * @param after a position that a page has given; empty for the beginning
     * @param most how many bytes of text at most, about
     */
    LogPage logs(String name, Optional<String> after, int most);

    /** What a container uses; empty if the engine does not say, or if it does not run. */
    Optional<Usage> usage(String name);

    /**
     * Runs a command in a running container.
     *
     * @throws dev.heddle.model.HeddleException with {@code PRECONDITION_FAILED} if the engine
     *     cannot
     */
    Terminal exec(String name, ExecSpec spec, TerminalListener listener);

    /** Makes a volume with these labels; nothing happens if it is there. */
    void createVolume(String name, Map<String, String> labels);

    /** Every volume of this installation. */
    List<Volume> volumes();

    /** Removes a volume and what it holds; nothing happens if there is none. */
    void removeVolume(String name);

    /** An image by a reference or an id. */
    Optional<Image> image(String reference);

    /**
     * Builds an image.
     *
     * @throws dev.heddle.model.HeddleException with {@code PRECONDITION_FAILED} if the engine
     *     cannot
     */
    Image build(ImageBuild build, BuildListener listener);

    @Override
    void close();
}
