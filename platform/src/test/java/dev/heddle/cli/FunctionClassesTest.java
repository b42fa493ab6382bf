package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionClassesTest {
    @TempDir private Path folder;

    record In(double number) {}

    static final class One implements ModelFunction<In, In> {
        @Override
        public In predict(ModelContext context, In input) {
            return input;
        }
    }

    static final class Two implements ModelFunction<In, In> {
        @Override
        public In predict(ModelContext context, In input) {
            return new In(2 * input.number());
        }
    }

    abstract static class Unfinished implements ModelFunction<In, In> {}

    @Test
    void shouldFindTheOnlyFunction() throws IOException {
        Path jar = jar(One.class, In.class, Unfinished.class);

        assertThat(FunctionClasses.only(jar)).isEqualTo(One.class.getName());
    }

    @Test
    void shouldAskWhichOfSeveral() throws IOException {
        Path jar = jar(One.class, Two.class);

        assertThatThrownBy(() -> FunctionClasses.only(jar))
                .hasMessageContaining("holds 2 functions; choose one with --class: ")
                .hasMessageContaining(Two.class.getName());
    }

    @Test
    void shouldSayThatThereIsNone() throws IOException {
        Path jar = jar(In.class);

        assertThatThrownBy(() -> FunctionClasses.only(jar))
                .hasMessageContaining("name the function's with --class");
    }

    private Path jar(Class<?>... classes) throws IOException {
        Path file = folder.resolve("functions.jar");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Class<?> type : classes) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(name));
                try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(jar);
                }
                jar.closeEntry();
            }
        }
        return file;
    }
}
