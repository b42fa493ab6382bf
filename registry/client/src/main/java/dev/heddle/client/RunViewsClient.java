package dev.heddle.client;

import com.fasterxml.jackson.databind.JavaType;
import dev.heddle.client.runs.RunView;
import java.util.stream.Stream;

/** The ways to look at runs that have a name; see {@link Heddle#runViews}. */
public final class RunViewsClient {
    private static final String VIEWS = "/api/v1/tracking/views";

    private final Transport transport;

    RunViewsClient(Transport transport) {
        this.transport = transport;
    }

    /** Every view, by name. */
    public Stream<RunView> list() {
        JavaType page =
                transport
                        .json()
                        .getTypeFactory()
                        .constructParametricType(Page.class, RunView.class);
        return Pages.stream(
                token -> {
                    String next = token.map(text -> "?pageToken=" + Call.encode(text)).orElse("");
                    return transport.read(Call.get(VIEWS + next), page);
                });
    }

    /** One view. */
    public RunView view(String name) {
        return transport.read(Call.get(path(name)), RunView.class);
    }

    /** Makes a view, or changes it. */
    public RunView set(String name, RunView.Look look) {
        return transport.read(Call.put(path(name), transport.write(look)), RunView.class);
    }

    /** Removes a view; the runs stay. */
    public void delete(String name) {
        transport.run(Call.delete(path(name)));
    }

    private static String path(String name) {
        return Call.path(VIEWS + "/", name);
    }
}
