package dev.heddle.sketches;

import dev.heddle.model.Signature;
import dev.heddle.runtime.Records;
import dev.heddle.runtime.Row;
import dev.heddle.sketches.FieldPlan.Reader;
import dev.heddle.sketches.ProfileStripe.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Makes profiles of what a version is given and gives back. Safe for use by many threads, which do
 * not wait for each other, nor for {@link #take}: where a row would have to wait, it is counted and
 * not looked at.
 *
 * <p>It looks at every row up to a budget; then at one of every two until it has looked at as many
 * again, then at one of every four, and so on. A row that is looked at is a random one of those
 * that it stands for, and counts as that many. Each profile begins with the rate at which the last
 * would have kept the budget.
 */
public final class ProfileRecorder {
    /** At one profile every ten seconds, about 24,000 rows a minute are looked at. */
    public static final int BUDGET = 4_000;

    private static final Reader[] NOTHING = {};

    private final FieldPlan plan;
    private final SampleRate rate;
    private final Stripes<ProfileStripe> stripes;
    private final LongAdder passedOver = new LongAdder();

    /** A recorder with the usual budget. */
    public ProfileRecorder(Signature signature) {
        this(signature, BUDGET);
    }

    /**
     * A recorder.
     *
     * @param signature the version's
     * @param budget how many rows of a profile are looked at before some are passed over
     */
    public ProfileRecorder(Signature signature, int budget) {
        if (budget < 1) {
            throw new IllegalArgumentException("a budget is 1 or more, got " + budget);
        }
        this.plan = FieldPlan.of(Objects.requireNonNull(signature, "signature"));
        this.rate = new SampleRate(budget);
        this.stripes = new Stripes<>(() -> new ProfileStripe(plan, rate));
    }

    /** How many fields of a version are looked at. */
    public static int fields(Signature signature) {
        return FieldPlan.of(signature).size();
    }

    /** Records that were scored, and what came of each. */
    public void record(Records inputs, Records outputs) {
        record(inputs, outputs, plan.outputs());
    }

    /** Records that the version failed to score: of its outputs, nothing is kept. */
    public void recordFailed(Records inputs) {
        record(inputs, inputs, NOTHING);
    }

    private void record(Records inputs, Records outputs, Reader[] outputReaders) {
        int rows = Math.min(inputs.count(), outputs.count());
        ProfileStripe stripe = stripes.tryAcquire();
        if (stripe == null) {
            passedOver.add(rows);
            return;
        }
        try {
            for (int row = stripe.first(rows); row < rows; row = stripe.next(row, rows)) {
                stripe.take(inputs, row, plan.inputs());
                stripe.take(outputs, row, outputReaders);
            }
        } finally {
            stripe.unlock();
        }
    }

    /** One record that was scored, and what came of it. */
    public void record(Row input, Row output) {
        ProfileStripe stripe = stripes.tryAcquire();
        if (stripe == null) {
            passedOver.increment();
            return;
        }
        try {
            if (stripe.first(1) == 0) {
                stripe.take(input, plan.inputs());
                stripe.take(output, plan.outputs());
            }
        } finally {
            stripe.unlock();
        }
    }

    /**
     * What was recorded since this was called last, or since the recorder was made. What is
     * recorded meanwhile is in this profile or in the next, once.
     */
    public Profile take() {
        List<ProfileStripe> used = stripes.used();
        rate.begin(used.stream().mapToLong(ProfileStripe::rows).sum());
        List<Part> parts = used.stream().map(ProfileStripe::part).toList();
        long rows = passedOver.sumThenReset();
        List<Profile> profiles = new ArrayList<>();
        profiles.add(new Part(rows, 0, plan.recorders()).finish(plan.leftOut()));
        parts.forEach(part -> profiles.add(part.finish(plan.leftOut())));
        return Profile.merge(profiles);
    }
}
