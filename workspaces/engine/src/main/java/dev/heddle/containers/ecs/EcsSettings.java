package dev.heddle.containers.ecs;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where tasks run and what they are given. What is wrong in it is told as a {@code HeddleException}
 * with {@code INVALID_REQUEST}, whose message names the key of the configuration.
 *
 * @param region the region of everything, {@code eu-central-1}
 * @param endpoint where all services of AWS are instead of at their own addresses; for tests
 * @param placement where tasks run
 * @param roles what tasks may do in AWS
 * @param logGroup the group of CloudWatch Logs that gets what containers print; it exists
 * @param fileSystem the file system of Amazon EFS that holds volumes, {@code fs-0123456789abcdef0};
 *     without one there are no volumes
 * @param images the images that may be used, by the name that people choose them by
 */
public record EcsSettings(
        String region,
        Optional<URI> endpoint,
        Placement placement,
        Roles roles,
        String logGroup,
        Optional<String> fileSystem,
        Map<String, EcsImage> images) {
    private static final String PREFIX = "heddle.containers.ecs.";
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]{1,2}");
    private static final Pattern CLUSTER = Pattern.compile("(arn:[^ ]+/)?[A-Za-z0-9_-]{1,255}");
    private static final Pattern SUBNET = Pattern.compile("subnet-[0-9a-f]{1,40}");
    private static final Pattern GROUP = Pattern.compile("sg-[0-9a-f]{1,40}");
    private static final Pattern CAPACITY_PROVIDER = Pattern.compile("[A-Za-z0-9_-]{1,255}");
    private static final Pattern ROLE =
            Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,576}");
    private static final Pattern LOG_GROUP = Pattern.compile("[A-Za-z0-9._/#-]{1,512}");
    private static final Pattern FILE_SYSTEM = Pattern.compile("fs-[0-9a-f]{1,40}");
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,511}");
    private static final int MOST_SUBNETS = 16;
    private static final int MOST_GROUPS = 5;

    public EcsSettings {
        check("region", region, REGION, "the name of a region, such as eu-central-1");
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(placement, "placement");
        Objects.requireNonNull(roles, "roles");
        check("log-group", logGroup, LOG_GROUP, "the name of a group of CloudWatch Logs");
        fileSystem.ifPresent(
                id -> check("file-system", id, FILE_SYSTEM, "the id of an EFS file system, fs-…"));
        images = Map.copyOf(images);
        if (images.isEmpty()) {
            throw invalid("images is empty, expected at least one image");
        }
        images.forEach(
                (name, image) -> check("images.\"" + name + "\"", image.uri(), IMAGE, "an image"));
    }

    /**
     * Where tasks run.
     *
     * @param cluster the name or the ARN of the cluster
     * @param capacityProvider what gives them machines: {@code FARGATE_SPOT} or the name of a
     *     provider of the cluster with machines of EC2; empty for AWS Fargate
     * @param subnets the subnets that they are in, at most {@value #MOST_SUBNETS}
     * @param securityGroups what they may reach and what may reach them, at most {@value
     *     #MOST_GROUPS}
     * @param publicAddress whether they get a public address, which they need to pull images from a
     *     subnet without a NAT gateway or endpoints
     */
    public record Placement(
            String cluster,
            Optional<String> capacityProvider,
            List<String> subnets,
            List<String> securityGroups,
            boolean publicAddress) {
        public Placement {
            check("cluster", cluster, CLUSTER, "the name or the ARN of a cluster");
            capacityProvider.ifPresent(
                    name ->
                            check(
                                    "capacity-provider",
                                    name,
                                    CAPACITY_PROVIDER,
                                    "FARGATE, FARGATE_SPOT or a capacity provider's name"));
            subnets = checked("subnets", subnets, SUBNET, "subnet-…", MOST_SUBNETS);
            securityGroups = checked("security-groups", securityGroups, GROUP, "sg-…", MOST_GROUPS);
        }

        /** Whether AWS keeps the machines, rather than the account. */
        boolean isFargate() {
            return capacityProvider.isEmpty()
                    || capacityProvider.get().equals("FARGATE")
                    || capacityProvider.get().equals("FARGATE_SPOT");
        }
    }

    /**
     * What may be done in AWS for a task and by it.
     *
     * @param execution the ARN of the role with which ECS pulls images, writes logs and reads
     *     secrets
     * @param task the ARN of the role that the programs in containers have; empty for none
     */
    public record Roles(String execution, Optional<String> task) {
        public Roles {
            check("execution-role", execution, ROLE, "the ARN of a role, arn:aws:iam::…:role/…");
            task.ifPresent(
                    role -> check("task-role", role, ROLE, "the ARN of a role, or nothing at all"));
        }
    }

    /** An image by its name or its URI. */
    Optional<EcsImage> image(String reference) {
        EcsImage named = images.get(reference);
        return named != null
                ? Optional.of(named)
                : images.values().stream()
                        .filter(image -> image.uri().equals(reference))
                        .findFirst();
    }

    private static List<String> checked(
            String key, List<String> values, Pattern pattern, String form, int most) {
        if (values.isEmpty() || values.size() > most) {
            throw invalid(
                    "%s has %d entries, expected 1 to %d".formatted(key, values.size(), most));
        }
        values.forEach(value -> check(key, value, pattern, form));
        return List.copyOf(values);
    }

    private static void check(String key, String value, Pattern pattern, String expectation) {
        Objects.requireNonNull(value, key);
        if (!pattern.matcher(value).matches()) {
            throw invalid("%s is '%s', expected %s".formatted(key, value, expectation));
        }
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, PREFIX + message);
    }
}
