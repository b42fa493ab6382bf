package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitCheckoutTest {
    @TempDir private Path folder;

    @Test
    void shouldDescribeACleanCheckout() throws Exception {
        Path file = commit();

        Origin.Git git = GitCheckout.of(file).orElseThrow();

        assertThat(git)
                .isEqualTo(
                        new Origin.Git(
                                git("rev-parse", "HEAD"),
                                "work",
                                "https://git.example.com/acme/churn.git",
                                false));
    }

    @Test
    void shouldSayThatFilesDiffer() throws Exception {
        Path file = commit();
        Files.writeString(folder.resolve("Churn.java"), "changed");

        assertThat(GitCheckout.of(file)).map(Origin.Git::dirty).contains(true);
    }

    @Test
    void shouldNameNoBranchWhereThereIsNone() throws Exception {
        Path file = commit();
        git("checkout", "-q", "--detach");

        assertThat(GitCheckout.of(file)).map(Origin.Git::branch).contains("");
    }

    @Test
    void shouldFindNothingBeforeTheFirstCommit() throws Exception {
        git("init", "-q");
        Path file = Files.writeString(folder.resolve("churn.jar"), "jar");

        assertThat(GitCheckout.of(file)).isEqualTo(Optional.empty());
    }

    @Test
    void shouldFindNothingOutsideACheckout() throws Exception {
        Path file = Files.writeString(folder.resolve("churn.jar"), "jar");

        assertThat(GitCheckout.of(file)).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "https://ann:secret@git.example.com/a.git, https://git.example.com/a.git",
        "https://ann:p@ss@git.example.com/a.git, https://git.example.com/a.git",
        "https://git.example.com/a@b.git, https://git.example.com/a@b.git",
        "https://git.example.com/a.git?token=x, https://git.example.com/a.git",
        "ssh://git@git.example.com/a.git, ssh://git.example.com/a.git",
        "git@git.example.com:acme/a.git, git@git.example.com:acme/a.git",
        "/srv/git/a.git, /srv/git/a.git"
    })
    void shouldKeepNoCredentialsOfARemote(String remote, String kept) {
        assertThat(GitCheckout.withoutCredentials(remote)).isEqualTo(kept);
    }

    private Path commit() throws Exception {
        git("init", "-q");
        git("checkout", "-q", "-b", "work");
        git("remote", "add", "origin", "https://ann:secret@git.example.com/acme/churn.git");
        Files.writeString(folder.resolve("Churn.java"), "class Churn {}");
        Files.writeString(folder.resolve(".gitignore"), "target/");
        git("add", ".");
        git("-c", "user.name=ann", "-c", "user.email=ann@example.com", "commit", "-q", "-m", "one");
        Path jar = folder.resolve("target/churn.jar");
        Files.createDirectories(jar.getParent());
        return Files.writeString(jar, "jar");
    }

    private String git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}
