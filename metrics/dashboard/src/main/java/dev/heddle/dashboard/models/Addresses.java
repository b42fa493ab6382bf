package dev.heddle.dashboard.models;

import dev.heddle.dashboard.Display;
import java.net.URI;

/** The addresses of a model's pages. */
final class Addresses {
    private Addresses() {}

    static URI model(String model) {
        return URI.create("/ui/models/" + Display.path(model));
    }

    static URI version(String model, int version) {
        return URI.create(model(model) + "/versions/" + version);
    }
}
