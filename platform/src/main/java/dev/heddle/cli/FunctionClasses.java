package dev.heddle.cli;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Finds the functions in a jar by what its class files declare; runs none of its code. */
final class FunctionClasses {
    private static final Set<String> INTERFACES =
            Set.of(
                    "dev/heddle/model/ModelFunction",
                    "dev/heddle/model/BatchModelFunction",
                    "dev/heddle/model/StreamFunction");
    private static final int MAGIC = 0xCAFEBABE;
    private static final int ABSTRACT = 0x0400;

    private FunctionClasses() {}

    /**
     * The only class of a jar that implements a function interface itself.
     *
     * @throws HeddleException with {@code INVALID_PACKAGE} if there is none, or more than one
     */
    static String only(Path jar) {
        if (!Files.exists(jar)) {
            throw new HeddleException(
                    ErrorCode.INVALID_PACKAGE, "'%s' does not exist".formatted(jar));
        }
        Set<String> found = find(jar);
        if (found.size() == 1) {
            return found.iterator().next();
        }
        throw new HeddleException(
                ErrorCode.INVALID_PACKAGE,
                found.isEmpty()
                        ? "no class in '%s' implements ModelFunction, BatchModelFunction or StreamFunction directly; name the function's with --class"
                                .formatted(jar)
                        : "'%s' holds %d functions; choose one with --class: %s"
                                .formatted(jar, found.size(), String.join(", ", found)));
    }

    private static Set<String> find(Path jar) {
        Set<String> found = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            List<JarEntry> classes =
                    file.stream()
                            .filter(entry -> entry.getName().endsWith(".class"))
                            .filter(entry -> !entry.getName().startsWith("META-INF/"))
                            .toList();
            for (JarEntry entry : classes) {
                try (InputStream in = file.getInputStream(entry)) {
                    if (isFunction(new DataInputStream(in))) {
                        String name = entry.getName();
                        found.add(
                                name.substring(0, name.length() - ".class".length())
                                        .replace('/', '.'));
                    }
                }
            }
            return found;
        } catch (IOException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_PACKAGE,
                    "'%s' is no jar: %s".formatted(jar, e.getMessage()),
                    e);
        }
    }

    /** Reads a class file (JVM specification, chapter 4) as far as its interfaces. */
    private static boolean isFunction(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            return false;
        }
        in.readInt();
        int constants = in.readUnsignedShort();
        String[] texts = new String[constants];
        int[] classNames = new int[constants];
        for (int i = 1; i < constants; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts[i] = in.readUTF();
                case 7 -> classNames[i] = in.readUnsignedShort();
                case 8, 16, 19, 20 -> in.readUnsignedShort();
                case 15 -> in.skipNBytes(3);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.readInt();
                case 5, 6 -> {
                    in.readLong();
                    i++;
                }
                default -> {
                    return false;
                }
            }
        }
        int access = in.readUnsignedShort();
        in.readInt();
        int interfaces = in.readUnsignedShort();
        boolean found = false;
        for (int i = 0; i < interfaces; i++) {
            found |= INTERFACES.contains(texts[classNames[in.readUnsignedShort()]]);
        }
        return found && (access & ABSTRACT) == 0;
    }
}
