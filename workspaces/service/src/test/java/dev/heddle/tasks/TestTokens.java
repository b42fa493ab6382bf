package dev.heddle.tasks;

import dev.heddle.client.Identity;
import dev.heddle.compute.PersonTokens;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Tokens that are remembered, and open nothing. */
final class TestTokens implements PersonTokens {
    private final Map<String, Identity> valid = new ConcurrentHashMap<>();
    private final AtomicInteger issued = new AtomicInteger();

    @Override
    public String issue(String name, Identity person) {
        issued.incrementAndGet();
        valid.put(name, person);
        return "token-of-" + person.name();
    }

    @Override
    public void revoke(String name) {
        valid.remove(name);
    }

    /** How many were issued. */
    int issued() {
        return issued.get();
    }

    /** Those that are worth something, by the name of their container. */
    Map<String, Identity> valid() {
        return Map.copyOf(valid);
    }
}
