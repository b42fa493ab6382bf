package dev.heddle.serving.mlflow;

import java.util.Locale;
import java.util.Optional;

/** What a request can be. */
enum ContentType {
    JSON,
    CSV;

    /**
     * What a header says; JSON where there is none.
     *
     * @return empty if it is nothing that is taken, or not in UTF-8
     */
    static Optional<ContentType> of(String header) {
        if (header == null || header.isBlank()) {
            return Optional.of(JSON);
        }
        String[] parts = header.toLowerCase(Locale.ROOT).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (!parameter.isEmpty() && !parameter.equals("charset=utf-8")) {
                return Optional.empty();
            }
        }
        return switch (parts[0].strip()) {
            case "application/json" -> Optional.of(JSON);
            case "text/csv" -> Optional.of(CSV);
            default -> Optional.empty();
        };
    }
}
