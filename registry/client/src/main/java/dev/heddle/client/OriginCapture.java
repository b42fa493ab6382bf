package dev.heddle.client;

import dev.heddle.client.PackageLayout.LocalFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out where a registration comes from. What cannot be found out is left empty. */
final class OriginCapture {
    private static final String CODE = "code/";

    private OriginCapture() {}

    static Origin of(Registration registration, PackageLayout layout) {
        List<Origin.Dependency> dependencies = new ArrayList<>();
        Optional<String> jdk = Optional.empty();
        boolean isFunction = registration.source() instanceof Registration.Source.Function;
        for (LocalFile file : layout.files()) {
            String path = file.described().path();
            if (isFunction && path.startsWith(CODE)) {
                JarFacts facts = JarFacts.of(file.source());
                String jar = path.substring(CODE.length());
                List<String> names =
                        facts.coordinates().isEmpty() ? List.of(jar) : facts.coordinates();
                for (String name : names) {
                    dependencies.add(new Origin.Dependency(name, jar, file.described().sha256()));
                }
                jdk = file.source().equals(main(registration)) ? facts.buildJdk() : jdk;
            }
        }
        return new Origin(
                GitCheckout.of(main(registration)),
                isFunction ? jdk.orElse(Runtime.version().toString()) : "",
                "heddle " + version(),
                dependencies);
    }

    private static Path main(Registration registration) {
        Registration.Source source = registration.source();
        if (source instanceof Registration.Source.Function function) {
            return function.jars().get(0);
        }
        if (source instanceof Registration.Source.Graph graph) {
            return graph.file();
        }
        return ((Registration.Source.Directory) source).path();
    }

    private static String version() {
        String version = OriginCapture.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
