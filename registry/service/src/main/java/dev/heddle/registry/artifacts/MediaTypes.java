package dev.heddle.registry.artifacts;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The media types of artifacts by their names, as MLflow has them. */
final class MediaTypes {
    /** What MLflow shows as text, by extension or by the name of a file that has none. */
    private static final Set<String> TEXT =
            Set.of(
                    "txt",
                    "log",
                    "err",
                    "cfg",
                    "conf",
                    "cnf",
                    "cf",
                    "ini",
                    "properties",
                    "prop",
                    "hocon",
                    "toml",
                    "yaml",
                    "yml",
                    "xml",
                    "json",
                    "js",
                    "py",
                    "py3",
                    "csv",
                    "tsv",
                    "md",
                    "rst",
                    "ipynb",
                    "MLmodel",
                    "MLproject");

    private static final Map<String, String> OTHERS =
            Map.ofEntries(
                    Map.entry("png", "image/png"),
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("jpeg", "image/jpeg"),
                    Map.entry("gif", "image/gif"),
                    Map.entry("bmp", "image/bmp"),
                    Map.entry("ico", "image/vnd.microsoft.icon"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("tif", "image/tiff"),
                    Map.entry("tiff", "image/tiff"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("html", "text/html"),
                    Map.entry("htm", "text/html"),
                    Map.entry("css", "text/css"),
                    Map.entry("pdf", "application/pdf"),
                    Map.entry("zip", "application/zip"),
                    Map.entry("tar", "application/x-tar"),
                    Map.entry("h5", "application/x-hdf5"),
                    Map.entry("mp3", "audio/mpeg"),
                    Map.entry("wav", "audio/x-wav"),
                    Map.entry("mp4", "video/mp4"),
                    Map.entry("webm", "video/webm"));

    private MediaTypes() {}

    /** The media type of a file. */
    static String of(String name) {
        int dot = name.lastIndexOf('.');
        String extension = dot <= 0 ? name : name.substring(dot + 1);
        if (TEXT.contains(extension)) {
            return "text/plain; charset=utf-8";
        }
        return OTHERS.getOrDefault(extension.toLowerCase(Locale.ROOT), "application/octet-stream");
    }
}
