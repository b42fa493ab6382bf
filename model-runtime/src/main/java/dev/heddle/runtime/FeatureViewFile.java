package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** A feature view in a YAML file, as people write it. */
public final class FeatureViewFile {
    private FeatureViewFile() {}

    /**
     * Reads a file.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if it cannot be read, or is no view
     */
    public static FeatureView read(Path file) {
        try {
            Object content =
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            if (!(content instanceof Map<?, ?> map)) {
                throw invalid(file, "it holds no fields, expected name, keys and features", null);
            }
            Map<String, Object> fields = new HashMap<>();
            map.forEach((name, value) -> fields.put(String.valueOf(name), value));
            return FeatureView.fromMap(fields);
        } catch (IOException e) {
            throw invalid(file, "it cannot be read: " + e.getMessage(), e);
        } catch (YAMLException e) {
            throw invalid(file, "it is no YAML: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw invalid(file, e.getMessage(), e);
        }
    }

    private static HeddleException invalid(Path file, String reason, Throwable cause) {
        return new HeddleException(
                ErrorCode.INVALID_REQUEST, "%s: %s".formatted(file, reason), cause);
    }
}
