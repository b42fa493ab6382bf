package dev.heddle.streams.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A record as tokens: what JSON has is as in JSON; bytes, dates and timestamps are objects of their
 * Java classes.
 */
final class Tokens extends TokenBuffer {
    Tokens() {
        super((ObjectCodec) null, false);
    }

    /** Before the first token. */
    JsonParser parser() {
        return asParser();
    }

    /** A number as JSON has it: infinities are texts. */
    void number(double value) throws IOException {
        if (Double.isInfinite(value)) {
            writeString(Double.toString(value));
        } else {
            writeNumber(value);
        }
    }

    /** A number as JSON has it: infinities are texts. */
    void number(float value) throws IOException {
        if (Float.isInfinite(value)) {
            writeString(Float.toString(value));
        } else {
            writeNumber(value);
        }
    }

    /** A whole number; as in JSON, its value says which fields take it. */
    void integer(long value) throws IOException {
        if ((int) value == value) {
            writeNumber((int) value);
        } else {
            writeNumber(value);
        }
    }

    /** A whole number; as in JSON, its value says which fields take it. */
    void integer(BigInteger value) throws IOException {
        if (value.bitLength() < Long.SIZE) {
            integer(value.longValue());
        } else {
            writeNumber(value);
        }
    }

    /** A whole number or a double if that says the same; else what no field takes. */
    void decimal(BigDecimal value) throws IOException {
        if (value.signum() == 0 || value.stripTrailingZeros().scale() <= 0) {
            integer(value.toBigInteger());
        } else if (new BigDecimal(Double.toString(value.doubleValue())).compareTo(value) == 0) {
            writeNumber(value.doubleValue());
        } else {
            writeEmbeddedObject(value);
        }
    }
}
