package dev.heddle.streams;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.Event;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelIdentity;
import dev.heddle.runtime.Emission;
import dev.heddle.runtime.JsonRows;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model that scores events: each becomes an event with its key and the prediction as JSON.
 *
 * @param model the version; closed with this
 * @param output where scores go
 */
public record ScoringProgram(LoadedModel model, String output) implements StreamProgram {
    @Override
    public ModelIdentity identity() {
        return model.identity();
    }

    @Override
    public Object read(byte[] value) {
        JsonRows.Input input = model.readInputs(value);
        if (input.isArray()) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT, "the event is an array, expected an object");
        }
        return model.records(input.rows());
    }

    @Override
    public List<Emission> process(List<? extends Event<?>> events) {
        List<Records> callers = new ArrayList<>(events.size());
        // Features are those of this moment, not of when the event was read.
        events.forEach(event -> callers.add(model.complete((Records) event.value())));
        List<Records> scores = model.score(callers, Optional.empty());
        List<Emission> emissions = new ArrayList<>(scores.size());
        for (int i = 0; i < scores.size(); i++) {
            emissions.add(
                    new Emission(
                            output, events.get(i).key(), model.writeOutputs(scores.get(i), false)));
        }
        return emissions;
    }

    @Override
    public void close() {
        model.close();
    }
}
