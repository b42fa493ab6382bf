package dev.heddle.batch.modules;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The write modules of a table as its YAML file has them: a list under {@code modules}, each entry
 * a mapping of one key, the module's name, to its settings. Can be used for any number of writes,
 * one after the other or at once.
 */
public final class WriteModules {
    private final String yaml;
    private final Map<String, WriteModuleFactory> factories;

    private WriteModules(String yaml, Map<String, WriteModuleFactory> factories) {
        this.yaml = yaml;
        this.factories = factories;
    }

    /** No modules: rows are written as they come. */
    public static WriteModules none() {
        return new WriteModules("modules: []", Map.of());
    }

    /**
     * Reads a file; a blank one holds none. Finds modules of one's own through the thread's context
     * class loader, which sees the jars of a Spark job.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} that names every error and its line
     */
    public static WriteModules parse(String yaml) {
        return parse(yaml, Thread.currentThread().getContextClassLoader(), System::getenv);
    }

    /** The same with another class loader, and another environment that salts come from. */
    static WriteModules parse(String yaml, ClassLoader loader, UnaryOperator<String> environment) {
        if (yaml.isBlank()) {
            return none();
        }
        WriteModules modules = new WriteModules(yaml, factories(loader, environment));
        modules.create().forEach(WriteModule::close);
        return modules;
    }

    /** Begins a write: what is returned is to be closed when the write has ended, in any way. */
    public WriteRun start(SparkSession spark, WriteTarget target) {
        return new WriteRun(create(), spark, target);
    }

    private List<WriteModule> create() {
        Problems problems = new Problems();
        List<WriteModule> made = new ArrayList<>();
        ModuleSettings root = new ModuleSettings(compose(), "", problems);
        root.expectMapping();
        if (!root.isEmpty() && !root.keys().contains("modules")) {
            root.note("the key 'modules' is missing, expected a list of modules");
        }
        for (ModuleSettings entry : root.list("modules")) {
            if (entry.keys().size() != 1) {
                entry.note("expected one key, the name of a module, found " + entry.keys());
                entry.keys().forEach(entry::part);
                continue;
            }
            String name = entry.keys().get(0);
            ModuleSettings settings = entry.part(name);
            WriteModuleFactory factory = factories.get(name);
            if (factory == null) {
                entry.note(
                        "unknown module '%s', expected one of %s"
                                .formatted(name, factories.keySet()));
                continue;
            }
            create(factory, settings, problems, made);
            settings.finish();
        }
        root.keys().stream()
                .filter(key -> !key.equals("modules"))
                .forEach(key -> root.note(key, "unknown key, expected only 'modules'"));
        if (problems.any()) {
            made.forEach(WriteModule::close);
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST, "the write modules are not valid: " + problems);
        }
        return made;
    }

    private static void create(
            WriteModuleFactory factory,
            ModuleSettings settings,
            Problems problems,
            List<WriteModule> made) {
        int before = problems.count();
        try {
            made.add(factory.create(settings));
        } catch (RuntimeException e) {
            if (problems.count() == before) {
                settings.note(
                        "the module refuses its settings: "
                                + (e.getMessage() == null ? e.toString() : e.getMessage()));
            }
        }
    }

    private Node compose() {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(20);
        try {
            Node node = new Yaml(options).compose(new StringReader(yaml));
            if (node == null) {
                throw new HeddleException(
                        ErrorCode.INVALID_REQUEST,
                        "the write modules are not valid: expected a list under the key 'modules',"
                                + " found nothing");
            }
            return node;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "the write modules are no YAML: line %d: %s".formatted(line, e.getProblem()),
                    e);
        } catch (YAMLException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "the write modules are no YAML: " + e.getMessage(),
                    e);
        }
    }

    private static Map<String, WriteModuleFactory> factories(
            ClassLoader loader, UnaryOperator<String> environment) {
        Map<String, WriteModuleFactory> factories = new LinkedHashMap<>();
        for (WriteModuleFactory factory :
                List.of(
                        new CleanseFactory(environment),
                        new ValidateFactory(),
                        new QualityFactory(),
                        new JournalFactory())) {
            factories.put(factory.name(), factory);
        }
        try {
            for (WriteModuleFactory factory :
                    ServiceLoader.load(WriteModuleFactory.class, loader)) {
                WriteModuleFactory other = factories.putIfAbsent(factory.name(), factory);
                if (other != null && other.getClass() != factory.getClass()) {
                    throw new HeddleException(
                            ErrorCode.INVALID_REQUEST,
                            "two write modules are named '%s': %s and %s"
                                    .formatted(
                                            factory.name(),
                                            other.getClass().getName(),
                                            factory.getClass().getName()));
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "a write module of the job's jars cannot be loaded: " + e.getMessage(),
                    e);
        }
        return factories;
    }
}
