package dev.heddle.containers.ecs;

import dev.heddle.containers.ContainerEngineContract;
import dev.heddle.containers.EngineFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract of engines on Amazon ECS. */
@Tag("python")
class EcsEngineIT extends ContainerEngineContract {
    private static EcsFixture fixture;

    @BeforeAll
    static void open() {
        fixture = new EcsFixture();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Override
    protected EngineFixture fixture() {
        return fixture;
    }
}
