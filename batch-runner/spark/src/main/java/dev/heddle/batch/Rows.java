package dev.heddle.batch;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.TableName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Where rows come from or go to, as a person writes it: {@code growth.customers}, {@code
 * s3://bucket/customers.parquet}, {@code iceberg.growth.customers}.
 */
sealed interface Rows {
    /** A table of the Hive Metastore. */
    record OfTable(TableName name) implements Rows {}

    /** Files, or a folder of them. */
    record OfFiles(String path, String format) implements Rows {}

    /** A table of another catalog that the Spark session has, such as one of Iceberg's. */
    record OfCatalog(String name) implements Rows {}

    /** The formats of files. */
    List<String> FORMATS = List.of("parquet", "csv", "jsonl");

    Pattern CATALOG_TABLE = Pattern.compile("\\w+(\\.\\w+){2,}");

    /**
     * Reads what a person wrote.
     *
     * @param format the format of files whose name does not tell it
     * @throws HeddleException with {@code INVALID_REQUEST} if it is none of these
     */
    static Rows parse(String text, Optional<String> format) {
        Optional<String> named = formatOf(text);
        if (text.contains("/") || named.isPresent()) {
            return new OfFiles(
                    text.replaceFirst("^s3://", "s3a://"),
                    named.or(() -> format.map(Rows::known)).orElseThrow(() -> unknown(text)));
        }
        return CATALOG_TABLE.matcher(text).matches()
                ? new OfCatalog(text)
                : new OfTable(TableName.parse(text));
    }

    /** The format that a file's name tells. */
    private static Optional<String> formatOf(String text) {
        String name = text.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|bz2|zst)$", "");
        String extension = name.substring(name.lastIndexOf('.') + 1);
        return switch (extension) {
            case "parquet", "csv", "jsonl" -> Optional.of(extension);
            case "json", "ndjson" -> Optional.of("jsonl");
            default -> Optional.empty();
        };
    }

    private static HeddleException unknown(String text) {
        return new HeddleException(
                ErrorCode.INVALID_REQUEST,
                "the format of %s is not in its name; say which of %s it is"
                        .formatted(text, FORMATS));
    }

    private static String known(String format) {
        String lower = format.toLowerCase(Locale.ROOT);
        return formatOf("." + lower)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.INVALID_REQUEST,
                                        "format is one of %s, found '%s'"
                                                .formatted(FORMATS, format)));
    }

    /**
     * The rows, as they are now or were at a version or time.
     *
     * @param asOf a version's number or a time in ISO 8601; of tables that Heddle keeps alone
     * @param schema the columns in Spark's DDL; of files alone
     */
    default Dataset<Row> read(
            SparkSession spark,
            Warehouse warehouse,
            Optional<String> asOf,
            Optional<String> schema) {
        if (schema.isPresent() && !(this instanceof OfFiles)) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "a table knows its columns; a schema is for files, found '%s'"
                            .formatted(schema.get()));
        }
        if (asOf.isPresent() && !(this instanceof OfTable)) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "only a table that Heddle keeps can be read as of %s".formatted(asOf.get()));
        }
        if (this instanceof OfTable table) {
            return asOf.isEmpty()
                    ? warehouse.read(table.name())
                    : past(warehouse, table.name(), asOf.get());
        }
        if (this instanceof OfFiles files) {
            DataFrameReader reader = spark.read();
            schema.ifPresent(reader::schema);
            return switch (files.format()) {
                case "parquet" -> reader.parquet(files.path());
                case "csv" ->
                        reader.option("header", "true")
                                .option("inferSchema", schema.isEmpty())
                                // A header that says otherwise than the schema is refused.
                                .option("enforceSchema", schema.isEmpty())
                                .option("mode", "FAILFAST")
                                .csv(files.path());
                default -> reader.option("mode", "FAILFAST").json(files.path());
            };
        }
        return spark.table(((OfCatalog) this).name());
    }

    private static Dataset<Row> past(Warehouse warehouse, TableName name, String asOf) {
        if (asOf.matches("\\d{1,18}")) {
            return warehouse.read(name, Long.parseLong(asOf));
        }
        try {
            return warehouse.read(name, Instant.parse(asOf));
        } catch (DateTimeException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "as-of is a version's number or a time such as 2026-11-01T00:00:00Z, found '%s'"
                            .formatted(asOf));
        }
    }
}
