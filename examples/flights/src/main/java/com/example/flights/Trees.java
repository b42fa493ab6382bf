package com.example.flights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Decision trees whose values add up, as {@code train.py} writes them. */
final class Trees {
    /** A leaf has no feature and gives its value; any other node says where to go on. */
    private record Node(
            int feature, double threshold, boolean missingLeft, int left, int right, double value) {
        boolean isLeaf() {
            return feature < 0;
        }

        int next(double input) {
            boolean goLeft = Double.isNaN(input) ? missingLeft : input <= threshold;
            return goLeft ? left : right;
        }
    }

    private final Node[][] trees;

    private Trees(Node[][] trees) {
        this.trees = trees;
    }

    /** Reads trees over the features of these names, in this order. */
    static Trees read(Path file, List<String> features) throws IOException {
        List<List<Node>> trees = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            int tree = Integer.parseInt(cells[0]);
            if (tree == trees.size()) {
                trees.add(new ArrayList<>());
            }
            trees.get(tree).add(node(cells, features));
        }
        return new Trees(
                trees.stream().map(nodes -> nodes.toArray(Node[]::new)).toArray(Node[][]::new));
    }

    private static Node node(String[] cells, List<String> features) {
        if (cells[1].isEmpty()) {
            return new Node(-1, 0, false, 0, 0, Double.parseDouble(cells[6]));
        }
        int feature = features.indexOf(cells[1]);
        if (feature < 0) {
            throw new IllegalArgumentException("unknown feature '" + cells[1] + "'");
        }
        return new Node(
                feature,
                Double.parseDouble(cells[2]),
                cells[3].equals("1"),
                Integer.parseInt(cells[4]),
                Integer.parseInt(cells[5]),
                0);
    }

    /** What the trees' leaves add up to; an input that is not known is NaN. */
    double sum(double... inputs) {
        double sum = 0;
        for (Node[] nodes : trees) {
            Node node = nodes[0];
            while (!node.isLeaf()) {
                node = nodes[node.next(inputs[node.feature()])];
            }
            sum += node.value();
        }
        return sum;
    }
}
