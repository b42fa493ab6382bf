package dev.heddle.registry.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveCheckTest {
    private static final ArchiveLimits LIMITS = new ArchiveLimits(100, 64 << 20, 50);

    @TempDir private Path folder;

    private Path zip;
    private Path target;

    @BeforeEach
    void makeFolders() throws IOException {
        zip = folder.resolve("archive.zip");
        target = Files.createDirectory(folder.resolve("target"));
    }

    @Test
    void shouldUnpackAModelDirectory() throws IOException {
        write(out -> add(out, "MLmodel", "flavors: {}"), out -> add(out, "data/a.bin", "abc"));

        Path model = new ModelArchive(LIMITS).unpack(zip, target);

        assertThat(model).isEqualTo(target);
        assertThat(model.resolve("data/a.bin")).hasContent("abc");
    }

    @Test
    void shouldPassOverTheOneFolderAtTheTop() throws IOException {
        write(out -> add(out, "model/MLmodel", "flavors: {}"));

        assertThat(new ModelArchive(LIMITS).unpack(zip, target)).isEqualTo(target.resolve("model"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "a/../../evil",
                "/etc/evil",
                "a//b",
                "./a",
                "C:\\evil",
                "a\\..\\b"
            })
    void shouldRefuseNamesThatLeaveTheFolder(String name) throws IOException {
        write(out -> add(out, name, "evil"));

        assertThat(refusal()).hasMessageContaining("whose name leaves its folder");
        assertThat(folder.resolve("evil")).doesNotExist();
        assertThat(folder.getParent().resolve("evil")).doesNotExist();
    }

    @Test
    void shouldRefuseASymbolicLink() throws IOException {
        write(
                out -> {
                    ZipArchiveEntry link = new ZipArchiveEntry("link");
                    link.setUnixMode(0120777);
                    out.putArchiveEntry(link);
                    out.write("/etc/passwd".getBytes(StandardCharsets.UTF_8));
                    out.closeArchiveEntry();
                });

        assertThat(refusal()).hasMessage("the archive has a symbolic link: 'link'");
    }

    @Test
    void shouldRefuseTheSameEntryTwice() throws IOException {
        write(out -> add(out, "a", "1"), out -> add(out, "a", "2"));

        assertThat(refusal()).hasMessage("the archive has the same entry twice: 'a'");
    }

    @Test
    void shouldRefuseMoreEntriesThanTheLimit() throws IOException {
        write(
                out -> {
                    for (int i = 0; i <= LIMITS.maxEntries(); i++) {
                        add(out, "f" + i, "");
                    }
                });

        assertThat(refusal()).hasMessage("the archive has more than 100 entries");
    }

    /** Entries alone: a library that opens it keeps them all. */
    @Test
    void shouldCountEntriesWithoutKeepingThem() throws IOException {
        int entries = 2_000_000;
        byte[] header = new byte[46 + 1];
        ByteBuffer.wrap(header)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x02014b50)
                .putShort(28, (short) 1);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < entries; i++) {
                out.write(header);
            }
            byte[] end = new byte[22];
            ByteBuffer.wrap(end)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0x06054b50)
                    .putInt(12, entries * header.length);
            out.write(end);
        }

        assertThat(CentralDirectory.count(zip, LIMITS.maxEntries()))
                .isEqualTo(LIMITS.maxEntries() + 1);
        assertThat(refusal()).hasMessage("the archive has more than 100 entries");
    }

    @ParameterizedTest
    @EnumSource(Zip64Mode.class)
    void shouldCountEntriesInEveryLayout(Zip64Mode mode) throws IOException {
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip)) {
            out.setUseZip64(mode);
            out.setComment("a comment");
            add(out, "a", "1");
            add(out, "b", "2");
        }

        assertThat(CentralDirectory.count(zip, 100)).isEqualTo(2);
        assertThat(new ModelArchive(LIMITS).unpack(zip, target).resolve("b")).hasContent("2");
    }

    @Test
    void shouldReadAnArchiveBehindAScript() throws IOException {
        write(out -> add(out, "MLmodel", "flavors: {}"));
        byte[] archive = Files.readAllBytes(zip);
        Files.writeString(zip, "#!/bin/sh\n");
        Files.write(zip, archive, StandardOpenOption.APPEND);

        assertThat(new ModelArchive(LIMITS).unpack(zip, target).resolve("MLmodel"))
                .hasContent("flavors: {}");
    }

    @Test
    void shouldRefuseAFileBelowAFileWithoutSayingWhereItUnpacks() throws IOException {
        write(out -> add(out, "a", "1"), out -> add(out, "a/b", "2"));

        assertThat(refusal()).hasMessage("the archive has an entry where another one is: 'a/b'");
    }

    @Test
    void shouldStopAtABomb() throws IOException {
        byte[] zeros = new byte[1 << 20];
        write(
                out -> {
                    out.putArchiveEntry(new ZipArchiveEntry("zeros"));
                    for (int i = 0; i < 60; i++) {
                        out.write(zeros);
                    }
                    out.closeArchiveEntry();
                });
        assertThat(Files.size(zip)).isLessThan(100_000);

        HeddleException error = refusal();

        assertThat(error.code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(error).hasMessageContaining("unpacks to more than 16777216 bytes");
        assertThat(Files.size(target.resolve("zeros"))).isLessThanOrEqualTo(16 << 20);
    }

    @Test
    void shouldRefuseWhatIsNoArchive() throws IOException {
        Files.writeString(zip, "no archive");

        assertThat(refusal().code()).isEqualTo(ErrorCode.INVALID_PACKAGE);
    }

    @Test
    void shouldCheckAJarWithoutWritingAnything() throws IOException {
        write(out -> add(out, "../evil.class", "evil"));

        HeddleException error =
                catchThrowableOfType(HeddleException.class, () -> new JarCheck(LIMITS).check(zip));

        assertThat(error).hasMessageContaining("jar 'archive.zip' has an entry whose name leaves");
    }

    private HeddleException refusal() {
        HeddleException error =
                catchThrowableOfType(
                        HeddleException.class, () -> new ModelArchive(LIMITS).unpack(zip, target));
        assertThat(error).isNotNull();
        return error;
    }

    private interface Writing {
        void to(ZipArchiveOutputStream out) throws IOException;
    }

    private void write(Writing... parts) throws IOException {
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip)) {
            for (Writing part : parts) {
                part.to(out);
            }
        }
    }

    private static void add(ZipArchiveOutputStream out, String name, String content)
            throws IOException {
        out.putArchiveEntry(new ZipArchiveEntry(name));
        out.write(content.getBytes(StandardCharsets.UTF_8));
        out.closeArchiveEntry();
    }
}
