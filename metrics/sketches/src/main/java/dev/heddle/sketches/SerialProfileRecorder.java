package dev.heddle.sketches;

import dev.heddle.model.Signature;
import dev.heddle.runtime.Records;
import dev.heddle.runtime.Row;

/**
 * Makes one profile of what a version is given and gives back, as {@link ProfileRecorder} does, for
 * one thread: a row that is passed over costs next to nothing.
 */
public final class SerialProfileRecorder {
    private final FieldPlan plan;
    private final boolean looks;
    private final ProfileStripe stripe;
    private long passedOver;

    /**
     * A recorder.
     *
     * @param signature the version's
     * @param budget how many rows are looked at before some are passed over; 0 to count rows alone
     */
    public SerialProfileRecorder(Signature signature, int budget) {
        if (budget < 0) {
            throw new IllegalArgumentException("a budget is 0 or more, got " + budget);
        }
        plan = FieldPlan.of(signature);
        looks = budget > 0;
        stripe = new ProfileStripe(plan, new SampleRate(Math.max(1, budget)));
    }

    /** Records that were scored, and what came of each. */
    public void record(Records inputs, Records outputs) {
        int rows = Math.min(inputs.count(), outputs.count());
        if (!looks) {
            passedOver += rows;
            return;
        }
        for (int row = stripe.first(rows); row < rows; row = stripe.next(row, rows)) {
            stripe.take(inputs, row, plan.inputs());
            stripe.take(outputs, row, plan.outputs());
        }
    }

    /** One record that was scored, and what came of it. */
    public void record(Row input, Row output) {
        if (!looks) {
            passedOver++;
        } else if (stripe.first(1) == 0) {
            stripe.take(input, plan.inputs());
            stripe.take(output, plan.outputs());
        }
    }

    /** What was recorded; nothing may be recorded afterwards. */
    public Profile finish() {
        Profile seen = stripe.part().finish(plan.leftOut());
        return passedOver == 0 ? seen : seen.withRows(passedOver);
    }
}
