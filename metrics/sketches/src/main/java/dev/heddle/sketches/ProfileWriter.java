package dev.heddle.sketches;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Profiles as bytes: a mark and the form's version, rows, rows looked at, fields left out, and each
 * field with its counts and what is kept of its kind. Numbers are big-endian.
 */
final class ProfileWriter {
    static final int MARK = 0x48445031;

    private ProfileWriter() {}

    static byte[] write(Profile profile) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MARK);
            out.writeLong(profile.rows());
            out.writeLong(profile.sketched());
            out.writeInt(profile.leftOut());
            out.writeInt(profile.fields().size());
            for (FieldProfile field : profile.fields()) {
                write(field, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(FieldProfile field, DataOutputStream out) throws IOException {
        out.writeUTF(field.name());
        out.writeByte(field.kind().ordinal());
        out.writeLong(field.present());
        out.writeLong(field.missing());
        out.writeLong(field.infinite());
        out.writeDouble(field.counts().squares());
        switch (field.kind()) {
            case NUMBER, TIME -> {
                out.writeLong(field.moments().count());
                out.writeDouble(field.moments().mean());
                out.writeDouble(field.moments().spread());
                write(field.numbers().write(), out);
            }
            case CATEGORY -> {
                write(field.categorySketch().writeFrequent(), out);
                write(field.categorySketch().writeDistinct(), out);
            }
            case PRESENCE -> {}
        }
    }

    private static void write(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
