package dev.heddle.workspaces;

import dev.heddle.client.Manifest;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a workspace shows in a browser, as the labels of its image say.
 *
 * @param kind which one it is
 * @param port the port that it listens at
 * @param keepsPrefix whether it lives below the workspace's own path, or believes itself at the
 *     root
 */
record Application(Kind kind, OptionalInt port, boolean keepsPrefix) {
    static final String KIND = "dev.heddle.workspace.application";
    static final String PORT = "dev.heddle.workspace.port";
    static final String PREFIX = "dev.heddle.workspace.prefix";

    /** It holds the hash of the password that code-server was started with. */
    private static final String CODE_SERVER_COOKIE = "code-server-session";

    private static final int MOST_PORT = 65_535;

    /** Which one. */
    enum Kind {
        /** Jupyter's server. */
        JUPYTER,
        /** VS Code in the browser. */
        CODE_SERVER,
        /** A web application that the platform knows nothing of. */
        OTHER,
        /** None: the workspace has a terminal alone. */
        NONE
    }

    /** What the labels of an image say. */
    static Application of(Map<String, String> labels) {
        Kind kind =
                switch (Optional.ofNullable(labels.get(KIND)).orElse("none")) {
                    case "jupyter" -> Kind.JUPYTER;
                    case "code-server" -> Kind.CODE_SERVER;
                    case "none" -> Kind.NONE;
                    default -> Kind.OTHER;
                };
        if (kind == Kind.NONE) {
            return new Application(kind, OptionalInt.empty(), true);
        }
        return new Application(
                kind, OptionalInt.of(port(labels.get(PORT))), !"strip".equals(labels.get(PREFIX)));
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(String.valueOf(text));
            if (port >= 1 && port <= MOST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // The sentence below says it.
        }
        throw new HeddleException(
                ErrorCode.INVALID_REQUEST,
                "the image's label %s is '%s', expected a port from 1 to 65535"
                        .formatted(PORT, text));
    }

    /** The cookies that tell it who comes, {@code name=value}; none where a header does. */
    List<String> cookies(String secret) {
        return kind == Kind.CODE_SERVER
                ? List.of(CODE_SERVER_COOKIE + "=" + sha256(secret))
                : List.of();
    }

    private static String sha256(String text) {
        return HexFormat.of()
                .formatHex(Manifest.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The path at which it is asked for something, where the workspace's own path is that. */
    String at(String workspacePath, String path) {
        return (keepsPrefix ? workspacePath : "/") + path;
    }
}
