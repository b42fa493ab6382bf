package dev.heddle.platform.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which names and addresses only reach this machine. */
public final class Loopback {
    private static final Pattern IPV4 = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    private Loopback() {}

    /**
     * Whether a host, as in an address or a configuration, is this machine for certain. Names other
     * than {@code localhost} are not looked up, so that nobody's name server decides.
     */
    public static boolean isLoopback(String host) {
        if (host.equals("localhost") || host.equals("127.0.0.1")) {
            return true;
        }
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        return name.equals("::1")
                || name.equals("0:0:0:0:0:0:0:1")
                || name.equals("localhost")
                || name.endsWith(".localhost")
                || IPV4.matcher(name).matches();
    }
}
