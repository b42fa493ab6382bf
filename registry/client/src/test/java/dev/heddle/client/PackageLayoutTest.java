package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageLayoutTest {
    @TempDir private Path folder;

    @Test
    void shouldLayOutAFunctionWithLibrariesAndArtifacts() throws IOException {
        Path jar = write("target/churn.jar", "jar");
        Path library = write("lib/math.jar", "math");
        Path weights = write("model.onnx", "weights");
        write("words/en/a.txt", "a");
        write("words/b.txt", "b");

        PackageLayout layout =
                PackageLayout.of(
                        Registration.function("churn", "com.acme.Churn", jar)
                                .library(library)
                                .artifact("weights", weights)
                                .artifact("words", folder.resolve("words")));

        assertThat(layout.described())
                .extracting(PackageFile::path)
                .containsExactly(
                        "artifacts/weights/model.onnx",
                        "artifacts/words/b.txt",
                        "artifacts/words/en/a.txt",
                        "code/churn.jar",
                        "code/math.jar");
        assertThat(layout.artifacts())
                .containsEntry("weights", "artifacts/weights/model.onnx")
                .containsEntry("words", "artifacts/words");
        assertThat(layout.described().get(1))
                .isEqualTo(
                        new PackageFile(
                                "artifacts/words/b.txt",
                                1,
                                "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"));
    }

    @Test
    void shouldTakeTheFilesThatAGraphKeepsItsWeightsIn() throws IOException {
        byte[] entry = message(13, message(1, "location"), message(2, "data/weights.bin"));
        byte[] tensor = message(5, message(8, "w"), message(9, "raw bytes"), entry);
        byte[] graph = message(7, message(2, "name"), tensor);
        Path file = folder.resolve("big.onnx");
        Files.write(file, concat(new byte[] {8, 9}, message(2, "producer"), graph));
        write("data/weights.bin", "numbers");

        PackageLayout layout = PackageLayout.of(Registration.graph("big", file));

        assertThat(layout.described())
                .extracting(PackageFile::path)
                .containsExactly("data/weights.bin", "model.onnx");
    }

    @Test
    void shouldRefuseAGraphWhoseWeightsLieElsewhere() throws IOException {
        byte[] entry = message(13, message(1, "location"), message(2, "../../etc/passwd"));
        Path file = folder.resolve("bad.onnx");
        Files.write(file, message(7, message(5, entry)));

        assertRefused(Registration.graph("bad", file), "which is not beside it");
    }

    @Test
    void shouldTakeAnMlflowDirectoryAsItIs() throws IOException {
        write("m/MLmodel", "flavors: {}");
        write("m/data/model.onnx", "graph");

        PackageLayout layout = PackageLayout.of(Registration.mlflow("churn", folder.resolve("m")));

        assertThat(layout.described())
                .extracting(PackageFile::path)
                .containsExactly("MLmodel", "data/model.onnx");
    }

    @Test
    void shouldRefuseADirectoryWithoutMlmodel() throws IOException {
        write("m/model.onnx", "graph");

        assertRefused(Registration.mlflow("churn", folder.resolve("m")), "it has no file MLmodel");
    }

    @Test
    void shouldRefuseALinkOutOfItsFolder() throws IOException {
        Path secret = write("secret.txt", "secret");
        write("words/a.txt", "a");
        Files.createSymbolicLink(folder.resolve("words/b.txt"), secret);

        assertRefused(graph().artifact("words", folder.resolve("words")), "which is outside");
    }

    @Test
    void shouldRefuseALinkToAFolderOutside() throws IOException {
        write("other/a.txt", "a");
        Files.createDirectories(folder.resolve("words"));
        Files.createSymbolicLink(folder.resolve("words/more"), folder.resolve("other"));

        assertRefused(graph().artifact("words", folder.resolve("words")), "which is outside");
    }

    @Test
    void shouldFollowALinkInsideItsFolder() throws IOException {
        Path a = write("words/a.txt", "a");
        Files.createSymbolicLink(folder.resolve("words/b.txt"), a.getFileName());

        PackageLayout layout = PackageLayout.of(graph().artifact("words", folder.resolve("words")));

        assertThat(layout.described())
                .extracting(PackageFile::path)
                .contains("artifacts/words/a.txt", "artifacts/words/b.txt");
    }

    @Test
    void shouldRefuseALinkInACircle() throws IOException {
        write("words/a.txt", "a");
        Files.createSymbolicLink(folder.resolve("words/again"), folder.resolve("words"));

        assertRefused(
                graph().artifact("words", folder.resolve("words")),
                "is a link to a folder that holds it");
    }

    @Test
    void shouldRefuseALinkToNothing() throws IOException {
        write("words/a.txt", "a");
        Files.createSymbolicLink(folder.resolve("words/b.txt"), Path.of("gone.txt"));

        assertRefused(graph().artifact("words", folder.resolve("words")), "is a link to nothing");
    }

    @Test
    void shouldRefuseAnEmptyFolder() throws IOException {
        Files.createDirectories(folder.resolve("empty"));

        assertRefused(graph().artifact("words", folder.resolve("empty")), "holds no file");
    }

    @Test
    void shouldRefuseTwoJarsOfOneName() throws IOException {
        Path jar = write("a/churn.jar", "a");
        Path other = write("b/churn.jar", "b");

        assertRefused(
                Registration.function("churn", "C", jar).library(other),
                "would both become 'code/churn.jar'");
    }

    @Test
    void shouldSayWhichFileIsMissing() {
        assertRefused(
                Registration.function("churn", "C", folder.resolve("gone.jar")),
                "gone.jar' does not exist");
    }

    @Test
    void shouldRefuseAnArtifactNameThatIsAPath() throws IOException {
        Path words = write("words.txt", "a");

        assertRefused(graph().artifact("../code", words), "is no plain name");
    }

    private Registration graph() throws IOException {
        return Registration.graph("g", write("g.onnx", "graph"));
    }

    private static void assertRefused(Registration registration, String message) {
        assertThatThrownBy(() -> PackageLayout.of(registration))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PACKAGE))
                .hasMessageContaining(message);
    }

    private Path write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** A field of a protobuf that holds bytes. */
    private static byte[] message(int field, byte[]... parts) throws IOException {
        byte[] content = concat(parts);
        return concat(new byte[] {(byte) (field << 3 | 2), (byte) content.length}, content);
    }

    private static byte[] message(int field, String text) throws IOException {
        return message(field, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] concat(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.toByteArray();
    }
}
