package dev.heddle.platform.workspaces;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A team's own image: BusyBox with a web server that shows what lies in the home's folder {@code
 * www}; where there is a file {@code eat} it wants more and more memory instead, and where there is
 * {@code go} the end of its server is a good one.
 */
final class TinyImage {
    static final String NAME = "tiny";

    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final String DOCKERFILE =
            """
            FROM scratch
            COPY busybox /bin/busybox
            RUN ["/bin/busybox", "mkdir", "-p", "/etc", "/tmp", "/run", "/home/heddle"]
            RUN ["/bin/busybox", "--install", "/bin"]
            RUN ["/bin/busybox", "chown", "1000:1000", "/home/heddle"]
            RUN ["/bin/busybox", "chmod", "1777", "/tmp"]
            ENV HOME=/home/heddle
            WORKDIR /home/heddle
            CMD ["sh", "-c", "mkdir -p www; [ -f www/index.html ] || echo fresh >www/index.html; [ ! -f eat ] || exec tail /dev/zero; echo started; httpd -f -p 8888 -h www; code=$?; [ -f go ] || exit $code"]
            LABEL dev.heddle.workspace.application="web" \\
                  dev.heddle.workspace.port="8888" \\
                  dev.heddle.workspace.prefix="strip" \\
                  dev.heddle.workspace.holds="BusyBox"
            """;

    private TinyImage() {}

    /** Puts the folder of images together that holds it. */
    static Path folder(Path parent) {
        try {
            Path folder = Files.createDirectories(parent.resolve("images").resolve(NAME));
            Files.writeString(folder.resolve("Dockerfile"), DOCKERFILE);
            if (!Files.isExecutable(BUSYBOX)) {
                throw new AssertionError(
                        "this test needs /bin/busybox: apt-get install busybox-static");
            }
            Files.copy(BUSYBOX, folder.resolve("busybox"));
            return folder.getParent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
