package dev.heddle.sketches;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.datasketches.common.ArrayOfItemsSerDe;
import org.apache.datasketches.memory.Memory;

/**
 * Texts of a sketch as bytes: two for the length, then UTF-8. A length is checked before anything
 * is made of it.
 */
final class ShortTexts extends ArrayOfItemsSerDe<String> {
    private static final int MOST_BYTES = 3 * CategorySketch.MOST_CHARACTERS;

    @Override
    public byte[] serializeToByteArray(String item) {
        return serializeToByteArray(new String[] {item});
    }

    @Override
    public byte[] serializeToByteArray(String[] items) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String item : items) {
            byte[] text = item.getBytes(StandardCharsets.UTF_8);
            bytes.write(text.length >>> 8);
            bytes.write(text.length);
            bytes.writeBytes(text);
        }
        return bytes.toByteArray();
    }

    @Override
    public String[] deserializeFromMemory(Memory memory, long offset, int count) {
        String[] items = new String[count];
        long place = offset;
        for (int i = 0; i < count; i++) {
            int length = length(memory, place);
            byte[] text = new byte[length];
            memory.getByteArray(place + 2, text, 0, length);
            items[i] = new String(text, StandardCharsets.UTF_8);
            place += 2 + length;
        }
        return items;
    }

    private static int length(Memory memory, long place) {
        ProfileReader.require(
                place + 2 <= memory.getCapacity(), "a sketch of values ends within a text");
        int length = (memory.getByte(place) & 0xFF) << 8 | memory.getByte(place + 1) & 0xFF;
        ProfileReader.require(
                length <= MOST_BYTES && place + 2 + length <= memory.getCapacity(),
                "a sketch of values has a text of %d bytes".formatted(length));
        return length;
    }

    @Override
    public int sizeOf(String item) {
        return 2 + item.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public int sizeOf(Memory memory, long offset, int count) {
        long place = offset;
        for (int i = 0; i < count; i++) {
            place += 2 + length(memory, place);
        }
        return (int) (place - offset);
    }

    @Override
    public String toString(String item) {
        return item;
    }

    @Override
    public Class<String> getClassOfT() {
        return String.class;
    }
}
