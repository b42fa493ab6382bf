package dev.heddle.batch.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.batch.modules.TestTarget.Written;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules that come in a jar of the user's own. */
class UserModulesIT {
    private static final String SOURCE =
            """
            package acme;

            import dev.heddle.batch.modules.ModuleSettings;
            import dev.heddle.batch.modules.WriteContext;
            import dev.heddle.batch.modules.WriteModule;
            import dev.heddle.batch.modules.WriteModuleFactory;
            import org.apache.spark.sql.Dataset;
            import org.apache.spark.sql.Row;
            import org.apache.spark.sql.functions;

            public final class Doubling implements WriteModuleFactory {
                public String name() {
                    return "%s";
                }

                public WriteModule create(ModuleSettings settings) {
                    String column = settings.text("column");
                    long most = settings.whole("most", 100, 0, 1000);
                    return new WriteModule() {
                        public Dataset<Row> apply(WriteContext context, Dataset<Row> rows) {
                            return rows.withColumn(column, functions.col(column).multiply(2));
                        }

                        public void inspect(WriteContext context, Dataset<Row> rows) {
                            Dataset<Row> tooGreat = rows.where(functions.col(column).gt(most));
                            long count = tooGreat.count();
                            if (count > 0) {
                                context.block("doubling", count + " too great", count);
                                context.reject("doubling", tooGreat);
                            }
                        }
                    };
                }
            }
            """;

    @TempDir Path folder;

    @Test
    void shouldRunAModuleOfAJar() throws Exception {
        try (URLClassLoader loader = load(SOURCE.formatted("doubling"))) {
            TestTarget target = new TestTarget(folder);
            WriteModules modules =
                    parse(
                            """
                            modules:
                              - doubling: {column: n, most: 10}
                              - validate: {columns: {n: {min: 2}}}
                            """,
                            loader);

            Written written = target.write(modules, TestSpark.rows("n int", new Object[] {5}));
            Written tooGreat = target.write(modules, TestSpark.rows("n int", new Object[] {6}));

            assertThat(written.published()).isTrue();
            assertThat(target.current().orElseThrow().collectAsList())
                    .extracting(Row::mkString)
                    .containsExactly("10");
            assertThat(tooGreat.failed()).containsExactly("doubling: 1 too great");
            assertThat(tooGreat.rejected("doubling").count()).isEqualTo(1);
        }
    }

    @Test
    void shouldCheckSettingsOfAModuleOfAJar() throws Exception {
        try (URLClassLoader loader = load(SOURCE.formatted("doubling"))) {
            assertThatThrownBy(
                            () ->
                                    parse(
                                            "modules:\n  - doubling:\n      colum: n\n      most: 7000\n",
                                            loader))
                    .hasMessageContainingAll(
                            "line 3: modules[0].doubling: the key 'column' is missing",
                            "line 3: modules[0].doubling: unknown key 'colum', expected one of"
                                    + " [column, most]",
                            "line 4: modules[0].doubling.most: expected a whole number from 0 to"
                                    + " 1000, found 7000");
        }
    }

    @Test
    void shouldRefuseTheNameOfAnotherModule() throws Exception {
        try (URLClassLoader loader = load(SOURCE.formatted("validate"))) {
            assertThatThrownBy(() -> parse("modules: []", loader))
                    .hasMessageContaining("two write modules are named 'validate'")
                    .hasMessageContaining("acme.Doubling");
        }
    }

    @Test
    void shouldSayWhichModuleOfAJarCannotBeLoaded() throws Exception {
        Path jar = folder.resolve("broken.jar");
        write(jar, List.of(), "acme.Missing");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
            assertThatThrownBy(() -> parse("modules: []", loader))
                    .hasMessageContaining("a write module of the job's jars cannot be loaded")
                    .hasMessageContaining("acme.Missing");
        }
    }

    private static WriteModules parse(String yaml, ClassLoader loader) {
        return WriteModules.parse(yaml, loader, name -> null);
    }

    private URLClassLoader load(String source) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("acme"));
        Path file = sources.resolve("Doubling.java");
        Files.writeString(file, source);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-d",
                                folder.toString(),
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                file.toString());
        assertThat(result).isZero();
        Path jar = folder.resolve("modules.jar");
        try (var classes = Files.list(sources)) {
            write(
                    jar,
                    classes.filter(path -> path.toString().endsWith(".class")).toList(),
                    "acme.Doubling");
        }
        return new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader());
    }

    private static void write(Path jar, List<Path> classes, String factory) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(
                    new JarEntry("META-INF/services/dev.heddle.batch.modules.WriteModuleFactory"));
            out.write(factory.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            out.closeEntry();
            for (Path path : classes) {
                out.putNextEntry(new JarEntry("acme/" + path.getFileName()));
                Files.copy(path, out);
                out.closeEntry();
            }
        }
    }
}
