package dev.heddle.streams;

import dev.heddle.model.Event;
import dev.heddle.model.ModelIdentity;
import dev.heddle.recording.Recording;
import dev.heddle.runtime.Emission;
import dev.heddle.runtime.EventCodec;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model that scores events: each becomes an event with its key and the prediction.
 *
 * @param model the version; closed with this
 * @param input reads events
 * @param topic where scores go
 * @param output writes them
 * @param recording takes what was scored; closed with this
 */
public record ScoringProgram(
        LoadedModel model, EventCodec input, String topic, EventCodec output, Recording recording)
        implements StreamProgram {
    @Override
    public ModelIdentity identity() {
        return model.identity();
    }

    @Override
    public Object read(byte[] value) {
        return model.readEvent(value, input);
    }

    @Override
    public Effects process(List<? extends Event<?>> events) {
        List<Records> callers = new ArrayList<>(events.size());
        // Features are those of this moment, not of when the event was read.
        events.forEach(event -> callers.add(model.complete((Records) event.value())));
        List<Records> scores = model.score(callers, Optional.empty());
        List<Emission> emissions = new ArrayList<>(scores.size());
        for (int i = 0; i < scores.size(); i++) {
            emissions.add(
                    new Emission(
                            topic,
                            events.get(i).key(),
                            model.writeEvent(topic, scores.get(i), output)));
        }
        return new Effects(
                emissions,
                () -> {
                    for (int i = 0; i < scores.size(); i++) {
                        recording.scored(callers.get(i), scores.get(i));
                    }
                });
    }

    @Override
    public void dead(Exception failure) {
        recording.failed(FunctionProgram.codeOf(failure));
    }

    @Override
    public void close() {
        recording.close();
        model.close();
    }
}
