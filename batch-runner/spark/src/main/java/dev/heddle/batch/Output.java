package dev.heddle.batch;

import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.batch.JobResult.Published;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Where a job's rows go: written first, and made visible afterwards. Used once. */
interface Output {
    /**
     * Writes rows; what is wrong is thrown, and leaves nothing.
     *
     * @return how many there were
     */
    long write(Dataset<Row> rows);

    /** Makes them visible: the table versions that came of it. */
    List<Published> publish();

    /** Removes what was written and not published. */
    void giveUp(Exception because);

    /** What the table's checks found. */
    List<Finding> findings();

    /** The files that were written, where it is no table. */
    List<String> files();
}
