package dev.heddle.runtime;

/**
 * IEEE 754 binary16. Java has these conversions from release 20 on ({@code Float.floatToFloat16});
 * this is the same for release 17, rounding to the nearest, ties to even.
 */
public final class HalfFloat {
    private HalfFloat() {}

    /** The nearest binary16; beyond its range an infinity. */
    public static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7E00);
        }
        float magnitude = Math.abs(value);
        if (magnitude >= 65520f) {
            return (short) (sign | 0x7C00);
        }
        if (magnitude < 0x1p-14f) {
            // Subnormal: a multiple of 2^-24.
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
        }
        int exponent = Math.getExponent(magnitude);
        double mantissa = magnitude / Math.scalb(1.0, exponent - 10);
        long rounded = (long) Math.rint(mantissa);
        if (rounded == 2048) {
            rounded = 1024;
            exponent++;
        }
        return (short) (sign | ((exponent + 15) << 10) | ((int) rounded & 0x3FF));
    }

    /** The same number, exactly. */
    public static float toFloat(short half) {
        int exponent = (half >>> 10) & 0x1F;
        int mantissa = half & 0x3FF;
        float magnitude;
        if (exponent == 0) {
            magnitude = mantissa * 0x1p-24f;
        } else if (exponent == 31) {
            magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Math.scalb(1024f + mantissa, exponent - 25);
        }
        return half < 0 ? -magnitude : magnitude;
    }
}
