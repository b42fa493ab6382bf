package dev.heddle.batch.scoring;

import static org.apache.spark.sql.functions.col;

import dev.heddle.client.batch.FeatureSource;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What each entity of a view had at a moment, and since when. */
public final class LatestFeatures {
    private final Dataset<Row> rows;
    private final List<String> absent;

    private LatestFeatures(Dataset<Row> rows, List<String> absent) {
        this.rows = rows;
        this.absent = absent;
    }

    /**
     * Looks for them in the rows of a view's table. Entities whose last values are older than the
     * view's time to live are left out.
     *
     * @param features the features, by the names that they get
     * @throws HeddleException with {@code INVALID_REQUEST} that names everything that does not fit
     */
    public static LatestFeatures of(
            Dataset<Row> table, FeatureSource source, List<String> features, Instant at) {
        Map<String, String> present = new LinkedHashMap<>();
        List<String> absent = new ArrayList<>();
        for (String feature : features) {
            if (SparkTypes.find(table.schema(), feature).isPresent()) {
                present.put(feature, feature);
            } else {
                absent.add(feature);
            }
        }
        List<String> wrong = new ArrayList<>();
        FeatureHistory history = new FeatureHistory(table, source, present, wrong);
        if (present.isEmpty()) {
            wrong.add("%s has none of the columns %s".formatted(history.words(), features));
        }
        if (!wrong.isEmpty()) {
            throw new HeddleException(ErrorCode.INVALID_REQUEST, String.join("; ", wrong));
        }
        Dataset<Row> latest = history.latest(history.keyTypes(), at.truncatedTo(ChronoUnit.MICROS));
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < source.keys().size(); i++) {
            columns.add(col(FeatureHistory.key(i)).as(source.keys().get(i)));
        }
        present.keySet().forEach(name -> columns.add(feature(name).as(name)));
        columns.add(feature(FeatureHistory.TIME).as(source.time()));
        return new LatestFeatures(latest.select(columns.toArray(Column[]::new)), absent);
    }

    private static Column feature(String name) {
        return col(FeatureHistory.FEATURE).getField(name);
    }

    /** A row for each entity: the keys, the features that the table has, and the time. */
    public Dataset<Row> rows() {
        return rows;
    }

    /** The features that the table does not have yet, as those that a view has gained. */
    public List<String> absent() {
        return List.copyOf(absent);
    }
}
