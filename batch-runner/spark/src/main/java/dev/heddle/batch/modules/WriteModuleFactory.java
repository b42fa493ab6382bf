package dev.heddle.batch.modules;

/**
 * Makes a kind of {@link WriteModule} out of its settings. Factories of one's own are found by
 * {@link java.util.ServiceLoader}: a jar of the job names them in {@code
 * META-INF/services/dev.heddle.batch.modules.WriteModuleFactory}.
 */
public interface WriteModuleFactory {
    /** The module's name in the YAML file; the names of Heddle's own modules are taken. */
    String name();

    /**
     * Reads the settings and makes the module; touches no data. A setting that is missing or wrong
     * is noted by {@code settings} and replaced by a harmless value, so that all errors of a file
     * are told at once; a module with such settings is never run.
     */
    WriteModule create(ModuleSettings settings);
}
