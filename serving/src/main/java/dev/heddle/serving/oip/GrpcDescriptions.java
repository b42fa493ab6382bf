package dev.heddle.serving.oip;

import dev.heddle.runtime.TensorField;
import dev.heddle.serving.InferenceStatistics.BatchSize;
import dev.heddle.serving.InferenceStatistics.CountAndTime;
import dev.heddle.serving.InferenceStatistics.Snapshot;
import dev.heddle.serving.ServedVersion;
import dev.heddle.serving.oip.grpc.DataType;
import dev.heddle.serving.oip.grpc.InferBatchStatistics;
import dev.heddle.serving.oip.grpc.InferStatistics;
import dev.heddle.serving.oip.grpc.ModelConfig;
import dev.heddle.serving.oip.grpc.ModelConfigResponse;
import dev.heddle.serving.oip.grpc.ModelDynamicBatching;
import dev.heddle.serving.oip.grpc.ModelInput;
import dev.heddle.serving.oip.grpc.ModelMetadataResponse;
import dev.heddle.serving.oip.grpc.ModelMetadataResponse.TensorMetadata;
import dev.heddle.serving.oip.grpc.ModelOutput;
import dev.heddle.serving.oip.grpc.ModelStatistics;
import dev.heddle.serving.oip.grpc.RepositoryIndexResponse;
import dev.heddle.serving.oip.grpc.RepositoryIndexResponse.ModelIndex;
import dev.heddle.serving.oip.grpc.StatisticDuration;
import java.util.List;

/** What {@link ModelDescriptions} tells, in the messages of gRPC. */
final class GrpcDescriptions {
    private GrpcDescriptions() {}

    static ModelMetadataResponse metadata(
            String name, List<String> versions, ServedVersion version) {
        return ModelMetadataResponse.newBuilder()
                .setName(name)
                .addAllVersions(versions)
                .setPlatform(ModelDescriptions.platform(version))
                .addAllInputs(metadata(version.model().tensorInputs()))
                .addAllOutputs(metadata(version.model().tensorOutputs()))
                .build();
    }

    private static List<TensorMetadata> metadata(List<TensorField> fields) {
        return fields.stream()
                .map(
                        field ->
                                TensorMetadata.newBuilder()
                                        .setName(field.name())
                                        .setDatatype(Datatypes.name(field.type()))
                                        .addAllShape(field.shape())
                                        .build())
                .toList();
    }

    static ModelConfigResponse config(String name, ServedVersion version) {
        int maxBatch = ModelDescriptions.maxBatchSize(version);
        ModelConfig.Builder config =
                ModelConfig.newBuilder()
                        .setName(name)
                        .setPlatform(ModelDescriptions.platform(version))
                        .setBackend(ModelDescriptions.backend(version))
                        .setMaxBatchSize(maxBatch);
        for (TensorField field : version.model().tensorInputs()) {
            config.addInput(
                    ModelInput.newBuilder()
                            .setName(field.name())
                            .setDataType(DataType.valueOf(ModelDescriptions.configType(field)))
                            .addAllDims(ModelDescriptions.dimensions(field, maxBatch > 0))
                            .setOptional(!field.required()));
        }
        for (TensorField field : version.model().tensorOutputs()) {
            config.addOutput(
                    ModelOutput.newBuilder()
                            .setName(field.name())
                            .setDataType(DataType.valueOf(ModelDescriptions.configType(field)))
                            .addAllDims(ModelDescriptions.dimensions(field, maxBatch > 0)));
        }
        if (maxBatch > 0) {
            config.setDynamicBatching(ModelDynamicBatching.getDefaultInstance());
        }
        return ModelConfigResponse.newBuilder().setConfig(config).build();
    }

    static ModelStatistics statistics(String name, ServedVersion version) {
        Snapshot done = version.statistics().snapshot();
        ModelStatistics.Builder statistics =
                ModelStatistics.newBuilder()
                        .setName(name)
                        .setVersion(String.valueOf(version.description().version()))
                        .setLastInference(done.lastMillis().orElse(0L))
                        .setInferenceCount(done.records())
                        .setExecutionCount(done.executions())
                        .setInferenceStats(
                                InferStatistics.newBuilder()
                                        .setSuccess(time(done.success()))
                                        .setFail(time(done.failure()))
                                        .setQueue(time(done.queue()))
                                        .setComputeInput(time(done.input()))
                                        .setComputeInfer(time(done.inference()))
                                        .setComputeOutput(time(done.output()))
                                        .setCacheHit(time(done.cacheHit()))
                                        .setCacheMiss(time(done.cacheMiss())));
        for (BatchSize batch : done.batches()) {
            statistics.addBatchStats(
                    InferBatchStatistics.newBuilder()
                            .setBatchSize(batch.size())
                            .setComputeInput(time(batch.input()))
                            .setComputeInfer(time(batch.inference()))
                            .setComputeOutput(time(batch.output())));
        }
        return statistics.build();
    }

    private static StatisticDuration time(CountAndTime time) {
        return StatisticDuration.newBuilder().setCount(time.count()).setNs(time.nanos()).build();
    }

    static RepositoryIndexResponse index(List<ModelRepository.Entry> entries) {
        RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
        for (ModelRepository.Entry entry : entries) {
            index.addModels(
                    ModelIndex.newBuilder()
                            .setName(entry.name())
                            .setVersion(entry.version().orElse(""))
                            .setState(entry.state())
                            .setReason(entry.reason()));
        }
        return index.build();
    }
}
