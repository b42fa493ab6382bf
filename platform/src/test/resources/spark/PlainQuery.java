import org.apache.spark.sql.SparkSession;

/** A Spark session that knows a metastore and nothing of Heddle: prints what queries give. */
public class PlainQuery {
    public static void main(String[] queries) throws Exception {
        try (SparkSession spark = SparkSession.builder().enableHiveSupport().getOrCreate()) {
            for (int query = 0; query < queries.length; query++) {
                for (String row : spark.sql(queries[query]).toJSON().collectAsList()) {
                    System.out.println("row " + query + " " + row);
                }
            }
        }
    }
}
