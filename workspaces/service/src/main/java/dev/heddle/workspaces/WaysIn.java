package dev.heddle.workspaces;

import jakarta.inject.Singleton;

/** The ways into workspaces that are open: terminals, and what goes through the proxy. */
@Singleton
public final class WaysIn {
    private final TerminalSocket terminals;
    private final WorkspaceProxy proxy;

    WaysIn(TerminalSocket terminals, WorkspaceProxy proxy) {
        this.terminals = terminals;
        this.proxy = proxy;
    }

    /** Ends all of them: the end of the process waits for requests, and these go on for days. */
    public void end() {
        terminals.end();
        proxy.end();
    }
}
