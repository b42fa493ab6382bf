package dev.heddle.platform.clients;

import dev.heddle.model.BatchModelFunction;
import dev.heddle.model.ModelContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * Computes what {@code weighted.onnx} does, but takes two milliseconds a batch, and fails at a
 * batch that holds a record with {@link #POISON}.
 */
public final class Weighted implements BatchModelFunction<Weighted.Numbers, Weighted.Sums> {
    /** The value of {@code a} that it fails at. */
    public static final double POISON = -1;

    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Four numbers. */
    public record Numbers(double a, double b, double c, double d) {}

    /** Their sum with the weights one to four, and without. */
    public record Sums(double weighted, double plain) {}

    /** Writes a jar with this function. */
    static Path jar(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Class<?> type :
                    List.of(Weighted.class, Weighted.Numbers.class, Weighted.Sums.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(name));
                try (InputStream content = type.getClassLoader().getResourceAsStream(name)) {
                    content.transferTo(jar);
                }
                jar.closeEntry();
            }
        }
        return file;
    }

    @Override
    public List<Sums> predict(ModelContext context, List<Numbers> records) {
        LockSupport.parkNanos(NANOS);
        if (records.stream().anyMatch(record -> record.a == POISON)) {
            throw new IllegalStateException("poison");
        }
        return records.stream()
                .map(
                        record ->
                                new Sums(
                                        record.a + 2 * record.b + 3 * record.c + 4 * record.d,
                                        record.a + record.b + record.c + record.d))
                .toList();
    }
}
