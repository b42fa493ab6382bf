package dev.heddle.streams.formats;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import com.squareup.wire.schema.CoreLoader;
import com.squareup.wire.schema.ErrorCollector;
import com.squareup.wire.schema.Linker;
import com.squareup.wire.schema.Loader;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.ProtoFile;
import com.squareup.wire.schema.Schema;
import com.squareup.wire.schema.internal.SchemaEncoder;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A {@code .proto} file as protobuf-java knows it. Registries keep its text; Wire parses and links
 * it.
 *
 * @param messages its outermost messages, in order
 */
record ProtobufSchema(List<Descriptor> messages) {
    private static final String NAME = "heddle-event.proto";

    /** Wire's own, which it always loads. */
    private static final String EXTENSIONS = "wire/extensions.proto";

    /** What every schema may import without a word to the registry. */
    private static final Map<String, FileDescriptor> WELL_KNOWN =
            Stream.of(
                            AnyProto.getDescriptor(),
                            DescriptorProtos.getDescriptor(),
                            DurationProto.getDescriptor(),
                            EmptyProto.getDescriptor(),
                            FieldMaskProto.getDescriptor(),
                            StructProto.getDescriptor(),
                            TimestampProto.getDescriptor(),
                            WrappersProto.getDescriptor())
                    .collect(Collectors.toMap(FileDescriptor::getName, file -> file));

    /**
     * Parses a schema.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if it is none
     */
    static ProtobufSchema parse(int id, RegisteredSchema schema) {
        try {
            Map<String, String> texts = new HashMap<>(schema.references());
            texts.put(NAME, schema.text());
            return new ProtobufSchema(new Files(texts).file(NAME).getMessageTypes());
        } catch (DescriptorValidationException
                | InvalidProtocolBufferException
                | RuntimeException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT,
                    "schema %d is no Protobuf schema: %s".formatted(id, e.getMessage()));
        }
    }

    /** The messages within one, without those that stand for the entries of maps. */
    static List<Descriptor> messages(Descriptor message) {
        return message.getNestedTypes().stream()
                .filter(nested -> !nested.getOptions().getMapEntry())
                .toList();
    }

    /** The files of one schema, which import each other. */
    private static final class Files {
        private final Schema schema;
        private final SchemaEncoder encoder;
        private final Map<String, FileDescriptor> built = new HashMap<>(WELL_KNOWN);

        Files(Map<String, String> texts) {
            List<ProtoFile> files = new ArrayList<>();
            texts.forEach(
                    (name, text) -> {
                        if (!WELL_KNOWN.containsKey(name)) {
                            files.add(
                                    ProtoFile.Companion.get(
                                            ProtoParser.Companion.parse(Location.get(name), text)));
                        }
                    });
            ErrorCollector errors = new ErrorCollector();
            schema = new Linker(new WellKnown(), errors, true, true).link(files);
            errors.throwIfNonEmpty();
            encoder = new SchemaEncoder(schema);
        }

        FileDescriptor file(String name)
                throws InvalidProtocolBufferException, DescriptorValidationException {
            FileDescriptor present = built.get(name);
            if (present != null) {
                return present;
            }
            FileDescriptorProto file =
                    FileDescriptorProto.parseFrom(
                            encoder.encode(schema.protoFile(name)).toByteArray());
            List<FileDescriptor> imports = new ArrayList<>();
            for (String dependency : file.getDependencyList()) {
                imports.add(file(dependency));
            }
            FileDescriptor descriptor =
                    FileDescriptor.buildFrom(file, imports.toArray(FileDescriptor[]::new));
            built.put(name, descriptor);
            return descriptor;
        }
    }

    /** Asked for what is not among the files. */
    private static final class WellKnown implements Loader {
        @Override
        public ProtoFile load(String path) {
            if (!WELL_KNOWN.containsKey(path) && !path.equals(EXTENSIONS)) {
                throw new IllegalArgumentException(
                        "it imports '%s', which is not among its references".formatted(path));
            }
            return CoreLoader.INSTANCE.load(path);
        }

        @Override
        public Loader withErrors(ErrorCollector errors) {
            return this;
        }
    }
}
