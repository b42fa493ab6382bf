package dev.heddle.batch;

import dev.heddle.batch.scoring.ScoringModel;
import dev.heddle.client.batch.JobOrder.PackagedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.SparkSession;

/** Brings a version's package to where rows are scored. */
final class ModelShipment {
    private ModelShipment() {}

    /**
     * Makes a package reachable: in place where Spark runs in this process, as an archive that each
     * executor unpacks elsewhere.
     */
    static ScoringModel ship(SparkSession spark, PackagedModel model, JobFolder folder) {
        String name = "model-" + model.digest();
        if (!spark.sparkContext().isLocal()) {
            Path archive = folder.resolve(name + ".zip");
            try {
                zip(Path.of(model.folder()), archive);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot pack " + model.folder(), e);
            }
            spark.sparkContext().addArchive(archive.toUri() + "#" + name);
        }
        return new ScoringModel(
                new ScoringModel.Identity(
                        model.name(), Math.toIntExact(model.version()), model.digest()),
                model.tags(),
                model.folder(),
                name);
    }

    private static void zip(Path folder, Path archive) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Path file : files) {
                out.putNextEntry(
                        new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }
}
