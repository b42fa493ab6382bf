package dev.heddle.compute;

import dev.heddle.client.workspaces.ComputeEngine;
import dev.heddle.client.workspaces.ComputeEngine.Orphan;
import dev.heddle.containers.Container;
import dev.heddle.containers.EngineFacts;
import dev.heddle.containers.Volume;
import dev.heddle.model.HeddleException;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the engine holds of the platform's, and what of it belongs to nothing. */
@Singleton
class Inventory {
    private static final String OWNER = "dev.heddle.owner";
    private static final String WORKSPACE = "dev.heddle.workspace";
    private static final String RUN = "dev.heddle.task-run";

    private final Engines engines;
    private final Instance<ContainerKeeper> keepers;

    Inventory(Engines engines, @Any Instance<ContainerKeeper> keepers) {
        this.engines = engines;
        this.keepers = keepers;
    }

    /** Looks at all of it. */
    ComputeEngine take() {
        try {
            EngineFacts facts = engines.engine().facts();
            // First what there is, then what is known: what is made in between is known by then.
            List<Container> containers = engines.engine().containers();
            List<Volume> volumes = engines.engine().volumes();
            return new ComputeEngine(
                    facts.kind(),
                    facts.address(),
                    Optional.of(facts.version()),
                    Optional.empty(),
                    containers.size(),
                    volumes.size(),
                    orphans(containers, volumes));
        } catch (HeddleException e) {
            return new ComputeEngine(
                    engines.kind(),
                    engines.address(),
                    Optional.empty(),
                    Optional.of(e.getMessage()),
                    0,
                    0,
                    List.of());
        }
    }

    private List<Orphan> orphans(List<Container> containers, List<Volume> volumes) {
        Set<String> known = new HashSet<>();
        Set<String> knownVolumes = new HashSet<>();
        for (ContainerKeeper keeper : keepers) {
            known.addAll(keeper.containers());
            knownVolumes.addAll(keeper.volumes());
        }
        List<Orphan> orphans = new ArrayList<>();
        containers.stream()
                .filter(one -> !known.contains(one.name()))
                .forEach(one -> orphans.add(orphan("container", one.name(), one.labels())));
        volumes.stream()
                .filter(one -> !knownVolumes.contains(one.name()))
                .forEach(one -> orphans.add(orphan("volume", one.name(), one.labels())));
        return orphans;
    }

    private static Orphan orphan(String kind, String name, Map<String, String> labels) {
        String belonged = "";
        if (labels.containsKey(WORKSPACE)) {
            belonged = "workspace " + labels.get(WORKSPACE);
        } else if (labels.containsKey(RUN)) {
            belonged = "task run " + labels.get(RUN);
        }
        return new Orphan(kind, name, labels.getOrDefault(OWNER, ""), belonged);
    }
}
