package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Loadable;
import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The function of an envelope, made from its jars in a class loader of its own. */
final class FunctionCode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionCode.class);

    private final ModelClassLoader loader;
    private final Loadable function;

    private FunctionCode(ModelClassLoader loader, Loadable function) {
        this.loader = loader;
        this.function = function;
    }

    /**
     * Makes the function, which has not prepared itself yet.
     *
     * @throws HeddleException with {@code INVALID_PACKAGE} if it cannot be made
     */
    static FunctionCode open(Envelope envelope, ModelIdentity identity) {
        ModelClassLoader loader = new ModelClassLoader(identity.toString(), jars(envelope));
        try {
            return new FunctionCode(
                    loader, instance(loader, envelope.functionClass().orElseThrow()));
        } catch (RuntimeException | Error e) {
            close(loader);
            throw e;
        }
    }

    /** The function; it has a public class. */
    Loadable function() {
        return function;
    }

    /**
     * Lets a function prepare itself.
     *
     * @throws HeddleException with {@code INVALID_PACKAGE} if it fails
     */
    static void prepare(Loadable function, ModelContext context) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(function.getClass().getClassLoader());
        try {
            function.load(context);
        } catch (HeddleException e) {
            throw e;
        } catch (Exception | LinkageError e) {
            throw new HeddleException(
                    ErrorCode.INVALID_PACKAGE,
                    "%s.load failed: %s".formatted(function.getClass().getName(), describe(e)),
                    e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Lets a function end; a failure is logged. */
    static void end(Loadable function) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(function.getClass().getClassLoader());
        try {
            function.close();
        } catch (Exception | LinkageError e) {
            LOG.warn("A function failed to close. class={}", function.getClass().getName(), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Loadable instance(ClassLoader loader, String name) {
        try {
            Object function = loader.loadClass(name).getConstructor().newInstance();
            if (function instanceof Loadable loadable) {
                return loadable;
            }
            throw Envelopes.invalid(SignatureInference.notAFunction(name));
        } catch (ClassNotFoundException e) {
            throw Envelopes.invalid("class %s is in none of the jars".formatted(name));
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw Envelopes.invalid(
                    "class %s is not public with a public constructor without arguments"
                            .formatted(name));
        } catch (InvocationTargetException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_PACKAGE,
                    "the constructor of %s failed: %s".formatted(name, describe(e.getCause())),
                    e.getCause());
        } catch (UnsupportedClassVersionError e) {
            int release = Runtime.version().feature();
            throw new HeddleException(
                    ErrorCode.INVALID_PACKAGE,
                    "class %s was compiled for a newer Java than %d, which it is run with here; compile with --release %d or lower (%s)"
                            .formatted(name, release, release, describe(e)),
                    e);
        } catch (LinkageError e) {
            throw new HeddleException(
                    ErrorCode.INVALID_PACKAGE,
                    "class %s needs %s, which none of the jars holds".formatted(name, describe(e)),
                    e);
        }
    }

    private static URL[] jars(Envelope envelope) {
        List<URL> urls = new ArrayList<>();
        for (String jar : envelope.code()) {
            try {
                urls.add(Packager.requireFile(envelope.directory(), jar, "jar").toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalStateException("a file has a URL", e);
            }
        }
        return urls.toArray(URL[]::new);
    }

    static String describe(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Closes the class loader. */
    @Override
    public void close() {
        close(loader);
    }

    private static void close(ModelClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a class loader", e);
        }
    }
}
