package dev.heddle.platform;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Registers {@link Doubler} over plain HTTP, as any client could. */
public final class DoublerPackage {
    private final byte[] jar;
    private final String sha256;

    /** A package with a content of its own for each text. */
    public DoublerPackage(String text) {
        this.jar = jar(text);
        this.sha256 = sha256(jar);
    }

    public HttpResponse<String> upload(PlatformProcess platform) {
        return platform.send(
                "PUT", "/api/v1/blobs/" + sha256, jar, "Content-Type", "application/octet-stream");
    }

    public HttpResponse<String> register(PlatformProcess platform, String model) {
        return platform.send("POST", "/api/v1/models/" + model + "/versions", request());
    }

    String request() {
        return String.format(
                Locale.ROOT,
                """
                {"functionClass": "%s", "sample": {"value": 4},
                 "files": [{"path": "code/doubler.jar", "size": %d, "sha256": "%s"}]}
                """,
                Doubler.class.getName(),
                jar.length,
                sha256);
    }

    private static byte[] jar(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            for (Class<?> type :
                    List.of(Doubler.class, Doubler.Number.class, Doubler.Result.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(name));
                try (InputStream content = type.getClassLoader().getResourceAsStream(name)) {
                    content.transferTo(jar);
                }
                jar.closeEntry();
            }
            jar.putNextEntry(new JarEntry("build.txt"));
            jar.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            jar.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
