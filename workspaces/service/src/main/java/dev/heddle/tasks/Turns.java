package dev.heddle.tasks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose turn it is: who waits longest goes first, but who has many containers already lets those
 * pass who have fewer.
 */
final class Turns {
    private Turns() {}

    /**
     * A run that waits.
     *
     * @param id its id
     * @param owner whose it is
     */
    record Waiting(String id, String owner) {}

    /**
     * The runs that begin now, in order.
     *
     * @param waiting those that wait, who waits longest first
     * @param running how many containers each owner has
     * @param places how many may begin
     * @param perOwner how many containers an owner may have before others go first
     */
    static List<String> next(
            List<Waiting> waiting, Map<String, Integer> running, int places, int perOwner) {
        Map<String, Integer> counts = new HashMap<>(running);
        List<Ranked> ranked = new ArrayList<>();
        for (Waiting each : waiting) {
            int count = counts.merge(each.owner(), 1, Integer::sum);
            ranked.add(new Ranked(each.id(), Math.max(0, count - perOwner)));
        }
        // The order of those who are equal stays.
        ranked.sort(Comparator.comparingInt(Ranked::excess));
        return ranked.stream().limit(Math.max(0, places)).map(Ranked::id).toList();
    }

    private record Ranked(String id, int excess) {}
}
