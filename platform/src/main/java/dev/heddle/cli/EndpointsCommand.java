package dev.heddle.cli;

import dev.heddle.client.Endpoint;
import dev.heddle.client.EndpointChange;
import dev.heddle.client.EndpointEvent;
import dev.heddle.client.EndpointSettings;
import dev.heddle.client.Follow;
import dev.heddle.client.Heddle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle endpoints}. */
@Command(
        name = "endpoints",
        description = "What is served under which name.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            EndpointsCommand.ListAll.class,
            EndpointsCommand.Show.class,
            EndpointsCommand.FollowOne.class,
            EndpointsCommand.SetOne.class,
            EndpointsCommand.Rollback.class,
            EndpointsCommand.History.class,
            EndpointsCommand.Delete.class
        })
final class EndpointsCommand extends CommandGroup {
    static Table table(List<Endpoint> endpoints) {
        Table table =
                new Table(
                        "ENDPOINT",
                        "MODEL",
                        "FOLLOWS",
                        "VERSION",
                        "CACHE",
                        "LOG",
                        "CAUSE",
                        "HELD BACK");
        for (Endpoint endpoint : endpoints) {
            table.row(
                    endpoint.name(),
                    endpoint.model(),
                    Texts.follow(endpoint.follow()),
                    Texts.version(endpoint.version()),
                    Amounts.text(endpoint.settings().cacheBytes()),
                    Amounts.text(endpoint.settings().logShare()),
                    endpoint.cause(),
                    endpoint.held().map(held -> held.version() + ": " + held.reason()).orElse(""));
        }
        return table;
    }

    static void print(Session session, Endpoint endpoint) {
        session.print(endpoint, table(List.of(endpoint)));
    }

    /** {@code heddle endpoints list}. */
    @Command(name = "list", description = "Lists the endpoints.")
    static final class ListAll implements Callable<Integer> {
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<Endpoint> endpoints = heddle.endpoints().toList();
                session.print(endpoints, table(endpoints));
            }
            return 0;
        }
    }

    /** {@code heddle endpoints show}. */
    @Command(name = "show", description = "Shows an endpoint.")
    static final class Show implements Callable<Integer> {
        @Parameters(paramLabel = "ENDPOINT", description = "The endpoint.")
        private String name;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                print(session, heddle.endpoint(name));
            }
            return 0;
        }
    }

    /** {@code heddle endpoints follow}. */
    @Command(
            name = "follow",
            description = "Makes an endpoint, or says what it serves from now on.",
            sortOptions = false)
    static final class FollowOne implements Callable<Integer> {
        @Parameters(paramLabel = "ENDPOINT", description = "The endpoint.")
        private String name;

        @Option(
                names = "--model",
                paramLabel = "MODEL",
                description = "The model; the endpoint's present one, or of its name, if left out.")
        private String model;

        @ArgGroup(multiplicity = "1")
        private Choice choice;

        @Option(
                names = "--force",
                description = "Even if callers of the version served now could not use it.")
        private boolean force;

        @Mixin private Session session;

        /** How the version is chosen: one of these. */
        static final class Choice {
            @Option(names = "--alias", paramLabel = "ALIAS", description = "What an alias names.")
            private String alias;

            @Option(names = "--version", paramLabel = "NUMBER", description = "One version.")
            private Integer version;

            @Option(
                    names = "--when",
                    paramLabel = "QUERY",
                    description = "The newest whose tags match, 'stage=prod and team=growth'.")
            private String when;

            @Option(names = "--latest", description = "The newest version.")
            private boolean latest;

            Follow follow() {
                if (alias != null) {
                    return new Follow.Alias(alias);
                }
                return version != null
                        ? new Follow.Pinned(version)
                        : new Follow.Rule(latest ? "" : when);
            }
        }

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                print(session, put(heddle, name, model, choice.follow(), force));
            }
            return 0;
        }
    }

    static Endpoint put(Heddle heddle, String name, String model, Follow follow, boolean force) {
        String wanted = model != null ? model : presentModel(heddle, name);
        return heddle.follow(name, new EndpointChange(wanted, follow, force));
    }

    private static String presentModel(Heddle heddle, String endpoint) {
        return heddle.endpoints()
                .filter(present -> present.name().equals(endpoint))
                .map(Endpoint::model)
                .findFirst()
                .orElse(endpoint);
    }

    /** {@code heddle endpoints set}. */
    @Command(
            name = "set",
            description = "Says what an endpoint does beside answering; what is left out stays.",
            sortOptions = false)
    static final class SetOne implements Callable<Integer> {
        @Parameters(paramLabel = "ENDPOINT", description = "The endpoint.")
        private String name;

        @ArgGroup(multiplicity = "1", exclusive = false)
        private Settings settings;

        @Mixin private Session session;

        /** At least one of these. */
        static final class Settings {
            @Option(
                    names = "--cache",
                    paramLabel = "SIZE|off",
                    description =
                            "Remember answers for equal inputs, up to SIZE (64MB) in each process.")
            private String cache;

            @Option(
                    names = "--log",
                    paramLabel = "SHARE|off",
                    description = "Write a share of the calls to the inference log: 1 for all.")
            private String log;

            EndpointSettings.Change change() {
                return new EndpointSettings.Change(
                        Optional.ofNullable(cache).map(text -> Amounts.bytes("--cache", text)),
                        Optional.ofNullable(log).map(text -> Amounts.share("--log", text)));
            }
        }

        @Override
        public Integer call() {
            EndpointSettings.Change change = settings.change();
            try (Heddle heddle = session.heddle()) {
                print(session, heddle.set(name, change));
            }
            return 0;
        }
    }

    /** {@code heddle endpoints rollback}. */
    @Command(
            name = "rollback",
            description = "Serves again what was served before, and stays there.")
    static final class Rollback implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "ENDPOINT", description = "The endpoint.")
        private String name;

        @Option(
                names = "--to",
                paramLabel = "NUMBER",
                description = "The version; the one served before if left out.")
        private Integer version;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                print(
                        session,
                        version == null ? heddle.rollback(name) : heddle.rollback(name, version));
            }
            return 0;
        }
    }

    /** {@code heddle endpoints history}. */
    @Command(name = "history", description = "Lists what an endpoint served, newest first.")
    static final class History implements Callable<Integer> {
        @Parameters(paramLabel = "ENDPOINT", description = "The endpoint.")
        private String name;

        @Option(
                names = "--limit",
                paramLabel = "NUMBER",
                defaultValue = "50",
                description = "At most so many lines (default 50).")
        private int limit;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<EndpointEvent> events = heddle.history(name).limit(limit).toList();
                Table table = new Table("AT", "OUTCOME", "VERSION", "BEFORE", "CAUSE", "BY");
                for (EndpointEvent event : events) {
                    table.row(
                            Texts.time(event.at()),
                            event.outcome().name().toLowerCase(Locale.ROOT),
                            event.version(),
                            Texts.version(event.previous()),
                            event.detail().isEmpty()
                                    ? event.cause()
                                    : event.cause() + ": " + event.detail(),
                            event.actor());
                }
                session.print(events, table);
            }
            return 0;
        }
    }

    /** {@code heddle endpoints delete}. */
    @Command(name = "delete", description = "Deletes an endpoint.")
    static final class Delete implements Callable<Integer> {
        @Parameters(paramLabel = "ENDPOINT", description = "The endpoint.")
        private String name;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                heddle.deleteEndpoint(name);
                session.note("endpoint " + name + " is deleted");
            }
            return 0;
        }
    }

    static boolean isRule(Endpoint endpoint) {
        return endpoint.follow() instanceof Follow.Rule rule && !rule.tags().isEmpty();
    }
}
