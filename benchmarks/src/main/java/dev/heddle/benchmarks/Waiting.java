package dev.heddle.benchmarks;

import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelFunction;

/** A model that waits, as one does that asks another service: 50 ms a call. */
public final class Waiting implements ModelFunction<Waiting.Question, Waiting.Answer> {
    private static final long MILLIS = 50;

    /** What is asked. */
    public record Question(double value) {}

    /** The same number. */
    public record Answer(double value) {}

    @Override
    public Answer predict(ModelContext context, Question question) throws InterruptedException {
        Thread.sleep(MILLIS);
        return new Answer(question.value());
    }
}
