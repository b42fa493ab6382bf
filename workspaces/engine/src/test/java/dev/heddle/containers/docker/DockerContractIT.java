package dev.heddle.containers.docker;

import dev.heddle.containers.ContainerEngineContract;
import dev.heddle.containers.EngineFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract of engines on a Docker Engine. */
@Tag("docker")
class DockerContractIT extends ContainerEngineContract {
    private static DockerFixture fixture;

    @BeforeAll
    static void open() {
        fixture = new DockerFixture();
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
