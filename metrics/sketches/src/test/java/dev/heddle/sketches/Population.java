package dev.heddle.sketches;

import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.Signature;
import dev.heddle.runtime.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Rows to draw from, as often as wanted. */
abstract class Population {
    private final Signature signature;

    private Population(List<Field> fields) {
        signature = new Signature(new Struct(fields), Rows.OUTPUT);
    }

    /** A row at random. */
    abstract Row draw(Random random);

    List<Field> fields() {
        return signature.input().fields();
    }

    /** A profile of so many rows at random. */
    Profile sample(int rows, Random random) {
        return sample(rows, random, -1, 0);
    }

    /** The same, with a value added to the numbers of one field. */
    Profile sample(int rows, Random random, int moved, double by) {
        ProfileRecorder recorder = new ProfileRecorder(signature);
        for (int i = 0; i < rows; i++) {
            Row row = draw(random);
            if (moved >= 0 && row.isPresent(moved)) {
                row.set(moved, row.doubleAt(moved) + by);
            }
            recorder.record(row, Rows.output(random.nextGaussian()));
        }
        return recorder.take();
    }

    /** Distributions as they occur: bell-shaped, skewed, with many zeros, discrete, long-tailed. */
    static Population made() {
        String[] tail = new String[5_000];
        Arrays.setAll(tail, i -> "value " + i);
        return new Population(
                List.of(
                        Field.required("normal", Scalar.DOUBLE),
                        Field.required("lognormal", Scalar.DOUBLE),
                        Field.required("zeros", Scalar.DOUBLE),
                        Field.required("count", Scalar.DOUBLE),
                        Field.required("rare", Scalar.DOUBLE),
                        Field.required("constant", Scalar.DOUBLE),
                        Field.required("cauchy", Scalar.DOUBLE),
                        Field.optional("tail", Scalar.STRING),
                        Field.required("few", Scalar.STRING),
                        Field.required("flag", Scalar.BOOLEAN),
                        Field.required("id", Scalar.STRING))) {
            @Override
            Row draw(Random random) {
                double uniform = random.nextDouble();
                // Zipf's law: the k-th value about as often as 1 / k.
                int rank = (int) Math.pow(tail.length, random.nextDouble()) - 1;
                int count = 0;
                for (double left = Math.exp(-2), sum = left; uniform > sum; sum += left) {
                    count++;
                    left *= 2.0 / count;
                }
                return Rows.row(
                        new Struct(fields()),
                        random.nextGaussian(),
                        Math.exp(2 * random.nextGaussian()),
                        random.nextDouble() < 0.9 ? 0.0 : random.nextDouble(),
                        (double) count,
                        random.nextDouble() < 0.01 ? 1.0 : 0.0,
                        5.0,
                        Math.tan(Math.PI * (random.nextDouble() - 0.5)),
                        random.nextDouble() < 0.03 ? null : tail[rank],
                        tail[Math.min(rank, 6)],
                        random.nextDouble() < 0.02,
                        Long.toHexString(random.nextLong()));
            }
        };
    }

    /** The rows of a file that is described in src/test/python/data.py. */
    static Population of(String file) {
        List<String> lines = lines(file);
        String[] names = lines.get(0).split(",");
        String[][] cells =
                lines.stream()
                        .skip(1)
                        .map(line -> line.split(",", names.length))
                        .toArray(String[][]::new);
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            fields.add(Field.optional(names[i], type(cells, i)));
        }
        Struct struct = new Struct(fields);
        return new Population(fields) {
            @Override
            Row draw(Random random) {
                String[] values = cells[random.nextInt(cells.length)];
                Row row = new Row(struct);
                for (int i = 0; i < values.length; i++) {
                    if (!values[i].isEmpty()) {
                        row.setBoxed(
                                i,
                                fields.get(i).type() == Scalar.DOUBLE
                                        ? (Object) Double.valueOf(values[i])
                                        : values[i]);
                    }
                }
                return row;
            }
        };
    }

    private static FieldType type(String[][] cells, int column) {
        return Arrays.stream(cells)
                        .map(row -> row[column])
                        .allMatch(cell -> cell.isEmpty() || cell.matches("-?[0-9.]+"))
                ? Scalar.DOUBLE
                : Scalar.STRING;
    }

    private static List<String> lines(String file) {
        try (InputStream in = Population.class.getResourceAsStream("/" + file)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
