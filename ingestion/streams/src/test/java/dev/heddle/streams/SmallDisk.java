package dev.heddle.streams;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A small file system in memory, to be filled up. To mount it needs root. */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts one of so many megabytes on an empty folder. */
    public static SmallDisk mount(Path folder, int megabytes) {
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
        return new SmallDisk(folder);
    }

    /** Gives it another size. */
    public void resize(int megabytes) {
        run("mount", "-o", "remount,size=" + megabytes + "m", folder.toString());
    }

    @Override
    public void close() {
        run("umount", "--lazy", folder.toString());
    }

    private static void run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(
                        "%s says '%s': this test mounts a file system, which needs root"
                                .formatted(String.join(" ", command), said.strip()));
            }
        } catch (IOException e) {
            throw new AssertionError("this test needs mount and umount", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
