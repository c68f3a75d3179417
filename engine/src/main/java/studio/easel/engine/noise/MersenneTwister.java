package studio.easel.engine.noise;

/**
 * MT19937 (Matsumoto, Nishimura 1998), seeded as torch and NumPy seed it: from the low 32 bits of
 * the seed alone.
 */
final class MersenneTwister {
    private static final int SIZE = 624;
    private static final int SHIFT = 397;
    private static final int MATRIX = 0x9908b0df;

    private final int[] state = new int[SIZE];
    private int index = SIZE;

    MersenneTwister(long seed) {
        state[0] = (int) seed;
        for (int j = 1; j < SIZE; j++) {
            state[j] = 1812433253 * (state[j - 1] ^ state[j - 1] >>> 30) + j;
        }
    }

    /** The next 32 random bits. */
    int nextInt() {
        if (index == SIZE) {
            twist();
        }
        int y = state[index++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9d2c5680;
        y ^= y << 15 & 0xefc60000;
        return y ^ y >>> 18;
    }

    /** The next 64 random bits: the first word is the high one, as in torch. */
    long nextLong() {
        long high = nextInt();
        return high << 32 | nextInt() & 0xffffffffL;
    }

    private void twist() {
        for (int i = 0; i < SIZE; i++) {
            int y = state[i] & 0x80000000 | state[(i + 1) % SIZE] & 0x7fffffff;
            state[i] = state[(i + SHIFT) % SIZE] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : MATRIX);
        }
        index = 0;
    }
}
