package dev.heddle.recording;

import dev.heddle.model.ErrorCode;
import dev.heddle.runtime.Records;

/**
 * Takes what one version does for one source. Made for hot paths: nothing here blocks, fails or
 * waits for a report. Safe for use by many threads.
 */
public interface Recording extends AutoCloseable {
    /** Takes nothing. */
    Recording NONE = new NoRecording();

    /**
     * A call was answered.
     *
     * @param inputs what it brought
     * @param outputs what it got, as many
     * @param nanos how long it took
     */
    void answered(Records inputs, Records outputs, long nanos);

    /** Records were scored that nobody waits for; each counts as a call. */
    void scored(Records inputs, Records outputs);

    /** The same of what gives nothing back. */
    void taken(Records inputs);

    /** So many records were taken of which nothing more can be told; each counts as a call. */
    void counted(int records);

    /** A call, or a record that nobody waits for, failed and could not be read. */
    void failed(ErrorCode code);

    /** A call failed that brought those inputs. */
    void failed(ErrorCode code, Records inputs);

    /** Nothing is to be taken any more; what was is reported still. */
    @Override
    void close();
}
