package dev.heddle.mlflow;

import dev.heddle.client.ModelVersion;
import java.sql.Connection;

/** Makes the run that a native registration leaves behind. Tracking keeps it. */
public interface RegistrationRuns {
    /**
     * Makes a run of a version that is being registered: its parameters, and tags that say which
     * version it is and where that came from. It is there when the transaction is committed.
     *
     * @param transaction an open transaction on the platform's database; stays open
     * @return the run's id
     */
    String create(Connection transaction, ModelVersion version);
}
