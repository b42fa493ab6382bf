package dev.heddle.platform;

import dev.heddle.client.Token.Role;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tokens on the registry's own machine, whether its server is running or not. */
@Command(
        name = "tokens",
        mixinStandardHelpOptions = true,
        description = "Makes, lists and deletes tokens in this machine's own registry.",
        subcommands = {
            TokensCommand.Create.class,
            TokensCommand.ListAll.class,
            TokensCommand.Delete.class
        })
final class TokensCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: create, list or delete");
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Makes a token and prints its secret, which is shown only now.")
    static final class Create implements Callable<Integer> {
        @Mixin private PlatformCommand.DataOptions options;

        @Option(
                names = "--name",
                required = true,
                paramLabel = "NAME",
                description = "who will use it")
        private String name;

        @Option(
                names = "--role",
                required = true,
                paramLabel = "ROLE",
                description = "viewer, contributor or admin")
        private Role role;

        @Override
        public Integer call() {
            return run(options, "create", name, role.name().toLowerCase(Locale.ROOT));
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the tokens, without their secrets.")
    static final class ListAll implements Callable<Integer> {
        @Mixin private PlatformCommand.DataOptions options;

        @Override
        public Integer call() {
            return run(options, "list");
        }
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Makes a token worthless.")
    static final class Delete implements Callable<Integer> {
        @Mixin private PlatformCommand.DataOptions options;

        @Parameters(paramLabel = "NAME", description = "the token's name")
        private String name;

        @Override
        public Integer call() {
            return run(options, "delete", name);
        }
    }

    private static int run(PlatformCommand.DataOptions options, String... arguments) {
        return Launch.prepare(options.config(), options.settings("server"))
                .run(TokensApplication.class, arguments);
    }
}
