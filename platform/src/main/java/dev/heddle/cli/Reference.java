package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;

/**
 * A model, or one version of it: {@code churn}, {@code churn@3}, {@code churn@champion}.
 *
 * @param model the model's name
 * @param version a number, an alias or {@code latest}; empty where none was named
 */
record Reference(String model, Optional<String> version) {
    static Reference parse(String text) {
        int at = text.indexOf('@');
        String model = at < 0 ? text : text.substring(0, at);
        Optional<String> version = at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1));
        if (model.isBlank() || version.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException(
                    "'%s' names no version, expected MODEL, MODEL@NUMBER or MODEL@ALIAS"
                            .formatted(text));
        }
        return new Reference(model, version);
    }

    /** That version, the newest if none was named. */
    ModelVersion find(Heddle heddle) {
        return heddle.version(model, version.orElse("latest"));
    }

    /** That version of a command that changes it, which says which one it means. */
    ModelVersion findNamed(Heddle heddle) {
        if (version.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' names a model, expected a version: %s@3, %s@champion or %s@latest"
                            .formatted(model, model, model, model));
        }
        return find(heddle);
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<Reference> {
        @Override
        public Reference convert(String value) {
            return parse(value);
        }
    }
}
