package dev.heddle.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The git checkout that a file lies in, as the {@code git} program sees it. */
final class GitCheckout {
    private static final long TIMEOUT_SECONDS = 5;

    private GitCheckout() {}

    /** The checkout; empty outside one, where git is missing, or where it does not answer. */
    static Optional<Origin.Git> of(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !isInCheckout(folder)) {
            return Optional.empty();
        }
        return git(folder, "rev-parse", "HEAD")
                .map(
                        commit ->
                                new Origin.Git(
                                        commit,
                                        git(folder, "symbolic-ref", "--short", "-q", "HEAD")
                                                .orElse(""),
                                        git(folder, "config", "--get", "remote.origin.url")
                                                .map(GitCheckout::withoutCredentials)
                                                .orElse(""),
                                        git(folder, "status", "--porcelain")
                                                .map(changes -> !changes.isEmpty())
                                                .orElse(true)));
    }

    /** Saves starting git where there can be nothing. */
    private static boolean isInCheckout(Path folder) {
        for (Path at = folder; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(".git"))) {
                return true;
            }
        }
        return false;
    }

    /** A remote's address without the user and password that some keep in it. */
    static String withoutCredentials(String remote) {
        if (!remote.contains("://")) {
            return remote;
        }
        int start = remote.indexOf("://") + 3;
        int end = remote.indexOf('/', start);
        int at = remote.lastIndexOf('@', end < 0 ? remote.length() : end);
        if (at < start) {
            return withoutQuery(remote);
        }
        return withoutQuery(remote.substring(0, start) + remote.substring(at + 1));
    }

    private static String withoutQuery(String remote) {
        try {
            return URI.create(remote).getRawQuery() == null
                    ? remote
                    : remote.substring(0, remote.indexOf('?'));
        } catch (IllegalArgumentException e) {
            return remote;
        }
    }

    private static Optional<String> git(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        try {
            Process process = builder.start();
            try {
                process.getOutputStream().close();
                CompletableFuture<String> output =
                        CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
                String text = output.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                return process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                                && process.exitValue() == 0
                        ? Optional.of(text.strip())
                        : Optional.empty();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException | ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static String read(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
