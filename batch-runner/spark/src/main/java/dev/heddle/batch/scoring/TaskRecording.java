package dev.heddle.batch.scoring;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.Signature;
import dev.heddle.runtime.Records;
import dev.heddle.runtime.Row;
import dev.heddle.sketches.SerialProfileRecorder;
import java.util.EnumMap;
import java.util.Map;

/** What one task sees of what it scores. For one thread. */
sealed interface TaskRecording {
    /** Takes note of nothing. */
    TaskRecording NONE = new Nothing();

    /** Takes records that were scored, and what came of them. */
    void record(Records inputs, Records outputs);

    /** Takes a record that was scored, and what came of it. */
    void record(Row input, Row output);

    /** Counts a row that could not be scored. */
    void failed(ErrorCode code);

    /** Takes note of nothing. */
    record Nothing() implements TaskRecording {
        @Override
        public void record(Records inputs, Records outputs) {}

        @Override
        public void record(Row input, Row output) {}

        @Override
        public void failed(ErrorCode code) {}
    }

    /** Keeps a profile, and counts errors. */
    final class Profiled implements TaskRecording {
        private final SerialProfileRecorder recorder;
        private final Map<ErrorCode, Long> errors = new EnumMap<>(ErrorCode.class);

        Profiled(Signature signature, int budget) {
            recorder = new SerialProfileRecorder(signature, budget);
        }

        @Override
        public void record(Records inputs, Records outputs) {
            recorder.record(inputs, outputs);
        }

        @Override
        public void record(Row input, Row output) {
            recorder.record(input, output);
        }

        @Override
        public void failed(ErrorCode code) {
            errors.merge(code, 1L, Long::sum);
        }

        /** What was seen. */
        TaskProfiles.Part part(int index) {
            return new TaskProfiles.Part(index, recorder.finish().write(), new EnumMap<>(errors));
        }
    }
}
