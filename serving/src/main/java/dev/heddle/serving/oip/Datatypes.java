package dev.heddle.serving.oip;

import dev.heddle.model.DataType;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The protocol's names of element types. */
final class Datatypes {
    private static final Map<DataType, String> NAMES = new EnumMap<>(DataType.class);
    private static final Map<String, DataType> TYPES = new HashMap<>();

    static {
        for (DataType type : DataType.values()) {
            String name =
                    switch (type) {
                        case BOOL -> "BOOL";
                        case INT8 -> "INT8";
                        case INT16 -> "INT16";
                        case INT32 -> "INT32";
                        case INT64 -> "INT64";
                        case UINT8 -> "UINT8";
                        case UINT16 -> "UINT16";
                        case UINT32 -> "UINT32";
                        case UINT64 -> "UINT64";
                        case FLOAT16 -> "FP16";
                        case FLOAT32 -> "FP32";
                        case FLOAT64 -> "FP64";
                        case STRING -> "BYTES";
                    };
            NAMES.put(type, name);
            TYPES.put(name, type);
        }
    }

    private Datatypes() {}

    static String name(DataType type) {
        return NAMES.get(type);
    }

    /**
     * The type of a name.
     *
     * @param tensor the tensor whose type it is, for the message
     * @throws HeddleException with {@code INVALID_REQUEST} if there is none
     */
    static DataType of(String name, String tensor) {
        DataType type = TYPES.get(name);
        if (type == null) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    name.equals("BF16")
                            ? "input '%s': datatype BF16 is not supported, send FP32 or FP16"
                                    .formatted(tensor)
                            : "input '%s': datatype '%s' is unknown, expected BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, FP32, FP64 or BYTES"
                                    .formatted(tensor, name));
        }
        return type;
    }
}
