package dev.heddle.sketches;

import dev.heddle.model.HeddleException;
import dev.heddle.sketches.FieldProfile.Category;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.memory.Memory;

/**
 * How often texts occur, of the frequent ones, and how many there are: a frequent-items sketch
 * (Anderson et al., <a href="https://arxiv.org/abs/1705.07001">A High-Performance Algorithm for
 * Identifying Frequent Items in Data Streams</a>, 2017) and HyperLogLog. Immutable, and safe for
 * use by many threads.
 */
final class CategorySketch {
    /** As many places for texts are there; three quarters of them are used. */
    static final int MOST_PLACES = 256;

    /** What is longer is cut. */
    static final int MOST_CHARACTERS = 64;

    private static final int LOG_MOST_PLACES = 8;
    private static final int MOST_TEXTS = MOST_PLACES * 3 / 4;
    private static final int LOG_REGISTERS = 10;
    private static final int PREAMBLE_BYTES = 32;
    private static final int MOST_HLL_BYTES = 2048;
    private static final byte HLL_8_TYPE = 2 << 2;
    private static final byte HLL_TYPE_MASK = 3 << 2;

    static {
        SketchLibrary.prepare();
    }

    private final ItemsSketch<String> frequent;
    private final HllSketch distinct;

    /** Takes over sketches that nobody else changes. */
    CategorySketch(ItemsSketch<String> frequent, HllSketch distinct) {
        this.frequent = frequent;
        this.distinct = distinct;
    }

    static ItemsSketch<String> newFrequent() {
        return new ItemsSketch<>(MOST_PLACES);
    }

    static HllSketch newDistinct() {
        return new HllSketch(LOG_REGISTERS, TgtHllType.HLL_8);
    }

    /** Texts as they are told apart here: the first 64 characters. */
    static String cut(String text) {
        if (text.length() <= MOST_CHARACTERS) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1));
        return text.substring(0, splits ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
    }

    /** How many values there are, each as often as it weighs. */
    long count() {
        return frequent.getStreamLength();
    }

    /** About how many of them differ. */
    synchronized double distinct() {
        double estimate = distinct.getEstimate();
        return Double.isFinite(estimate) ? Math.max(estimate, frequent.getNumActiveItems()) : 0;
    }

    /** How often a text that is not kept may have occurred at most; 0 while all are kept. */
    long mostOfOthers() {
        return frequent.getMaximumError();
    }

    /** The texts that are kept, the most frequent first. */
    synchronized List<Category> categories() {
        return Arrays.stream(frequent.getFrequentItems(0, ErrorType.NO_FALSE_NEGATIVES))
                .map(row -> new Category(row.getItem(), row.getLowerBound(), row.getUpperBound()))
                .sorted(
                        Comparator.comparingLong(Category::atMost)
                                .reversed()
                                .thenComparing(Category::value))
                .toList();
    }

    /** The same by text. */
    Map<String, Category> byValue() {
        Map<String, Category> all = new HashMap<>();
        categories().forEach(category -> all.put(category.value(), category));
        return all;
    }

    static CategorySketch merge(Collection<CategorySketch> parts) {
        ItemsSketch<String> frequent = newFrequent();
        Union distinct = new Union(LOG_REGISTERS);
        for (CategorySketch part : parts) {
            part.addTo(frequent, distinct);
        }
        return new CategorySketch(frequent, distinct.getResult(TgtHllType.HLL_8));
    }

    private synchronized void addTo(ItemsSketch<String> all, Union allDistinct) {
        all.merge(frequent);
        allDistinct.update(distinct);
    }

    synchronized byte[] writeFrequent() {
        return frequent.toByteArray(new ShortTexts());
    }

    synchronized byte[] writeDistinct() {
        return distinct.toCompactByteArray();
    }

    /**
     * Reads what was written.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if it is anything else
     */
    static CategorySketch read(byte[] frequent, byte[] distinct) {
        try {
            CategorySketch sketch =
                    new CategorySketch(readFrequent(frequent), readDistinct(distinct));
            for (Category category : sketch.categories()) {
                ProfileReader.require(
                        category.atLeast() >= 0
                                && category.atMost() <= Profile.MOST_ROWS
                                && category.atLeast() <= sketch.count(),
                        "a value occurs %d times".formatted(category.atMost()));
            }
            return sketch;
        } catch (HeddleException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ProfileReader.wrong("a sketch of values cannot be read", e);
        }
    }

    /**
     * The library trusts the sizes that it reads. From byte 0: longs of the preamble, version,
     * family, logarithm of most places, of places now, flags, - (2), texts (4), - (4), count (8),
     * error (8), a count of each text (8), and the texts.
     */
    private static ItemsSketch<String> readFrequent(byte[] bytes) {
        Memory memory = Memory.wrap(bytes);
        int places = memory.getByte(4);
        ProfileReader.require(
                memory.getByte(3) == LOG_MOST_PLACES && places >= 0 && places <= LOG_MOST_PLACES,
                "a sketch of values is not of %d places".formatted(MOST_PLACES));
        if (bytes.length > 8) {
            ProfileReader.require(
                    (memory.getByte(0) & 0x3F) * 8 == PREAMBLE_BYTES,
                    "a sketch of values has a wrong form");
            int texts = memory.getInt(8);
            long count = memory.getLong(16);
            long error = memory.getLong(24);
            ProfileReader.require(
                    texts >= 0 && texts <= MOST_TEXTS && PREAMBLE_BYTES + 8 * texts <= bytes.length,
                    "a sketch of values has %d of them".formatted(texts));
            ProfileReader.require(
                    count >= 0 && count <= Profile.MOST_ROWS && error >= 0 && error <= count,
                    "a sketch of values counts %d of them".formatted(count));
            for (int i = 0; i < texts; i++) {
                long each = memory.getLong(PREAMBLE_BYTES + 8L * i);
                ProfileReader.require(
                        each > 0 && each <= count,
                        "a sketch of %d values has one %d times".formatted(count, each));
            }
        }
        return ItemsSketch.getInstance(memory, new ShortTexts());
    }

    private static HllSketch readDistinct(byte[] bytes) {
        ProfileReader.require(
                bytes.length >= 8
                        && bytes.length <= MOST_HLL_BYTES
                        && bytes[3] == LOG_REGISTERS
                        && bytes[4] >= 0
                        && bytes[4] <= LOG_REGISTERS
                        && (bytes[7] & HLL_TYPE_MASK) == HLL_8_TYPE,
                "a sketch of distinct values has a wrong form");
        HllSketch sketch = HllSketch.heapify(bytes);
        double estimate = sketch.getEstimate();
        ProfileReader.require(
                estimate >= 0 && Double.isFinite(estimate),
                "a sketch of distinct values says " + estimate);
        return sketch;
    }

    /** What stands for a text in HyperLogLog, which passes over what is empty. */
    static byte[] distinctBytes(String text) {
        return text.isEmpty() ? new byte[] {-1, -1, -1} : text.getBytes(StandardCharsets.UTF_8);
    }
}
