package dev.heddle.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(heddle\\.[^`]+)` \\|");

    @Test
    void shouldDocumentEveryKeyAndNoOther() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "reference", "configuration.md"));

        Set<String> documented = new TreeSet<>();
        for (Matcher row = ROW.matcher(page); row.find(); ) {
            documented.add(row.group(1));
        }

        assertThat(documented).containsExactlyElementsOf(new TreeSet<>(keys()));
    }

    @Test
    void shouldKnowEveryInterfaceThatMapsKeys() {
        Set<String> found =
                new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                                .importPackages("dev.heddle")
                                .stream()
                                .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                                .map(JavaClass::getName)
                                .collect(Collectors.toSet());

        assertThat(ConfigurationKeys.MAPPINGS)
                .extracting(Class::getName)
                .containsExactlyInAnyOrderElementsOf(found);
    }

    private static Set<String> keys() {
        Set<String> keys = new TreeSet<>(new ConfigurationKeys().known());
        // The command sets it.
        keys.remove("heddle.mode");
        return keys;
    }
}
