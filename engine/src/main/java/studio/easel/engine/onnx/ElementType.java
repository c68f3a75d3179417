package studio.easel.engine.onnx;

/** What a tensor of a graph is made of: onnx.proto's {@code TensorProto.DataType}. */
public enum ElementType {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    UINT16(4, 2),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    BFLOAT16(16, 2),
    /** Four bits of exponent, three of fraction, no infinities. */
    FLOAT8E4M3FN(17, 1),
    /** Five bits of exponent, two of fraction. */
    FLOAT8E5M2(19, 1),
    /** Text, complex numbers, four bits a number and whatever is yet to come. */
    OTHER(0, 0);

    private final int code;
    private final int bytes;

    ElementType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The type that onnx.proto gives a number. */
    public static ElementType of(long code) {
        for (ElementType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return OTHER;
    }

    /** The number of the type in onnx.proto. */
    public int code() {
        return code;
    }

    /** Bytes a number; 0 for {@link #OTHER}. */
    public int bytes() {
        return bytes;
    }
}
