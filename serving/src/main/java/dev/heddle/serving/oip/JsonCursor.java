package dev.heddle.serving.oip;

import com.fasterxml.jackson.core.io.NumberInput;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Walks over a JSON text in UTF-8 without building anything but what is asked for. Tensors are
 * mostly numbers, and a general parser spends its time on what is not needed for them: this one
 * turns digits into the number they mean, with no token between.
 *
 * <p>Whatever is wrong is an {@code INVALID_REQUEST} that names the place. For one thread.
 */
final class JsonCursor {
    private static final char[] NO_CHARS = {};
    private static final int MAX_DEPTH = 64;
    private static final double[] POWERS = new double[23];

    static {
        double power = 1;
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = power;
            power *= 10;
        }
    }

    private final byte[] bytes;
    private final int end;
    private int at;
    private char[] digits = NO_CHARS;

    // What the last number was made of: mantissa · 10^exponent.
    private boolean isNegative;
    private boolean isExact;
    private boolean isWhole;
    private long mantissa;
    private int exponent;
    private int numberStart;

    JsonCursor(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    int position() {
        return at;
    }

    void position(int position) {
        at = position;
    }

    /** What comes next, whitespace apart, without passing it; -1 at the end. */
    int peek() {
        while (at < end) {
            byte b = bytes[at];
            if (b > ' ') {
                return b;
            }
            if (b < 0) {
                return b & 0xFF;
            }
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                throw wrong("a JSON value");
            }
            at++;
        }
        return -1;
    }

    /** Passes a character that may come next; whether it did. */
    boolean passIf(char expected) {
        if (peek() != expected) {
            return false;
        }
        at++;
        return true;
    }

    /** Passes a character that must come next. */
    void pass(char expected) {
        if (!passIf(expected)) {
            throw wrong("'" + expected + "'");
        }
    }

    /**
     * Goes to the next member of an object or the next item of an array whose start was passed:
     * false at its end.
     *
     * @param isFirst whether none was read yet
     */
    boolean next(boolean isFirst, char close) {
        if (passIf(close)) {
            return false;
        }
        if (!isFirst) {
            pass(',');
            if (peek() == close) {
                throw wrong("a value after ','");
            }
        }
        return true;
    }

    /** Reads a member's name and passes the colon. */
    String name() {
        String name = string("a name in quotes");
        pass(':');
        return name;
    }

    /** Reads a string. */
    String string(String expected) {
        if (peek() != '"') {
            throw wrong(expected);
        }
        int start = ++at;
        boolean isAscii = true;
        while (at < end) {
            byte b = bytes[at];
            if (b == '"') {
                String text =
                        isAscii
                                ? new String(bytes, start, at - start, StandardCharsets.ISO_8859_1)
                                : decode(start, at);
                at++;
                return text;
            }
            if (b == '\\') {
                return escapedString(start);
            }
            if (b >= 0 && b < ' ') {
                throw wrong("a string without control characters");
            }
            isAscii &= b > 0;
            at++;
        }
        throw wrong("the end of a string");
    }

    private String escapedString(int start) {
        StringBuilder text = new StringBuilder();
        int from = start;
        while (at < end) {
            byte b = bytes[at];
            if (b == '"') {
                text.append(decode(from, at));
                at++;
                return text.toString();
            }
            if (b >= 0 && b < ' ') {
                throw wrong("a string without control characters");
            }
            at++;
            if (b == '\\') {
                text.append(decode(from, at - 1)).append(escaped());
                from = at;
            }
        }
        throw wrong("the end of a string");
    }

    private char escaped() {
        int c = at < end ? bytes[at++] : -1;
        return switch (c) {
            case '"', '\\', '/' -> (char) c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = at < end ? Character.digit(bytes[at++], 16) : -1;
                    if (digit < 0) {
                        throw wrong("four hexadecimal digits after \\u");
                    }
                    code = code * 16 + digit;
                }
                yield (char) code;
            }
            default -> throw wrong("an escape that JSON has");
        };
    }

    private String decode(int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            at = from;
            throw wrong("UTF-8");
        }
    }

    /** Passes over a value. */
    void skip() {
        skip(0);
    }

    private void skip(int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong("at most " + MAX_DEPTH + " levels of nesting");
        }
        switch (peek()) {
            case '{' -> {
                at++;
                for (boolean first = true; next(first, '}'); first = false) {
                    name();
                    skip(depth + 1);
                }
            }
            case '[' -> {
                at++;
                for (boolean first = true; next(first, ']'); first = false) {
                    skip(depth + 1);
                }
            }
            case '"' -> string("a string");
            case 't', 'f' -> bool("true or false");
            case 'n' -> literal("null", "a JSON value");
            default -> scanNumber("a JSON value");
        }
    }

    /** Reads true or false. */
    boolean bool(String expected) {
        int c = peek();
        if (c == 't') {
            literal("true", expected);
            return true;
        }
        literal("false", expected);
        return false;
    }

    /** Passes null, if it comes next; whether it did. */
    boolean passNull() {
        if (peek() != 'n') {
            return false;
        }
        literal("null", "a JSON value");
        return true;
    }

    private void literal(String text, String expected) {
        peek();
        for (int i = 0; i < text.length(); i++) {
            if (at + i >= end || bytes[at + i] != text.charAt(i)) {
                throw wrong(expected);
            }
        }
        at += text.length();
    }

    /** Reads a whole number that fits into 64 bits. */
    long integer(String expected) {
        scanNumber(expected);
        if (isWhole && isExact && (mantissa >= 0 || (isNegative && mantissa == Long.MIN_VALUE))) {
            return isNegative ? -mantissa : mantissa;
        }
        at = numberStart;
        throw wrong(expected);
    }

    /** Reads a whole number from 0 to 2^64 - 1, as the long of the same bits. */
    long unsigned(String expected) {
        scanNumber(expected);
        if (isWhole && isExact && (!isNegative || mantissa == 0)) {
            return mantissa;
        }
        at = numberStart;
        throw wrong(expected);
    }

    /** Reads a number, or NaN or an infinity as a text, and rounds it to a double. */
    double doubleValue(String expected) {
        if (peek() == '"') {
            return special(expected);
        }
        scanNumber(expected);
        if (isExact && mantissa >>> 53 == 0 && hasExactPower()) {
            // One operation on exact numbers rounds once (Clinger's fast path).
            double value = scaled();
            return isNegative ? -value : value;
        }
        int length = digits();
        double value = NumberInput.parseDouble(digits, 0, length, true);
        if (Double.isInfinite(value)) {
            at = numberStart;
            throw wrong(expected);
        }
        return value;
    }

    /** Reads a number, or NaN or an infinity as a text, and rounds it to a float, once. */
    float floatValue(String expected) {
        if (peek() == '"') {
            return (float) special(expected);
        }
        scanNumber(expected);
        if (isExact && mantissa >= 0 && hasExactPower()) {
            // Two roundings, each wrong by half a unit in the last place of a double at most: the
            // float is the nearest unless that is next to the middle between two floats.
            double value = scaled();
            long fromMiddle = (Double.doubleToRawLongBits(value) & 0x1FFFFFFFL) - 0x10000000L;
            if (Math.abs(fromMiddle) > 4
                    && (value == 0 || value >= Float.MIN_NORMAL)
                    && value < Float.MAX_VALUE) {
                float rounded = (float) value;
                return isNegative ? -rounded : rounded;
            }
        }
        int length = digits();
        float value = NumberInput.parseFloat(digits, 0, length, true);
        if (Float.isInfinite(value)) {
            at = numberStart;
            throw wrong(expected);
        }
        return value;
    }

    private boolean hasExactPower() {
        return exponent >= -22 && exponent <= 22;
    }

    private double scaled() {
        return exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
    }

    /** Copies the number's text for the general parser; gives its length. */
    private int digits() {
        int length = at - numberStart;
        if (length > digits.length) {
            digits = new char[Math.max(32, length)];
        }
        for (int i = 0; i < length; i++) {
            digits[i] = (char) bytes[numberStart + i];
        }
        return length;
    }

    private double special(String expected) {
        int start = at;
        String text = string(expected);
        switch (text) {
            case "NaN":
                return Double.NaN;
            case "Infinity":
                return Double.POSITIVE_INFINITY;
            case "-Infinity":
                return Double.NEGATIVE_INFINITY;
            default:
                at = start;
                throw wrong(expected);
        }
    }

    private void scanNumber(String expected) {
        int c = peek();
        numberStart = at;
        isNegative = c == '-';
        if (isNegative) {
            at++;
        }
        mantissa = 0;
        exponent = 0;
        isExact = true;
        isWhole = true;
        int digits = at;
        scanDigits();
        if (at == digits || (bytes[digits] == '0' && at - digits > 1)) {
            at = numberStart;
            throw wrong(expected);
        }
        if (at < end && bytes[at] == '.') {
            isWhole = false;
            int point = ++at;
            scanDigits();
            exponent = point - at;
            if (exponent == 0) {
                throw wrong("digits after the decimal point");
            }
        }
        if (at < end && (bytes[at] | 0x20) == 'e') {
            isWhole = false;
            at++;
            exponent += scanExponent();
        }
    }

    private void scanDigits() {
        long value = mantissa;
        while (at < end) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            if (Long.compareUnsigned(value, 1844674407370955161L) >= 0
                    && (value != 1844674407370955161L || digit > 5)) {
                isExact = false;
            }
            value = value * 10 + digit;
            at++;
        }
        mantissa = value;
    }

    private int scanExponent() {
        boolean isBelow = at < end && bytes[at] == '-';
        if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
            at++;
        }
        int start = at;
        int value = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            value = Math.min(100_000, value * 10 + bytes[at] - '0');
            at++;
        }
        if (at == start) {
            throw wrong("digits of an exponent");
        }
        return isBelow ? -value : value;
    }

    /** What comes next is not what is expected. */
    HeddleException wrong(String expected) {
        return new HeddleException(
                ErrorCode.INVALID_REQUEST,
                "expected %s at byte %d, got %s".formatted(expected, at, found()));
    }

    private String found() {
        if (at >= end) {
            return "the end";
        }
        StringBuilder text = new StringBuilder();
        int i = at;
        while (i < end && text.length() < 24) {
            char c = (char) (bytes[i] & 0xFF);
            if (text.length() > 0 && (c == ',' || c == ']' || c == '}' || c <= ' ')) {
                break;
            }
            text.append(c > ' ' && c < 127 ? c : '?');
            i++;
        }
        return "'" + text + "'";
    }
}
