package dev.heddle.registry.archive;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;

/** Checks jars of code before a class loader opens them. */
public final class JarCheck {
    private final ArchiveLimits limits;

    /** A check with the given limits. */
    public JarCheck(ArchiveLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /**
     * Unpacks a jar to nowhere.
     *
     * @throws dev.heddle.model.HeddleException with {@code INVALID_PACKAGE} if it cannot be
     *     trusted, with {@code TOO_LARGE} if it unpacks to more than the limits allow
     */
    public void check(Path jar) {
        new ArchiveCheck(limits, "jar '%s'".formatted(jar.getFileName()))
                .walk(jar, name -> OutputStream.nullOutputStream());
    }
}
