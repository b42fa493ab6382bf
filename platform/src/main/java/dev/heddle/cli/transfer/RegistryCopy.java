package dev.heddle.cli.transfer;

import dev.heddle.cli.transfer.TransferReport.Kind;
import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Copies registered models, their versions and their aliases. */
final class RegistryCopy {
    private static final Pattern LOGGED = Pattern.compile("models:/(m-[0-9a-f]+)(/.*)?");
    private static final Pattern VERSION = Pattern.compile("models:/([^/@]+)/([0-9]+)");
    private static final Pattern OF_RUN = Pattern.compile("runs:/([^/]+)(/.*)?");
    private static final Pattern OF_MODEL =
            Pattern.compile(".*/models/(m-[0-9a-f]+)/artifacts(/.*)?");

    private final Source source;
    private final Target target;
    private final Tally tally;
    private final Copies copies;
    private final boolean hasAll;
    private final Map<String, String> renumbered;
    private final Map<String, Map<String, String>> numbersOfModels = new ConcurrentHashMap<>();

    /**
     * Copies from a source to a target.
     *
     * @param hasAll whether every experiment was copied; otherwise versions count that come from
     *     what was
     * @param renumbered is told numbers that have changed
     */
    RegistryCopy(
            Source source,
            Target target,
            Tally tally,
            Copies copies,
            boolean hasAll,
            Map<String, String> renumbered) {
        this.source = source;
        this.target = target;
        this.tally = tally;
        this.copies = copies;
        this.hasAll = hasAll;
        this.renumbered = renumbered;
    }

    void copy(Workers workers) {
        List<Late> late = new ArrayList<>();
        workers.forEach(source.registeredModels(), model -> copy(model, late));
        // A version that was copied from another one needs that one first.
        late.forEach(one -> copy(one.version(), one.numbers()));
        for (Late one : late) {
            alias(one.model(), one.numbers(), one.version().version());
        }
    }

    /** A version that is made of another version, for the end. */
    private record Late(
            RegisteredModel model, RegisteredVersion version, Map<String, String> numbers) {}

    private void copy(RegisteredModel model, List<Late> late) {
        try {
            List<RegisteredVersion> versions =
                    source.versions(model).stream().filter(this::isWanted).toList();
            if (versions.isEmpty() && !hasAll) {
                return;
            }
            target.registeredModel(model);
            tally.copied(Kind.REGISTERED_MODELS, 1);
            Map<String, String> numbers = new ConcurrentHashMap<>(target.versions(model));
            numbersOfModels.put(model.name(), numbers);
            for (RegisteredVersion version : versions) {
                if (VERSION.matcher(version.source()).matches()) {
                    synchronized (late) {
                        late.add(new Late(model, version, numbers));
                    }
                } else {
                    copy(version, numbers);
                    alias(model, numbers, version.version());
                }
            }
        } catch (HeddleException e) {
            if (Workers.isFatal(e)) {
                throw e;
            }
            tally.failed(Kind.REGISTERED_MODELS, model.name(), e.getMessage());
        }
    }

    /** Where some experiments are copied alone, their versions are too. */
    private boolean isWanted(RegisteredVersion version) {
        return hasAll
                || copies.run(version.runId()).isPresent()
                || copies.model(version.modelId()).isPresent();
    }

    private void copy(RegisteredVersion version, Map<String, String> numbers) {
        try {
            RegisteredVersion moved = moved(version);
            String number =
                    target.version(moved, Optional.ofNullable(numbers.get(version.version())));
            numbers.put(version.version(), number);
            if (!number.equals(version.version())) {
                synchronized (renumbered) {
                    renumbered.put(version.reference(), number);
                }
            }
            tally.copied(Kind.VERSIONS, 1);
        } catch (HeddleException e) {
            if (Workers.isFatal(e)) {
                throw e;
            }
            tally.failed(Kind.VERSIONS, version.reference(), e.getMessage());
        }
    }

    private void alias(RegisteredModel model, Map<String, String> numbers, String version) {
        for (RegisteredModel.Alias alias : model.aliases()) {
            if (!alias.version().equals(version)) {
                continue;
            }
            String number = numbers.get(version);
            if (number == null) {
                tally.failed(
                        Kind.ALIASES,
                        model.name() + "@" + alias.alias(),
                        "its version %s was not copied".formatted(version));
                continue;
            }
            try {
                target.alias(model.name(), alias.alias(), number);
                tally.copied(Kind.ALIASES, 1);
            } catch (HeddleException e) {
                if (Workers.isFatal(e)) {
                    throw e;
                }
                tally.failed(Kind.ALIASES, model.name() + "@" + alias.alias(), e.getMessage());
            }
        }
    }

    /** The version with the ids and addresses of the target. */
    private RegisteredVersion moved(RegisteredVersion version) {
        Matcher logged = LOGGED.matcher(version.source());
        String ofSource = logged.matches() ? logged.group(1) : "";
        String model = version.modelId().isEmpty() ? ofSource : version.modelId();
        return new RegisteredVersion(
                version.name(),
                version.version(),
                version.creationTimestamp(),
                version.lastUpdatedTimestamp(),
                version.userId(),
                version.currentStage(),
                version.description(),
                address(version),
                copies.run(version.runId()).map(CopiedRun::id).orElse(version.runId()),
                version.runLink(),
                copies.model(model).map(CopiedModel::id).orElse(model),
                version.status(),
                version.statusMessage(),
                version.tags());
    }

    private String address(RegisteredVersion version) {
        String address = version.source();
        Matcher logged = LOGGED.matcher(address);
        if (logged.matches()) {
            return copies.model(logged.group(1))
                    .map(copy -> "models:/" + copy.id() + rest(logged.group(2)))
                    .orElse(address);
        }
        Matcher other = VERSION.matcher(address);
        if (other.matches()) {
            String number =
                    numbersOfModels
                            .getOrDefault(other.group(1), Map.of())
                            .getOrDefault(other.group(2), other.group(2));
            return "models:/" + other.group(1) + "/" + number;
        }
        Matcher run = OF_RUN.matcher(address);
        if (run.matches()) {
            return copies.run(run.group(1))
                    .map(copy -> "runs:/" + copy.id() + rest(run.group(2)))
                    .orElse(address);
        }
        Matcher model = OF_MODEL.matcher(address);
        if (model.matches() && copies.model(model.group(1)).isPresent()) {
            return copies.model(model.group(1)).get().artifactUri() + rest(model.group(2));
        }
        return ofRun(version).orElse(address);
    }

    private static String rest(String path) {
        return path == null ? "" : path;
    }

    /** The files of a version often lie below those of its run. */
    private Optional<String> ofRun(RegisteredVersion version) {
        Optional<CopiedRun> copy = copies.run(version.runId());
        if (copy.isEmpty()) {
            return Optional.empty();
        }
        String root = source.run(version.runId()).info().artifactUri();
        return root != null && version.source().startsWith(root + "/")
                ? Optional.of(copy.get().artifactUri() + version.source().substring(root.length()))
                : Optional.empty();
    }
}
