package dev.heddle.client;

import dev.heddle.client.runs.FigureRegistry;
import dev.heddle.client.runs.FigureReport;
import java.util.List;

/** Tells a platform what functions report of themselves; see {@link Heddle#figures}. */
public final class FiguresClient implements FigureRegistry {
    private final Transport transport;

    FiguresClient(Transport transport) {
        this.transport = transport;
    }

    @Override
    public void report(List<FigureReport> reports) {
        transport.run(Call.repeatablePost("/api/v1/tracking/figures", transport.write(reports)));
    }
}
