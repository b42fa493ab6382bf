package dev.heddle.batch;

import dev.heddle.client.Heddle;
import dev.heddle.client.batch.TableVersionSummary;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.WarehouseSettings;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.AliasIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * Lets a Spark session that has no metastore read the warehouse's tables by their names: {@code
 * spark.sql.extensions=dev.heddle.batch.WarehouseExtension}. Names that the session does not know
 * are asked of the platform when a query is written down, which says what version is published; the
 * rows are then read from the warehouse's files. For readers that have the files at hand, such as
 * workspaces; nothing is written.
 *
 * <p>The environment says where: {@code HEDDLE_URL} the platform, {@code HEDDLE_TOKEN} who asks,
 * {@code HEDDLE_WAREHOUSE} the folder of the files. The session's {@code spark.heddle.url} and
 * {@code spark.heddle.warehouse} come first.
 */
public final class WarehouseExtension extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    /** Nobody is asked there: versions come from the platform. */
    private static final String NO_METASTORE = "127.0.0.1:1";

    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,128}\\.[a-z0-9_]{1,128}");

    /** For Spark, which makes one a session. */
    public WarehouseExtension() {}

    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        extensions.injectResolutionRule(
                new AbstractFunction1<SparkSession, Rule<LogicalPlan>>() {
                    @Override
                    public Rule<LogicalPlan> apply(SparkSession session) {
                        return new PublishedTables(session);
                    }
                });
        return BoxedUnit.UNIT;
    }

    /** Puts a table's published version where a query names the table. */
    private static final class PublishedTables extends Rule<LogicalPlan> {
        private final SparkSession session;

        PublishedTables(SparkSession session) {
            this.session = session;
        }

        @Override
        public LogicalPlan apply(LogicalPlan plan) {
            return plan.resolveOperatorsUp(
                    new AbstractPartialFunction<LogicalPlan, LogicalPlan>() {
                        @Override
                        public boolean isDefinedAt(LogicalPlan part) {
                            return part instanceof UnresolvedRelation relation
                                    && name(relation).isPresent();
                        }

                        @Override
                        public <A extends LogicalPlan, B> B applyOrElse(
                                A part, Function1<A, B> other) {
                            return published(part)
                                    .map(PublishedTables::<B>cast)
                                    .orElseGet(() -> other.apply(part));
                        }
                    });
        }

        @SuppressWarnings("unchecked") // The result of a rule of plans is a plan.
        private static <B> B cast(LogicalPlan plan) {
            return (B) plan;
        }

        private Optional<LogicalPlan> published(LogicalPlan part) {
            if (!(part instanceof UnresolvedRelation relation)) {
                return Optional.empty();
            }
            return name(relation)
                    .flatMap(name -> version(name).map(version -> rows(name, version.number())));
        }

        private LogicalPlan rows(TableName name, long version) {
            WarehouseSettings settings =
                    new WarehouseSettings(
                            required("spark.heddle.warehouse", "HEDDLE_WAREHOUSE"),
                            NO_METASTORE,
                            Optional.empty());
            try (Warehouse warehouse = new Warehouse(session, settings)) {
                LogicalPlan rows =
                        warehouse.relation(name, warehouse.tables().version(name, version));
                return new SubqueryAlias(
                        new AliasIdentifier(name.table(), seq(name.database())), rows);
            }
        }

        /** The version that readers see now; empty if the platform has no such table. */
        private Optional<TableVersionSummary> version(TableName name) {
            String url = required("spark.heddle.url", "HEDDLE_URL");
            String token = System.getenv().getOrDefault("HEDDLE_TOKEN", "");
            URI uri = URI.create(url.strip());
            try (Heddle heddle =
                    token.isBlank() ? Heddle.connect(uri) : Heddle.connect(uri, token.strip())) {
                return heddle.tables().table(name.toString()).current();
            } catch (HeddleException e) {
                if (e.code() == ErrorCode.NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        private String required(String setting, String variable) {
            String value =
                    session.conf()
                            .getOption(setting)
                            .getOrElse(() -> System.getenv().getOrDefault(variable, ""));
            if (value.isBlank()) {
                throw new HeddleException(
                        ErrorCode.INVALID_REQUEST,
                        "neither %s nor %s is set, expected %s"
                                .formatted(
                                        setting,
                                        variable,
                                        variable.equals("HEDDLE_URL")
                                                ? "the platform's address"
                                                : "the folder of the warehouse's files"));
            }
            return value;
        }

        /** The table that a relation may mean; empty if no table of the warehouse is named so. */
        private static Optional<TableName> name(UnresolvedRelation relation) {
            List<String> words = CollectionConverters.asJava(relation.multipartIdentifier());
            boolean isQualified = words.size() == 3 && words.get(0).equals("spark_catalog");
            if (words.size() != 2 && !isQualified) {
                return Optional.empty();
            }
            String text =
                    String.join(".", words.subList(words.size() - 2, words.size()))
                            .toLowerCase(Locale.ROOT);
            return NAME.matcher(text).matches()
                    ? Optional.of(TableName.parse(text))
                    : Optional.empty();
        }

        private static Seq<String> seq(String... words) {
            return CollectionConverters.asScala(List.of(words)).toList();
        }
    }
}
