package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.Token;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle tokens} over HTTP, with an admin's token. */
@Command(
        name = "tokens",
        description = {
            "Makes, lists and deletes tokens.",
            "With --url, HEDDLE_URL or HEDDLE_TOKEN it asks that platform, as an admin. Without any, it"
                    + " works on this machine's own registry (--config FILE, --data DIR), where the first"
                    + " token is made."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TokensCommand.Create.class,
            TokensCommand.ListAll.class,
            TokensCommand.Delete.class
        })
final class TokensCommand extends CommandGroup {
    private static String role(Token token) {
        return token.role().name().toLowerCase(Locale.ROOT);
    }

    /** {@code heddle tokens create}. */
    @Command(
            name = "create",
            description = "Makes a token and prints its secret, which is shown only now.")
    static final class Create implements Callable<Integer> {
        @Option(
                names = "--name",
                required = true,
                paramLabel = "NAME",
                description = "Who will use it.")
        private String name;

        @Option(
                names = "--role",
                required = true,
                paramLabel = "ROLE",
                description = "viewer, contributor or admin.")
        private Token.Role role;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                Token token = heddle.createToken(name, role);
                session.print(token, token.secret().orElse(""));
            }
            return 0;
        }
    }

    /** {@code heddle tokens list}. */
    @Command(name = "list", description = "Lists the tokens, without their secrets.")
    static final class ListAll implements Callable<Integer> {
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<Token> tokens = heddle.tokens();
                Table table = new Table("TOKEN", "ROLE", "MADE", "USED");
                for (Token token : tokens) {
                    table.row(
                            token.name(),
                            role(token),
                            Texts.time(token.createdAt()),
                            token.lastUsedAt().map(Texts::time).orElse("never"));
                }
                session.print(tokens, table);
            }
            return 0;
        }
    }

    /** {@code heddle tokens delete}. */
    @Command(name = "delete", description = "Makes a token worthless.")
    static final class Delete implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "The token's name.")
        private String name;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                heddle.revokeToken(name);
                session.note("token " + name + " is deleted");
            }
            return 0;
        }
    }
}
