package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle tag}. */
@Command(name = "tag", description = "Sets and removes tags of a version; without any, lists them.")
final class TagCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "MODEL@VERSION",
            converter = Reference.Converter.class,
            description = "churn@3, churn@champion or churn@latest.")
    private Reference reference;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "KEY=VALUE",
            description = "Tags to set.")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Option(names = "--remove", paramLabel = "KEY", description = "A tag to remove.")
    private List<String> removed = List.of();

    @Mixin private Session session;

    @Override
    public Integer call() {
        try (Heddle heddle = session.heddle()) {
            ModelVersion version = reference.findNamed(heddle);
            for (var tag : tags.entrySet()) {
                version =
                        heddle.tag(
                                version.model(), version.version(), tag.getKey(), tag.getValue());
            }
            for (String key : removed) {
                version = heddle.untag(version.model(), version.version(), key);
            }
            ModelVersion tagged = version;
            session.print(tagged, tagged.reference() + ": " + Texts.map(tagged.tags()));
        }
        return 0;
    }
}
