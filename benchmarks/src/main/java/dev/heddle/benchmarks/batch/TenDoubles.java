package dev.heddle.benchmarks.batch;

import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;

/** A little arithmetic on ten doubles. */
public final class TenDoubles implements ModelFunction<TenDoubles.Record, TenDoubles.Result> {
    /** The same, as Spark SQL says it. */
    static final String SQL =
            "x0 * 0.25D - x1 * 0.5D + x2 * 0.75D - x3 * x4 + x5 * 1.25D - x6 * 1.5D + x7 * x8 - x9";

    /** What it reads. */
    public record Record(
            double x0,
            double x1,
            double x2,
            double x3,
            double x4,
            double x5,
            double x6,
            double x7,
            double x8,
            double x9) {}

    /** What it makes of that. */
    public record Result(double y) {}

    @Override
    public Result predict(ModelContext context, Record in) {
        return new Result(
                in.x0 * 0.25
                        - in.x1 * 0.5
                        + in.x2 * 0.75
                        - in.x3 * in.x4
                        + in.x5 * 1.25
                        - in.x6 * 1.5
                        + in.x7 * in.x8
                        - in.x9);
    }
}
