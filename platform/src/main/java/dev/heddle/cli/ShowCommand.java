package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.Model;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import dev.heddle.client.PackageFile;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle show}. */
@Command(name = "show", description = "Shows a model and its versions, or one version.")
final class ShowCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL[@VERSION]",
            converter = Reference.Converter.class,
            description = "churn, churn@3, churn@champion or churn@latest.")
    private Reference reference;

    @Option(
            names = "--filter",
            paramLabel = "QUERY",
            defaultValue = "",
            description = "Only versions whose tags match, 'team=growth and stage=prod'.")
    private String filter;

    @Mixin private Session session;

    @Override
    public Integer call() {
        try (Heddle heddle = session.heddle()) {
            if (reference.version().isPresent()) {
                ModelVersion version = reference.find(heddle);
                session.print(version, out -> print(out, version));
            } else {
                show(heddle);
            }
        }
        return 0;
    }

    private void show(Heddle heddle) {
        Model model = heddle.model(reference.model());
        List<ModelVersion> versions = heddle.versions(reference.model(), filter).toList();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", model);
        json.put("versions", versions);
        session.print(json, out -> print(out, model, versions));
    }

    private void print(PrintWriter out, Model model, List<ModelVersion> versions) {
        out.println(
                model.name() + (model.description().isEmpty() ? "" : ": " + model.description()));
        if (!model.tags().isEmpty()) {
            out.println("tags " + Texts.map(model.tags()));
        }
        Table table = new Table("VERSION", "ALIASES", "TAGS", "FLAVOR", "CREATED", "BY", "DIGEST");
        for (ModelVersion version : versions) {
            table.row(
                    version.version(),
                    String.join(" ", version.aliases()),
                    Texts.map(version.tags()),
                    String.join(" ", version.flavors()),
                    Texts.time(version.createdAt()),
                    version.createdBy(),
                    Texts.shortDigest(version));
        }
        table.print(out, session.terminal().columns());
        for (ModelVersion version : versions) {
            version.problem()
                    .ifPresent(
                            problem ->
                                    out.println(
                                            "version %d is not served: %s"
                                                    .formatted(version.version(), problem)));
        }
    }

    private void print(PrintWriter out, ModelVersion version) {
        OptionalInt columns = session.terminal().columns();
        Table facts = new Table(version.model(), "version " + version.version());
        version.problem().ifPresent(problem -> facts.row("not served", problem));
        if (!version.description().isEmpty()) {
            facts.row("description", version.description());
        }
        facts.row("digest", version.digest());
        facts.row("created", Texts.time(version.createdAt()) + " by " + version.createdBy());
        version.functionClass().ifPresent(name -> facts.row("class", name));
        version.source().ifPresent(source -> facts.row("source", source));
        version.runId().ifPresent(run -> facts.row("run", run));
        version.stage().ifPresent(stage -> facts.row("stage", stage));
        facts.row("flavors", String.join(" ", version.flavors()));
        facts.row("aliases", String.join(" ", version.aliases()));
        facts.row("tags", Texts.map(version.tags()));
        facts.row("parameters", Texts.map(version.parameters()));
        Origin origin = version.origin();
        origin.git().ifPresent(git -> facts.row("git", git(git)));
        facts.row("built with", origin.jdk().isEmpty() ? "-" : "JDK " + origin.jdk());
        facts.print(out, columns);
        version.signature()
                .ifPresent(
                        signature -> {
                            fields(out, "takes", signature.input(), columns);
                            fields(out, "gives", signature.output(), columns);
                        });
        Table files = new Table("FILE", "BYTES", "SHA256");
        for (PackageFile file : version.files()) {
            files.row(file.path(), "%,d".formatted(file.size()), file.sha256().substring(0, 12));
        }
        out.println();
        files.print(out, columns);
        if (!origin.dependencies().isEmpty()) {
            Table dependencies = new Table("DEPENDENCY", "JAR", "SHA256");
            for (Origin.Dependency dependency : origin.dependencies()) {
                dependencies.row(
                        dependency.name(), dependency.jar(), dependency.sha256().substring(0, 12));
            }
            out.println();
            dependencies.print(out, columns);
        }
    }

    private static String git(Origin.Git git) {
        return git.commit()
                + (git.branch().isEmpty() ? "" : " on " + git.branch())
                + (git.dirty() ? ", with changes" : "")
                + (git.remote().isEmpty() ? "" : ", " + git.remote());
    }

    private static void fields(
            PrintWriter out, String what, FieldType.Struct struct, OptionalInt columns) {
        if (struct.fields().isEmpty()) {
            // The function of a stream answers nobody.
            return;
        }
        Table table = new Table(what.toUpperCase(Locale.ROOT), "TYPE", "", "MEANING");
        for (Field field : struct.fields()) {
            String presence =
                    field.feature()
                            .map(feature -> "feature of " + feature.view())
                            .orElse(field.required() ? "" : "optional");
            table.row(field.name(), field.type(), presence, field.doc().orElse(""));
        }
        out.println();
        table.print(out, columns);
    }
}
