package dev.heddle.containers.ecs;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * The family of the task definition of one launch. A container exists as long as its family has an
 * active definition, which outlives the hour after which ECS forgets a task that has stopped. Each
 * launch has a family of its own, so that a name can be used again.
 *
 * @param installation whose container it is
 * @param name the container's name
 * @param launch what tells this launch from another one of that name
 */
record Family(String installation, String name, String launch) {
    private static final Pattern INSTALLATION = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,149}");
    private static final Pattern FORM =
            Pattern.compile("heddle_([A-Za-z0-9-]+)_([A-Za-z0-9_-]+)_([0-9a-f]{8})");
    private static final Pattern DEFINITION = Pattern.compile(".*[:/]([A-Za-z0-9_-]+):[0-9]+");

    static String checkInstallation(String installation) {
        if (!INSTALLATION.matcher(installation).matches()) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "the installation is '%s', expected up to 64 letters, digits and hyphens"
                            .formatted(installation));
        }
        return installation;
    }

    static Family fresh(String installation, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "name is '%s', expected up to 150 letters, digits, hyphens and underscores"
                            .formatted(name));
        }
        String launch = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return new Family(installation, name, launch);
    }

    /** What the families of an installation begin with. */
    static String prefix(String installation) {
        return "heddle_" + installation + "_";
    }

    /** The family of that name, unless it is no container of this engine's. */
    static Optional<Family> parse(String family) {
        Matcher matcher = FORM.matcher(family);
        return matcher.matches()
                ? Optional.of(new Family(matcher.group(1), matcher.group(2), matcher.group(3)))
                : Optional.empty();
    }

    /** The family of a task, unless it is no container of this engine's. */
    static Optional<Family> of(Task task) {
        Matcher matcher = DEFINITION.matcher(task.taskDefinitionArn());
        return matcher.matches() ? parse(matcher.group(1)) : Optional.empty();
    }

    /** Its name in ECS. */
    String family() {
        return prefix(installation) + name + "_" + launch;
    }
}
