package dev.heddle.streams;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.Event;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelIdentity;
import dev.heddle.recording.Recording;
import dev.heddle.runtime.Emission;
import dev.heddle.runtime.EventCodec;
import dev.heddle.runtime.LoadedStream;
import java.util.List;

/**
 * A function that takes events.
 *
 * @param stream the version; closed with this
 * @param state what it reads and writes; outlives this
 * @param input reads events
 * @param output writes the records that it emits
 * @param recording takes what was processed; closed with this
 */
public record FunctionProgram(
        LoadedStream stream,
        StreamState state,
        EventCodec input,
        EventCodec output,
        Recording recording)
        implements StreamProgram {
    /** A function over JSON that emits JSON, and that nobody watches. */
    public FunctionProgram(LoadedStream stream, StreamState state) {
        this(stream, state, EventCodec.JSON, EventCodec.JSON, Recording.NONE);
    }

    @Override
    public ModelIdentity identity() {
        return stream.identity();
    }

    @Override
    public Object read(byte[] value) {
        return stream.read(value, input);
    }

    @Override
    public Effects process(List<? extends Event<?>> events) throws Exception {
        return new Effects(stream.process(events, output), () -> processed(events));
    }

    private void processed(List<? extends Event<?>> events) {
        try {
            stream.inputs(events)
                    .ifPresentOrElse(recording::taken, () -> recording.counted(events.size()));
        } catch (RuntimeException e) {
            // What the function has done to its events, its emissions are sent.
            recording.counted(events.size());
        }
    }

    @Override
    public void dead(Exception failure) {
        recording.failed(codeOf(failure));
    }

    /** What is no failure of Heddle's own is the function's. */
    static ErrorCode codeOf(Exception failure) {
        return failure instanceof HeddleException e ? e.code() : ErrorCode.MODEL_FAILED;
    }

    @Override
    public void sent(Emission emission, int partition, long offset) {
        emission.features().ifPresent(write -> state.written(write, partition, offset));
    }

    @Override
    public void takenOver() {
        state.takenOver();
    }

    @Override
    public void abandoned() {
        state.abandoned();
    }

    @Override
    public void close() {
        recording.close();
        stream.close();
    }
}
