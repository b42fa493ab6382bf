package dev.heddle.streams;

import dev.heddle.model.Event;
import dev.heddle.model.ModelIdentity;
import dev.heddle.runtime.Emission;
import dev.heddle.runtime.LoadedStream;
import java.util.List;

/**
 * A function that takes events.
 *
 * @param stream the version; closed with this
 * @param state what it reads and writes; outlives this
 */
public record FunctionProgram(LoadedStream stream, StreamState state) implements StreamProgram {
    @Override
    public ModelIdentity identity() {
        return stream.identity();
    }

    @Override
    public Object read(byte[] value) {
        return stream.read(value);
    }

    @Override
    public List<Emission> process(List<? extends Event<?>> events) throws Exception {
        return stream.process(events);
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
