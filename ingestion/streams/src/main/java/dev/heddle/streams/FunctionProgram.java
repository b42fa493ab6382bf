package dev.heddle.streams;

import dev.heddle.model.Event;
import dev.heddle.model.ModelIdentity;
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
 */
public record FunctionProgram(
        LoadedStream stream, StreamState state, EventCodec input, EventCodec output)
        implements StreamProgram {
    /** A function over JSON that emits JSON. */
    public FunctionProgram(LoadedStream stream, StreamState state) {
        this(stream, state, EventCodec.JSON, EventCodec.JSON);
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
    public List<Emission> process(List<? extends Event<?>> events) throws Exception {
        return stream.process(events, output);
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
        stream.close();
    }
}
