package studio.easel.engine.onnx;

import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Floats of any width to floats and back. */
final class Floats {
    private Floats() {}

    /**
     * @return empty where these are no floats
     */
    static Optional<float[]> of(ElementType type, ByteBuffer bytes) {
        if (type.bytes() == 0) {
            return Optional.empty();
        }
        float[] values = new float[bytes.remaining() / type.bytes()];
        for (int i = 0; i < values.length; i++) {
            switch (type) {
                case FLOAT -> values[i] = bytes.getFloat();
                case DOUBLE -> values[i] = (float) bytes.getDouble();
                case FLOAT16 -> values[i] = Fp16Conversions.fp16ToFloat(bytes.getShort());
                case BFLOAT16 -> values[i] = Float.intBitsToFloat(bytes.getShort() << 16);
                case FLOAT8E4M3FN -> values[i] = e4m3(bytes.get());
                // Half of a 16-bit float, the lower eight bits being zeros.
                case FLOAT8E5M2 ->
                        values[i] = Fp16Conversions.fp16ToFloat((short) (bytes.get() << 8));
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(values);
    }

    /** Micikevicius et al. 2022 (arXiv:2209.05433): bias 7, no infinities, one NaN. */
    private static float e4m3(byte bits) {
        int exponent = bits >>> 3 & 0xf;
        int fraction = bits & 7;
        float size =
                (bits & 0x7f) == 0x7f
                        ? Float.NaN
                        : exponent == 0
                                ? fraction * 0x1p-9f
                                : Math.scalb(1 + fraction * 0x1p-3f, exponent - 7);
        return bits < 0 ? -size : size;
    }

    /**
     * A direct buffer in the machine's order.
     *
     * @param type FLOAT, or FLOAT16, to the nearest
     */
    static ByteBuffer bytes(ElementType type, float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(Math.multiplyExact(values.length, type.bytes()))
                        .order(ByteOrder.nativeOrder());
        if (type == ElementType.FLOAT) {
            bytes.asFloatBuffer().put(values);
            return bytes;
        }
        for (float value : values) {
            bytes.putShort(Fp16Conversions.floatToFp16(value));
        }
        return bytes.flip();
    }
}
