package dev.heddle.platform;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What may depend on what: the table of the design, checked. */
@AnalyzeClasses(packages = "dev.heddle", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    @ArchTest
    static final ArchRule MODEL_API_NEEDS_NOTHING_BUT_JAVA =
            classes()
                    .that()
                    .resideInAPackage("dev.heddle.model..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("java..", "dev.heddle.model..");

    @ArchTest
    static final ArchRule THE_RUNTIME_SERVES_EVERY_ENGINE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.heddle.runtime..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.heddle.client..",
                            "dev.heddle.registry..",
                            "dev.heddle.serving..",
                            "dev.heddle.platform..",
                            "io.quarkus..");

    @ArchTest
    static final ArchRule THE_CLIENT_IS_LEAN =
            noClasses()
                    .that()
                    .resideInAPackage("dev.heddle.client..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.heddle.runtime..",
                            "dev.heddle.registry..",
                            "dev.heddle.serving..",
                            "dev.heddle.platform..",
                            "io.quarkus..",
                            "jakarta..");

    @ArchTest
    static final ArchRule SERVING_KNOWS_THE_REGISTRY_AS_A_CLIENT =
            noClasses()
                    .that()
                    .resideInAPackage("dev.heddle.serving..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.heddle.registry..", "dev.heddle.platform..");

    @ArchTest
    static final ArchRule THE_REGISTRY_KNOWS_NO_SERVING =
            noClasses()
                    .that()
                    .resideInAPackage("dev.heddle.registry..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.heddle.serving..",
                            "dev.heddle.tracking..",
                            "dev.heddle.platform..");

    @ArchTest
    static final ArchRule TRACKING_KNOWS_THE_REGISTRY_BY_WHAT_THEY_SHARE =
            noClasses()
                    .that()
                    .resideInAnyPackage("dev.heddle.tracking..", "dev.heddle.mlflow..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.heddle.registry..",
                            "dev.heddle.serving..",
                            "dev.heddle.jobs..",
                            "dev.heddle.ingestion..",
                            "dev.heddle.platform..");

    @ArchTest
    static final ArchRule MLFLOWS_MANNERS_KEEP_NOTHING =
            noClasses()
                    .that()
                    .resideInAPackage("dev.heddle.mlflow..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.heddle.tracking..", "org.jdbi..", "io.quarkus..");

    @ArchTest
    static final ArchRule STREAMS_KNOW_NO_OTHER_FEATURE =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.heddle.streams..",
                            "dev.heddle.features..",
                            "dev.heddle.ingestion..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.heddle.registry..",
                            "dev.heddle.serving..",
                            "dev.heddle.jobs..",
                            "dev.heddle.platform..");

    @ArchTest
    static final ArchRule STREAMS_KNOW_OF_FEATURES_WHAT_THE_RUNTIME_DOES =
            noClasses()
                    .that()
                    .resideInAPackage("dev.heddle.streams..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.heddle.features..");

    @ArchTest
    static final ArchRule RECORDING_KNOWS_NO_ENGINE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.heddle.recording..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.heddle.registry..",
                            "dev.heddle.serving..",
                            "dev.heddle.jobs..",
                            "dev.heddle.ingestion..",
                            "dev.heddle.streams..",
                            "dev.heddle.monitors..",
                            "dev.heddle.platform..",
                            "io.quarkus..");

    /** The script's class path has the client and the runtime, and no service. */
    @ArchTest
    static final ArchRule THE_COMMAND_LINE_IS_A_CLIENT =
            noClasses()
                    .that()
                    .resideInAPackage("dev.heddle.cli..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.heddle.registry..",
                            "dev.heddle.serving..",
                            "dev.heddle.jobs..",
                            "dev.heddle.streams..",
                            "dev.heddle.features..",
                            "dev.heddle.ingestion..",
                            "dev.heddle.tracking..",
                            "dev.heddle.mlflow..");

    @ArchTest
    static final ArchRule SKETCHES_SERVE_EVERY_ENGINE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.heddle.sketches..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.heddle.client..",
                            "dev.heddle.monitors..",
                            "io.quarkus..",
                            "jakarta..",
                            "org.jdbi..");

    @ArchTest
    static final ArchRule MONITORS_KNOW_OTHER_FEATURES_BY_WHAT_THEY_SHARE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.heddle.monitors..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.heddle.registry..",
                            "dev.heddle.serving..",
                            "dev.heddle.jobs..",
                            "dev.heddle.streams..",
                            "dev.heddle.ingestion..",
                            "dev.heddle.tracking..",
                            "dev.heddle.dashboard..",
                            "dev.heddle.platform..");

    @ArchTest
    static final ArchRule ENGINES_KNOW_NOTHING_OF_WHO_USES_THEM =
            noClasses()
                    .that()
                    .resideInAPackage("dev.heddle.containers..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.heddle.compute..",
                            "dev.heddle.images..",
                            "dev.heddle.workspaces..",
                            "dev.heddle.tasks..",
                            "dev.heddle.platform..",
                            "io.quarkus..",
                            "io.smallrye..",
                            "jakarta..",
                            "org.jdbi..");

    @ArchTest
    static final ArchRule WORKSPACES_AND_TASKS_KNOW_NO_OTHER_FEATURE =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.heddle.compute..",
                            "dev.heddle.images..",
                            "dev.heddle.workspaces..",
                            "dev.heddle.tasks..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.heddle.registry..",
                            "dev.heddle.serving..",
                            "dev.heddle.jobs..",
                            "dev.heddle.ingestion..",
                            "dev.heddle.tracking..",
                            "dev.heddle.monitors..",
                            "dev.heddle.dashboard..",
                            "dev.heddle.platform..");

    /** Docker's and Amazon's own types stay behind the interface. */
    @ArchTest
    static final ArchRule ONE_PACKAGE_SPEAKS_TO_AN_ENGINE =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("dev.heddle.containers.docker..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.github.dockerjava..");

    @ArchTest
    static final ArchRule PACKAGES_ARE_FEATURES =
            noClasses()
                    .should()
                    .resideInAnyPackage("..util..", "..common..", "..helper..", "..manager..");
}
