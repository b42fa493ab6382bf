package dev.heddle.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.LogPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFoldersTest {
    private static final byte[] CUT = "grün".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;

    private JobFolders folders;

    @BeforeEach
    void open() throws IOException {
        folders = new JobFolders(new TestBatchConfig(folder));
        Files.createDirectories(folders.of("one"));
    }

    @Test
    void shouldWaitForTheRestOfACharacterWhileAJobRuns() throws IOException {
        Files.write(log(), java.util.Arrays.copyOf(CUT, 3));

        LogPart first = folders.log("one", 0, false);
        assertThat(first.text()).isEqualTo("gr");
        assertThat(first.ended()).isFalse();
        Files.write(log(), CUT);

        assertThat(folders.log("one", first.next(), false).text()).isEqualTo("ün");
    }

    @Test
    void shouldGiveTheEndOfALogFromTheBeginningOfALine() throws IOException {
        Files.writeString(log(), "first line\nsecond\nthird\n");

        LogPart end = folders.logEnd("one", 13, false);
        LogPart cut = folders.logEnd("one", 10, true);
        LogPart whole = folders.logEnd("one", 1_000, true);

        assertThat(end.text()).isEqualTo("second\nthird\n");
        assertThat(cut.text()).isEqualTo("third\n");
        assertThat(cut.ended()).isTrue();
        assertThat(whole.text()).startsWith("first line");
        assertThat(folders.log("one", end.next(), false).text()).isEmpty();
        assertThat(folders.logEnd("absent", 10, true).text()).isEmpty();
    }

    @Test
    void shouldEndALogThatWasCutOffInTheMiddleOfACharacter() throws IOException {
        Files.write(log(), java.util.Arrays.copyOf(CUT, 3));

        LogPart whole = folders.log("one", 0, true);

        assertThat(whole.text()).startsWith("gr");
        assertThat(whole.next()).isEqualTo(3);
        assertThat(whole.ended()).isTrue();
    }

    @Test
    void shouldRemoveFoldersOfJobsThatEndedLongAgo() throws IOException {
        Path old = Files.createDirectories(folders.of("old").resolve("spark")).getParent();
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(31))));

        folders.removeOld();

        assertThat(old).doesNotExist();
        assertThat(folders.of("one")).exists();
    }

    private Path log() {
        return folders.of("one").resolve(Launcher.LOG);
    }
}
