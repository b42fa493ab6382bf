package dev.heddle.serving.oip;

import dev.heddle.runtime.TensorField;
import dev.heddle.serving.InferenceStatistics.BatchSize;
import dev.heddle.serving.InferenceStatistics.CountAndTime;
import dev.heddle.serving.InferenceStatistics.Snapshot;
import dev.heddle.serving.ServedVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the protocol tells of a version, in the words of its JSON. */
final class ModelDescriptions {
    private ModelDescriptions() {}

    /** Who runs it. */
    static String platform(ServedVersion version) {
        return isGraph(version) ? "onnxruntime_onnx" : "heddle_java";
    }

    /** What it runs in. */
    static String backend(ServedVersion version) {
        return isGraph(version) ? "onnxruntime" : "heddle";
    }

    private static boolean isGraph(ServedVersion version) {
        return version.description().flavors().contains("onnx");
    }

    /** Name, versions, and tensors. */
    static Map<String, Object> metadata(String name, List<String> versions, ServedVersion version) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        metadata.put("versions", versions);
        metadata.put("platform", platform(version));
        metadata.put("inputs", metadata(version.model().tensorInputs()));
        metadata.put("outputs", metadata(version.model().tensorOutputs()));
        return metadata;
    }

    private static List<Map<String, Object>> metadata(List<TensorField> fields) {
        return fields.stream()
                .map(
                        field -> {
                            Map<String, Object> tensor = new LinkedHashMap<>();
                            tensor.put("name", field.name());
                            tensor.put("datatype", Datatypes.name(field.type()));
                            tensor.put("shape", field.shape());
                            return tensor;
                        })
                .toList();
    }

    /**
     * How many records a call may hold in the sense of Triton's configuration, where shapes are
     * told without the batch dimension; 0 where they are told with it, and calls may hold any
     * number.
     */
    static int maxBatchSize(ServedVersion version) {
        return isGraph(version) && version.model().takesBatches() ? version.maxBatch() : 0;
    }

    /** A version as Triton's clients expect a model's configuration. */
    static Map<String, Object> config(String name, ServedVersion version) {
        int maxBatch = maxBatchSize(version);
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("name", name);
        config.put("platform", platform(version));
        config.put("backend", backend(version));
        config.put("version_policy", Map.of("latest", Map.of("num_versions", 1)));
        config.put("max_batch_size", maxBatch);
        config.put("input", config(version.model().tensorInputs(), maxBatch > 0));
        config.put("output", config(version.model().tensorOutputs(), maxBatch > 0));
        if (maxBatch > 0) {
            config.put("dynamic_batching", Map.of());
        }
        return config;
    }

    private static List<Map<String, Object>> config(List<TensorField> fields, boolean isBatched) {
        return fields.stream()
                .map(
                        field -> {
                            Map<String, Object> tensor = new LinkedHashMap<>();
                            tensor.put("name", field.name());
                            tensor.put("data_type", configType(field));
                            tensor.put("dims", dimensions(field, isBatched));
                            if (!field.required()) {
                                tensor.put("optional", true);
                            }
                            return tensor;
                        })
                .toList();
    }

    /** The element type as Triton's configuration names it. */
    static String configType(TensorField field) {
        String name = Datatypes.name(field.type());
        return "TYPE_" + (name.equals("BYTES") ? "STRING" : name);
    }

    /** The shape as Triton's configuration gives it. */
    static List<Long> dimensions(TensorField field, boolean isBatched) {
        return isBatched ? field.shape().subList(1, field.shape().size()) : field.shape();
    }

    /** What a version has done. */
    static Map<String, Object> statistics(String name, ServedVersion version) {
        Snapshot done = version.statistics().snapshot();
        Map<String, Object> statistics = new LinkedHashMap<>();
        statistics.put("name", name);
        statistics.put("version", String.valueOf(version.description().version()));
        statistics.put("last_inference", done.lastMillis().orElse(0L));
        statistics.put("inference_count", done.records());
        statistics.put("execution_count", done.executions());
        Map<String, Object> times = new LinkedHashMap<>();
        times.put("success", time(done.success()));
        times.put("fail", time(done.failure()));
        times.put("queue", time(done.queue()));
        times.put("compute_input", time(done.input()));
        times.put("compute_infer", time(done.inference()));
        times.put("compute_output", time(done.output()));
        times.put("cache_hit", time(done.cacheHit()));
        times.put("cache_miss", time(done.cacheMiss()));
        statistics.put("inference_stats", times);
        statistics.put(
                "batch_stats", done.batches().stream().map(ModelDescriptions::batch).toList());
        return statistics;
    }

    private static Map<String, Object> batch(BatchSize batch) {
        Map<String, Object> statistics = new LinkedHashMap<>();
        statistics.put("batch_size", batch.size());
        statistics.put("compute_input", time(batch.input()));
        statistics.put("compute_infer", time(batch.inference()));
        statistics.put("compute_output", time(batch.output()));
        return statistics;
    }

    private static Map<String, Object> time(CountAndTime time) {
        Map<String, Object> pair = new LinkedHashMap<>();
        pair.put("count", time.count());
        pair.put("ns", time.nanos());
        return pair;
    }
}
