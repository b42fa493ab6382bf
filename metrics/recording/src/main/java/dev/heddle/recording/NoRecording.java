package dev.heddle.recording;

import dev.heddle.model.ErrorCode;
import dev.heddle.runtime.Records;

/** Takes nothing. */
final class NoRecording implements Recording {
    @Override
    public void answered(Records inputs, Records outputs, long nanos) {}

    @Override
    public void scored(Records inputs, Records outputs) {}

    @Override
    public void taken(Records inputs) {}

    @Override
    public void counted(int records) {}

    @Override
    public void failed(ErrorCode code) {}

    @Override
    public void failed(ErrorCode code, Records inputs) {}

    @Override
    public void close() {}
}
