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
 */
public record FunctionProgram(LoadedStream stream) implements StreamProgram {
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
    public void close() {
        stream.close();
    }
}
