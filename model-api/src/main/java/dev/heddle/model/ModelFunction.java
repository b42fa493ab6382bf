package dev.heddle.model;

/**
 * A model that scores one record at a time.
 *
 * <p>Write the input and the output as public records; their components are the fields of the
 * model's {@link Signature}. The same input must always give the same output: the platform runs the
 * function in HTTP calls, in Spark tasks and on Kafka events, and promises that they agree.
 *
 * @param <I> the input record
 * @param <O> the output record
 */
public interface ModelFunction<I, O> extends Loadable {
    /**
     * Scores one record. Called from many threads at once.
     *
     * @param context the version, its parameters and artifacts, and the call; never null
     * @param input the record, valid by the signature; never null
     * @return the output record; never null, and its required components are not null
     * @throws HeddleException with {@link ErrorCode#INVALID_INPUT} to refuse the record as the
     *     caller's mistake
     * @throws Exception any other failure of the model; the caller learns that the model failed,
     *     and the log holds the cause
     */
    O predict(ModelContext context, I input) throws Exception;
}
