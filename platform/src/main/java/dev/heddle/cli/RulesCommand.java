package dev.heddle.cli;

import dev.heddle.client.Endpoint;
import dev.heddle.client.Follow;
import dev.heddle.client.Heddle;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle rules}: the endpoints that follow tags. */
@Command(
        name = "rules",
        description = "Which tags bring a version to an endpoint by themselves.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RulesCommand.ListAll.class,
            RulesCommand.SetOne.class,
            RulesCommand.Delete.class
        })
final class RulesCommand extends CommandGroup {
    /** {@code heddle rules list}. */
    @Command(name = "list", description = "Lists the rules.")
    static final class ListAll implements Callable<Integer> {
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<Endpoint> rules = heddle.endpoints().filter(EndpointsCommand::isRule).toList();
                Table table = new Table("ENDPOINT", "MODEL", "WHEN", "VERSION", "SINCE", "BY");
                for (Endpoint endpoint : rules) {
                    table.row(
                            endpoint.name(),
                            endpoint.model(),
                            ((Follow.Rule) endpoint.follow()).tags(),
                            Texts.version(endpoint.version()),
                            Texts.time(endpoint.updatedAt()),
                            endpoint.updatedBy());
                }
                session.print(rules, table);
            }
            return 0;
        }
    }

    /** {@code heddle rules set}. */
    @Command(
            name = "set",
            description = "Makes an endpoint serve the newest version whose tags match.",
            sortOptions = false)
    static final class SetOne implements Callable<Integer> {
        @Parameters(paramLabel = "ENDPOINT", description = "The endpoint; made if it is missing.")
        private String name;

        @Option(
                names = "--model",
                paramLabel = "MODEL",
                description = "The model; the endpoint's present one, or of its name, if left out.")
        private String model;

        @Option(
                names = "--when",
                required = true,
                paramLabel = "QUERY",
                description = "'stage=prod and team=growth'.")
        private String when;

        @Option(
                names = "--force",
                description = "Even if callers of the version served now could not use it.")
        private boolean force;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                EndpointsCommand.print(
                        session,
                        EndpointsCommand.put(heddle, name, model, new Follow.Rule(when), force));
            }
            return 0;
        }
    }

    /** {@code heddle rules delete}. */
    @Command(
            name = "delete",
            description =
                    "Removes a rule. Its endpoint stays, pinned to what it serves now; heddle endpoints"
                            + " delete removes that too.")
    static final class Delete implements Callable<Integer> {
        @Parameters(paramLabel = "ENDPOINT", description = "The endpoint.")
        private String name;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                Endpoint endpoint = heddle.endpoint(name);
                if (!EndpointsCommand.isRule(endpoint)) {
                    throw new HeddleException(
                            ErrorCode.NOT_FOUND,
                            "endpoint %s follows %s, not a rule"
                                    .formatted(name, Texts.follow(endpoint.follow())));
                }
                if (endpoint.version().isPresent()) {
                    EndpointsCommand.print(
                            session,
                            EndpointsCommand.put(
                                    heddle,
                                    name,
                                    endpoint.model(),
                                    new Follow.Pinned(endpoint.version().get()),
                                    false));
                } else {
                    heddle.deleteEndpoint(name);
                    session.note("endpoint " + name + " served nothing and is deleted");
                }
            }
            return 0;
        }
    }
}
