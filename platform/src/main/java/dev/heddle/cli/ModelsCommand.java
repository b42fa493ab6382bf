package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.Model;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heddle models}. */
@Command(name = "models", description = "Lists the models.")
final class ModelsCommand implements Callable<Integer> {
    @Option(
            names = "--filter",
            paramLabel = "QUERY",
            defaultValue = "",
            description =
                    "Only those with a version whose tags match, 'team=growth and stage=prod'.")
    private String filter;

    @Mixin private Session session;

    @Override
    public Integer call() {
        try (Heddle heddle = session.heddle()) {
            List<Model> models = heddle.models(filter).toList();
            Table table = new Table("MODEL", "LATEST", "ALIASES", "CREATED", "BY", "DESCRIPTION");
            for (Model model : models) {
                table.row(
                        model.name(),
                        model.latestVersion(),
                        Texts.map(model.aliases()),
                        Texts.time(model.createdAt()),
                        model.createdBy(),
                        model.description());
            }
            session.print(models, table);
        }
        return 0;
    }
}
