package dev.heddle.runtime;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.Enumeration;

/**
 * The class loader of one version. Its classes see their own jars, the JDK, {@code
 * dev.heddle.model} and SLF4J's API, and nothing else of the platform; what the jars hold wins over
 * the JDK's optional modules, never over {@code java.*}, the model API or SLF4J.
 */
final class ModelClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    private static final ClassLoader PLATFORM = ModelClassLoader.class.getClassLoader();

    ModelClassLoader(String name, URL[] jars) {
        super(name, jars, ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (isShared(name)) {
            return PLATFORM.loadClass(name);
        }
        if (name.startsWith("java.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                try {
                    loaded = findClass(name);
                } catch (ClassNotFoundException e) {
                    loaded = super.loadClass(name, false);
                }
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private static boolean isShared(String name) {
        if (name.startsWith("dev.heddle.model.")) {
            return name.indexOf('.', "dev.heddle.model.".length()) < 0;
        }
        return name.startsWith("org.slf4j.");
    }

    /** A resource of the version's own jars, else of the JDK; never of the platform. */
    @Override
    public URL getResource(String name) {
        URL own = findResource(name);
        return own != null ? own : getParent().getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> own = findResources(name);
        return own.hasMoreElements() ? own : Collections.emptyEnumeration();
    }
}
