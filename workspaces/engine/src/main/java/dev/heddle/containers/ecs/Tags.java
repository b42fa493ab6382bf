package dev.heddle.containers.ecs;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ecs.model.Tag;

/** Labels as tags of AWS, which allow less. */
final class Tags {
    private static final int MOST = 50;
    private static final Pattern KEY =
            Pattern.compile("(?!aws:)[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,256}");

    private Tags() {}

    /**
     * Tags.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if AWS would not take one of them
     */
    static List<Tag> of(Map<String, String> labels) {
        if (labels.size() > MOST) {
            throw invalid(
                    "there are %d labels, expected at most %d".formatted(labels.size(), MOST));
        }
        labels.forEach(
                (key, value) -> {
                    if (!KEY.matcher(key).matches()) {
                        throw invalid(
                                "a label is named '%s', expected up to 128 letters, digits, spaces"
                                                .formatted(key)
                                        + " and _.:/=+@-, not beginning with aws:");
                    }
                    if (!VALUE.matcher(value).matches()) {
                        throw invalid(
                                "label '%s' is '%s', expected up to 256 letters, digits, spaces and"
                                                .formatted(key, value)
                                        + " _.:/=+@-");
                    }
                });
        return labels.entrySet().stream()
                .map(entry -> Tag.builder().key(entry.getKey()).value(entry.getValue()).build())
                .toList();
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }
}
