package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.features.EntityFeatures;
import dev.heddle.client.features.FeatureViewSummary;
import dev.heddle.model.FeatureView;
import dev.heddle.model.Field;
import dev.heddle.runtime.FeatureViewFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code heddle features}. */
@Command(
        name = "features",
        description = "Defines feature views, and looks at what is known of entities.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            FeaturesCommand.Define.class,
            FeaturesCommand.ListAll.class,
            FeaturesCommand.Show.class,
            FeaturesCommand.Get.class,
            FeatureJobCommands.History.class,
            FeatureJobCommands.Archive.class,
            FeatureJobCommands.Materialize.class,
            FeaturesCommand.Remove.class
        })
final class FeaturesCommand extends CommandGroup {
    /** A view's name. */
    static final class ViewName {
        @Parameters(paramLabel = "VIEW", description = "The feature view's name.")
        String name;
    }

    /** {@code heddle features define}. */
    @Command(
            name = "define",
            description = {
                "Defines a feature view, or redefines one.",
                "The file is YAML: name, keys and features with their types, time (the field of the"
                        + " event time), timeToLive, table, source, doc."
            })
    static final class Define implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "The definition, activity.yaml.")
        private Path file;

        @Mixin private Session session;

        @Override
        public Integer call() {
            FeatureView view = FeatureViewFile.read(file);
            try (Heddle heddle = session.heddle()) {
                FeatureViewSummary defined = heddle.features().define(view);
                session.print(
                        defined, "Feature view %s is defined.".formatted(defined.view().name()));
            }
            return 0;
        }
    }

    /** {@code heddle features list}. */
    @Command(name = "list", description = "Lists feature views.")
    static final class ListAll implements Callable<Integer> {
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<FeatureViewSummary> views = heddle.features().list();
                Table table = new Table("VIEW", "KEYS", "FEATURES", "LIVE FOR", "STATE", "WRITES");
                for (FeatureViewSummary one : views) {
                    table.row(
                            one.view().name(),
                            names(one.view().keys().fields()),
                            names(one.view().features().fields()),
                            lifetime(one.view()),
                            state(one),
                            TableTexts.count(one.writes()));
                }
                session.print(views, table);
            }
            return 0;
        }

        private static String names(List<Field> fields) {
            return fields.stream().map(Field::name).collect(Collectors.joining(", "));
        }
    }

    private static Object lifetime(FeatureView view) {
        return view.toMap().getOrDefault("timeToLive", "ever");
    }

    private static String state(FeatureViewSummary view) {
        return view.ready()
                ? view.behind() == 0 ? "ready" : "ready, %d behind".formatted(view.behind())
                : view.behind() == 0 ? "not ready" : "reading, %d left".formatted(view.behind());
    }

    /** {@code heddle features show}. */
    @Command(name = "show", description = "Shows a feature view.")
    static final class Show implements Callable<Integer> {
        @Mixin private ViewName view;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                FeatureViewSummary found = heddle.features().view(view.name);
                session.print(found, out -> print(found, out));
            }
            return 0;
        }

        private void print(FeatureViewSummary found, PrintWriter out) {
            FeatureView of = found.view();
            out.printf("Feature view %s, %s%n", of.name(), state(found));
            of.doc().ifPresent(out::println);
            out.println();
            Table fields = new Table("FIELD", "TYPE", "");
            of.keys().fields().forEach(key -> fields.row(key.name(), key.type(), "key"));
            of.features().fields().forEach(one -> fields.row(one.name(), one.type(), ""));
            fields.row(of.time(), "timestamp", "event time");
            fields.print(out, session.terminal().columns());
            out.println();
            Table rest = new Table("", "");
            rest.row("Lives for", lifetime(of));
            rest.row("Written by", of.source().name().toLowerCase(Locale.ROOT));
            rest.row("Table", of.table());
            rest.row("Topic", of.topic());
            rest.row("Writes", TableTexts.count(found.writes()));
            rest.row("Unreadable", TableTexts.count(found.unreadable()));
            rest.row("Defined", found.updatedAt() + " by " + found.updatedBy());
            rest.print(out, session.terminal().columns());
            found.problem().ifPresent(problem -> out.printf("%n%s%n", problem));
        }
    }

    /** {@code heddle features get}. */
    @Command(name = "get", description = "Shows what is known of an entity now.")
    static final class Get implements Callable<Integer> {
        @Mixin private ViewName view;

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "KEY",
                description = "The entity's keys, in the order of the view's.")
        private List<String> keys;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                EntityFeatures known = heddle.features().get(view.name, keys);
                session.print(known, out -> print(known, out));
            }
            return 0;
        }

        private void print(EntityFeatures known, PrintWriter out) {
            Table table = new Table("FEATURE", "VALUE");
            known.features()
                    .fields()
                    .forEachRemaining(
                            field ->
                                    table.row(
                                            field.getKey(),
                                            field.getValue().isTextual()
                                                    ? field.getValue().asText()
                                                    : field.getValue()));
            table.print(out, session.terminal().columns());
            out.printf("%nSince %s", known.time());
            known.expiresAt().ifPresent(at -> out.printf(", until %s", at));
            out.println();
        }
    }

    /** {@code heddle features remove}. */
    @Command(
            name = "remove",
            description =
                    "Forgets a feature view and the present features of its entities; its table"
                            + " stays.")
    static final class Remove implements Callable<Integer> {
        @Mixin private ViewName view;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                heddle.features().remove(view.name);
                session.note("Feature view %s is removed.".formatted(view.name));
            }
            return 0;
        }
    }
}
