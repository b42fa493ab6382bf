package dev.heddle.dashboard.runs;

import dev.heddle.client.Heddle;
import dev.heddle.client.Page;
import dev.heddle.client.runs.Artifacts.Entry;
import dev.heddle.dashboard.Display;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The files of a run as a tree, with the folders open that lead to one of them.
 *
 * @param nodes files and folders from top to bottom
 * @param isCut whether a folder has more than is shown
 */
record FileTree(List<Node> nodes, boolean isCut) {
    private static final int DEEPEST = 8;

    /**
     * A file or a folder.
     *
     * @param depth how many folders it is in, at most 8
     * @param isOpen whether what is in the folder is shown
     * @param isCurrent whether it is the one that is looked at
     * @param address where it is looked at; that of the folder above for one that is open
     */
    record Node(
            Entry entry,
            String name,
            int depth,
            boolean isOpen,
            boolean isCurrent,
            String address) {}

    /** Reads the folders on the way to a path. */
    static FileTree read(Heddle heddle, String run, String path) {
        return of(
                path,
                "/ui/runs/" + Display.path(run) + "?tab=files",
                folder -> heddle.runs().files(run, folder, Optional.empty()));
    }

    static FileTree of(String path, String address, Function<String, Page<Entry>> list) {
        List<Node> nodes = new ArrayList<>();
        boolean isCut = add(nodes, "", 0, path, address, list);
        return new FileTree(nodes, isCut);
    }

    private static boolean add(
            List<Node> nodes,
            String folder,
            int depth,
            String path,
            String address,
            Function<String, Page<Entry>> list) {
        Page<Entry> page = list.apply(folder);
        boolean isCut = page.nextPageToken().isPresent();
        for (Entry entry : page.items()) {
            boolean isOpen =
                    entry.isFolder()
                            && depth < DEEPEST
                            && (path + "/").startsWith(entry.path() + "/");
            String name = entry.path().substring(entry.path().lastIndexOf('/') + 1);
            String to = isOpen ? folder : entry.path();
            nodes.add(
                    new Node(
                            entry,
                            name,
                            depth,
                            isOpen,
                            entry.path().equals(path),
                            to.isEmpty() ? address : address + "&path=" + Display.path(to)));
            if (isOpen) {
                isCut |= add(nodes, entry.path(), depth + 1, path, address, list);
            }
        }
        return isCut;
    }

    /** The file that is looked at; empty for none, and for a folder. */
    Optional<Entry> current() {
        return nodes.stream()
                .filter(node -> node.isCurrent() && !node.entry().isFolder())
                .map(Node::entry)
                .findFirst();
    }
}
