package dev.heddle.dashboard.runs;

import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is wrong with a filter or an order.
 *
 * @param message what the platform says
 * @param filter the filter, if the platform says where it is wrong; empty otherwise
 * @param pointer a line that points there
 */
record FilterProblem(String message, String filter, String pointer) {
    private static final Pattern POSITION = Pattern.compile("\\(at position ([0-9]{1,6})\\)");

    /** What an error says of a filter; empty for an error that is about something else. */
    static Optional<FilterProblem> of(HeddleException error, String filter) {
        if (error.code().category() != Category.USER) {
            return Optional.empty();
        }
        Matcher matcher = POSITION.matcher(error.getMessage());
        boolean isOfFilter = !filter.isEmpty() && !error.getMessage().contains("order_by");
        if (isOfFilter && matcher.find()) {
            int position = Integer.parseInt(matcher.group(1));
            if (position >= 1 && position <= filter.length() + 1) {
                return Optional.of(
                        new FilterProblem(
                                error.getMessage(), filter, " ".repeat(position - 1) + "^"));
            }
        }
        return Optional.of(new FilterProblem(error.getMessage(), "", ""));
    }
}
