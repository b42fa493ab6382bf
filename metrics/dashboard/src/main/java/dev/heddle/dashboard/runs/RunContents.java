package dev.heddle.dashboard.runs;

import dev.heddle.client.Heddle;
import dev.heddle.client.runs.Artifacts.Entry;
import dev.heddle.dashboard.Display;
import dev.heddle.model.ErrorCode.Category;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a run, and what is shown of one of them.
 *
 * @param tree the files
 * @param current the one that is looked at
 * @param preview what is shown of it
 * @param download where it is saved from
 * @param problem why the files cannot be read; may be empty
 */
record RunContents(
        FileTree tree, Optional<Entry> current, Preview preview, String download, String problem) {
    static RunContents read(Heddle heddle, String run, String path) {
        FileTree tree;
        try {
            tree = FileTree.read(heddle, run, path);
        } catch (HeddleException e) {
            if (e.code().category() != Category.USER) {
                throw e;
            }
            // A run of elsewhere, or a path that leads out of the run.
            FileTree none = new FileTree(List.of(), false);
            return new RunContents(none, Optional.empty(), Preview.NONE, "", e.getMessage());
        }
        Optional<Entry> current = tree.current();
        return new RunContents(
                tree,
                current,
                current.map(entry -> preview(heddle, run, entry)).orElse(Preview.NONE),
                current.map(entry -> address(run, "files", entry.path())).orElse(""),
                "");
    }

    private static Preview preview(Heddle heddle, String run, Entry file) {
        boolean isCut = file.size() > Shapes.MOST_BYTES;
        byte[] content;
        try (InputStream in = heddle.runs().artifactsOf(run).open(file.path())) {
            if (ImageType.isNamed(file.path())) {
                return ImageType.of(in.readNBytes(ImageType.HEAD)).isPresent()
                        ? Preview.image(address(run, "images", file.path()))
                        : Preview.NONE;
            }
            content = in.readNBytes(Shapes.MOST_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException("a file broke off", e);
        }
        return Shapes.of(file.path(), content, isCut);
    }

    private static String address(String run, String what, String path) {
        return Stream.of(path.split("/"))
                .map(Display::path)
                .collect(
                        Collectors.joining(
                                "/", "/ui/runs/" + Display.path(run) + "/" + what + "/", ""));
    }
}
