package dev.heddle.ingestion;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.VersionFiles;
import dev.heddle.client.monitors.Engine;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.model.Metrics;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import dev.heddle.model.Signature;
import dev.heddle.recording.Recording;
import dev.heddle.recording.Recordings;
import dev.heddle.runtime.Envelope;
import dev.heddle.runtime.Envelope.Flavor;
import dev.heddle.runtime.Envelopes;
import dev.heddle.runtime.EventCodec;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.LoadedStream;
import dev.heddle.runtime.ModelRuntime;
import dev.heddle.streams.FunctionProgram;
import dev.heddle.streams.ScoringProgram;
import dev.heddle.streams.StreamProgram;
import dev.heddle.streams.StreamState;
import dev.heddle.streams.formats.EventCodecs;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Loads versions for streams. */
@Singleton
class StreamPrograms {
    private final ModelRuntime runtime;
    private final VersionFiles files;
    private final MeterRegistry meters;
    private final StreamFigures figures;
    private final Recordings recordings;
    private final EventCodecs codecs;

    StreamPrograms(
            ModelRuntime runtime,
            ServingRegistry registry,
            MeterRegistry meters,
            StreamFigures figures,
            Recordings recordings,
            KafkaBrokers brokers,
            @ConfigProperty(name = "heddle.data-dir", defaultValue = ".heddle") Path data) {
        this.runtime = runtime;
        this.meters = meters;
        this.figures = figures;
        this.recordings = recordings;
        this.codecs = brokers.codecs();
        this.files = new VersionFiles(data.resolve("ingestion").resolve("versions"), registry);
    }

    /**
     * Loads a version; the caller closes it.
     *
     * @param state the features that the stream reads and writes, whatever its version
     */
    StreamProgram load(ModelVersion version, StreamSpec spec, StreamState state) {
        Envelope envelope = Envelopes.read(files.materialise(version));
        ModelIdentity identity =
                new ModelIdentity(version.model(), version.version(), version.digest());
        Metrics metrics = new FunctionMetrics(meters, identity, figures.of(identity));
        EventCodec input = codecs.of(spec.format());
        EventCodec output = codecs.of(spec.outputFormat());
        boolean isStream = envelope.runnable().equals(Optional.of(Flavor.HEDDLE_STREAM));
        if (isStream) {
            LoadedStream stream =
                    runtime.loadStream(envelope, identity, version.tags(), metrics, state);
            Recording recording = recording(identity, spec, stream.signature());
            return new FunctionProgram(stream, state, input, output, recording);
        }
        LoadedModel model = runtime.load(envelope, identity, version.tags(), Mode.STREAM, metrics);
        Recording recording = recording(identity, spec, model.signature());
        return new ScoringProgram(model, input, spec.output().orElseThrow(), output, recording);
    }

    private Recording recording(ModelIdentity version, StreamSpec spec, Signature signature) {
        return recordings.open(
                version.name(), version.version(), Engine.STREAM, spec.name(), signature);
    }
}
