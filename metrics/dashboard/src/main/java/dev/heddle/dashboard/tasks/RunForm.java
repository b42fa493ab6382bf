package dev.heddle.dashboard.tasks;

import dev.heddle.client.tasks.TaskRunRequest;
import dev.heddle.dashboard.PageAddress;
import dev.heddle.dashboard.compute.CommandText;
import dev.heddle.dashboard.compute.PairLines;
import dev.heddle.dashboard.compute.SizeFields;
import java.util.Optional;

/**
 * The wish for a run as somebody types it; a field that is blank is as the task says.
 *
 * @param reference a version or an alias
 * @param environment a line {@code NAME=value} for each
 * @param command words with blanks between, as a shell reads them
 */
record RunForm(String reference, String environment, String command, String cpus, String memory) {
    /** A form that nobody has filled in. */
    static final RunForm EMPTY = new RunForm("", "", "", "", "");

    /**
     * What is asked for.
     *
     * @throws IllegalArgumentException if a field is no such thing
     */
    TaskRunRequest request() {
        return new TaskRunRequest(
                PageAddress.given(reference.strip()),
                PairLines.pairs("Environment", environment),
                CommandText.words("Command", command),
                SizeFields.cpus(cpus),
                SizeFields.memory(memory),
                Optional.empty());
    }

    /** Whether anything is said beside the version. */
    public boolean isDetailed() {
        return !(environment + command + cpus + memory).isBlank();
    }

    /** Whether a version is chosen. */
    public boolean isVersion(int version) {
        return isChosen(Integer.toString(version));
    }

    /** Whether an alias is chosen, or a version by its number. */
    public boolean isChosen(String name) {
        return reference.strip().equals(name);
    }
}
