package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.Model;
import dev.heddle.client.ModelVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle alias}. */
@Command(name = "alias", description = "Points an alias to a version, or removes it.")
final class AliasCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "MODEL[@VERSION]",
            converter = Reference.Converter.class,
            description = "The version, churn@3; with --remove the model, churn.")
    private Reference reference;

    @Parameters(index = "1", paramLabel = "ALIAS", description = "The alias, champion.")
    private String alias;

    @Option(names = "--remove", description = "Remove the alias.")
    private boolean remove;

    @Mixin private Session session;

    @Override
    public Integer call() {
        try (Heddle heddle = session.heddle()) {
            Model model;
            if (remove) {
                model = heddle.removeAlias(reference.model(), alias);
            } else {
                ModelVersion version = reference.findNamed(heddle);
                model = heddle.alias(version.model(), alias, version.version());
            }
            session.print(model, model.name() + ": " + Texts.map(model.aliases()));
        }
        return 0;
    }
}
