package dev.heddle.runtime;

import dev.heddle.model.BatchModelFunction;
import dev.heddle.model.Doc;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Feature;
import dev.heddle.model.Field;
import dev.heddle.model.Field.FeatureReference;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelFunction;
import dev.heddle.model.Signature;
import dev.heddle.model.StreamFunction;
import dev.heddle.model.Tensor;
import dev.heddle.model.TensorShape;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the signature of a function off its records. */
final class SignatureInference {
    private static final Map<Type, Scalar> SCALARS =
            Map.ofEntries(
                    Map.entry(boolean.class, Scalar.BOOLEAN),
                    Map.entry(Boolean.class, Scalar.BOOLEAN),
                    Map.entry(int.class, Scalar.INTEGER),
                    Map.entry(Integer.class, Scalar.INTEGER),
                    Map.entry(long.class, Scalar.LONG),
                    Map.entry(Long.class, Scalar.LONG),
                    Map.entry(float.class, Scalar.FLOAT),
                    Map.entry(Float.class, Scalar.FLOAT),
                    Map.entry(double.class, Scalar.DOUBLE),
                    Map.entry(Double.class, Scalar.DOUBLE),
                    Map.entry(String.class, Scalar.STRING),
                    Map.entry(byte[].class, Scalar.BINARY),
                    Map.entry(LocalDate.class, Scalar.DATE),
                    Map.entry(Instant.class, Scalar.TIMESTAMP));

    private static final Map<Type, Scalar> OPTIONAL_SCALARS =
            Map.of(
                    OptionalInt.class, Scalar.INTEGER,
                    OptionalLong.class, Scalar.LONG,
                    OptionalDouble.class, Scalar.DOUBLE);

    private static final Map<Type, Scalar> ARRAYS =
            Map.of(
                    boolean[].class, Scalar.BOOLEAN,
                    int[].class, Scalar.INTEGER,
                    long[].class, Scalar.LONG,
                    float[].class, Scalar.FLOAT,
                    double[].class, Scalar.DOUBLE);

    private static final Set<Class<?>> MODEL_FUNCTIONS =
            Set.of(ModelFunction.class, BatchModelFunction.class);

    private static final String SUPPORTED =
            "boolean, int, long, float, double, String, byte[], LocalDate, Instant, a list, an array"
                    + " of numbers, a Map by String, a record, Tensor, or an Optional of these";

    private final Set<Class<?>> open = new LinkedHashSet<>();

    private SignatureInference() {}

    /**
     * The records of a function.
     *
     * @param input the input record's class
     * @param output the output record's class
     */
    record Records(Class<?> input, Class<?> output) {
        Signature signature() {
            Struct input = struct(this.input);
            for (Field field : input.fields()) {
                field.feature().ifPresent(feature -> checkKey(input, field, feature));
            }
            return new Signature(input, struct(output));
        }

        private static void checkKey(Struct input, Field field, FeatureReference feature) {
            for (String key : feature.keys()) {
                if (input.fields().stream().noneMatch(f -> f.name().equals(key))) {
                    throw invalid(
                            "@Feature of '%s' names the key '%s', which the input does not have"
                                    .formatted(field.name(), key));
                }
            }
        }
    }

    /**
     * Finds the records of a function class.
     *
     * @throws HeddleException with {@code INVALID_PACKAGE} if it is no function or its types are
     *     not records
     */
    static Records recordsOf(Class<?> function) {
        List<Type> arguments = argumentsOf(function, MODEL_FUNCTIONS, new HashMap<>());
        if (arguments.isEmpty()) {
            throw invalid(notAFunction(function.getName()));
        }
        return new Records(
                recordClass(function, "input", arguments.get(0)),
                recordClass(function, "output", arguments.get(1)));
    }

    /**
     * What the function of a stream takes.
     *
     * @return a record's class, or that of a byte array
     * @throws HeddleException with {@code INVALID_PACKAGE} if it is something else
     */
    static Class<?> eventOf(Class<?> function) {
        Type type = argumentsOf(function, Set.of(StreamFunction.class), new HashMap<>()).get(0);
        return type == byte[].class ? byte[].class : recordClass(function, "event", type);
    }

    /** What to say of a class that cannot be run. */
    static String notAFunction(String name) {
        return "class %s is none of ModelFunction, BatchModelFunction and StreamFunction"
                .formatted(name);
    }

    /** The struct of a record class. */
    static Struct struct(Class<?> record) {
        return new SignatureInference().structOf(record);
    }

    private static Class<?> recordClass(Class<?> function, String which, Type type) {
        if (type instanceof Class<?> c && c.isRecord()) {
            return c;
        }
        throw invalid(
                "the %s of %s is %s, expected a record"
                        .formatted(which, function.getName(), type.getTypeName()));
    }

    private static List<Type> argumentsOf(
            Type type, Set<Class<?>> functions, Map<TypeVariable<?>, Type> known) {
        Class<?> raw;
        if (type instanceof ParameterizedType parameterized) {
            raw = (Class<?>) parameterized.getRawType();
            Type[] actual = parameterized.getActualTypeArguments();
            for (int i = 0; i < actual.length; i++) {
                known.put(raw.getTypeParameters()[i], known.getOrDefault(actual[i], actual[i]));
            }
        } else if (type instanceof Class<?> c) {
            raw = c;
        } else {
            return List.of();
        }
        if (functions.contains(raw)) {
            return Stream.of(raw.getTypeParameters())
                    .map(parameter -> known.getOrDefault(parameter, Object.class))
                    .toList();
        }
        List<Type> parents = new ArrayList<>(List.of(raw.getGenericInterfaces()));
        if (raw.getGenericSuperclass() != null) {
            parents.add(raw.getGenericSuperclass());
        }
        for (Type parent : parents) {
            List<Type> found = argumentsOf(parent, functions, known);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private Struct structOf(Class<?> record) {
        if (!open.add(record)) {
            throw invalid("record %s contains itself".formatted(record.getName()));
        }
        List<Field> fields = new ArrayList<>();
        for (RecordComponent component : record.getRecordComponents()) {
            fields.add(field(record, component));
        }
        open.remove(record);
        return new Struct(fields);
    }

    private Field field(Class<?> record, RecordComponent component) {
        String where = record.getSimpleName() + "." + component.getName();
        Type type = component.getGenericType();
        Optional<Type> optional = argumentOf(type, Optional.class);
        boolean required = optional.isEmpty() && !OPTIONAL_SCALARS.containsKey(type);
        FieldType fieldType =
                OPTIONAL_SCALARS.containsKey(type)
                        ? OPTIONAL_SCALARS.get(type)
                        : typeOf(where, optional.orElse(type), component);
        Doc doc = component.getAnnotation(Doc.class);
        Feature feature = component.getAnnotation(Feature.class);
        return new Field(
                component.getName(),
                fieldType,
                required,
                Optional.ofNullable(doc).map(Doc::value),
                Optional.ofNullable(feature)
                        .map(
                                f ->
                                        new FeatureReference(
                                                f.view(),
                                                List.of(f.key()),
                                                f.name().isEmpty()
                                                        ? component.getName()
                                                        : f.name())));
    }

    private FieldType typeOf(String where, Type type, RecordComponent component) {
        if (SCALARS.containsKey(type)) {
            return SCALARS.get(type);
        }
        if (ARRAYS.containsKey(type)) {
            return new ListOf(ARRAYS.get(type));
        }
        if (type == Tensor.class) {
            return tensor(where, component.getAnnotation(TensorShape.class));
        }
        if (type instanceof Class<?> c && c.isRecord()) {
            return structOf(c);
        }
        Optional<Type> element = argumentOf(type, List.class);
        if (element.isPresent()) {
            return new ListOf(typeOf(where + "[]", element.get(), component));
        }
        if (type instanceof ParameterizedType map
                && map.getRawType() == Map.class
                && map.getActualTypeArguments()[0] == String.class) {
            return new MapOf(typeOf(where + "{}", map.getActualTypeArguments()[1], component));
        }
        throw invalid(
                "%s is of type %s, expected %s".formatted(where, type.getTypeName(), SUPPORTED));
    }

    private static TensorOf tensor(String where, TensorShape shape) {
        if (shape == null) {
            throw invalid(where + " is a Tensor and lacks @TensorShape");
        }
        List<Long> sizes = new ArrayList<>();
        for (long size : shape.value()) {
            sizes.add(size);
        }
        return new TensorOf(shape.type(), sizes);
    }

    private static Optional<Type> argumentOf(Type type, Class<?> raw) {
        return type instanceof ParameterizedType p && p.getRawType() == raw
                ? Optional.of(p.getActualTypeArguments()[0])
                : Optional.empty();
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_PACKAGE, message);
    }
}
