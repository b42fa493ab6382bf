package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code heddle diff}. */
@Command(
        name = "diff",
        description =
                "Shows in what two versions differ: signature, parameters, tags, artifacts,"
                        + " dependencies.")
final class DiffCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "MODEL@VERSION",
            converter = Reference.Converter.class,
            description = "The first version.")
    private Reference left;

    @Parameters(
            index = "1",
            paramLabel = "MODEL@VERSION",
            converter = Reference.Converter.class,
            description = "The second version.")
    private Reference right;

    @Mixin private Session session;

    @Override
    public Integer call() {
        try (Heddle heddle = session.heddle()) {
            ModelVersion first = left.findNamed(heddle);
            ModelVersion second = right.findNamed(heddle);
            List<Difference> differences = VersionDiff.of(first, second);
            List<String> incompatible =
                    first.signature().isPresent() && second.signature().isPresent()
                            ? first.signature().get().incompatibilitiesOf(second.signature().get())
                            : List.of();
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("left", first.reference());
            json.put("right", second.reference());
            json.put("differences", differences);
            json.put("incompatibilities", incompatible);
            session.print(
                    json,
                    out -> {
                        if (differences.isEmpty()) {
                            out.printf(
                                    "%s and %s are alike%n", first.reference(), second.reference());
                        } else {
                            table(first, second, differences)
                                    .print(out, session.terminal().columns());
                        }
                        incompatible.forEach(reason -> out.println("incompatible: " + reason));
                    });
        }
        return 0;
    }

    private static Table table(
            ModelVersion first, ModelVersion second, List<Difference> differences) {
        Table table = new Table("PART", "NAME", first.reference(), second.reference());
        for (Difference difference : differences) {
            table.row(
                    difference.part(),
                    difference.name(),
                    difference.left().isEmpty() ? "-" : difference.left(),
                    difference.right().isEmpty() ? "-" : difference.right());
        }
        return table;
    }
}
