package studio.easel.app.canvas;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/** The pixels that hang together with one, side by side; row by row as they are found. */
record Flood(BitSet pixels, int width) {
    interface Test {
        boolean holds(int x, int y);
    }

    interface Pixel {
        void at(int x, int y);
    }

    static Flood from(int x, int y, int width, int height, Test same) {
        BitSet found = new BitSet(width * height);
        Deque<Integer> open = new ArrayDeque<>();
        open.push(y * width + x);
        while (!open.isEmpty()) {
            int seed = open.pop();
            int row = seed / width;
            int left = seed % width;
            if (found.get(seed)) {
                continue;
            }
            while (left > 0 && same.holds(left - 1, row)) {
                left--;
            }
            int right = left;
            while (right < width && same.holds(right, row)) {
                right++;
            }
            found.set(row * width + left, row * width + right);
            seeds(row - 1, left, right, width, height, same, found, open);
            seeds(row + 1, left, right, width, height, same, found, open);
        }
        return new Flood(found, width);
    }

    private static void seeds(
            int row,
            int left,
            int right,
            int width,
            int height,
            Test same,
            BitSet found,
            Deque<Integer> open) {
        if (row < 0 || row >= height) {
            return;
        }
        boolean inside = false;
        for (int x = left; x < right; x++) {
            boolean now = same.holds(x, row) && !found.get(row * width + x);
            if (now && !inside) {
                open.push(row * width + x);
            }
            inside = now;
        }
    }

    void forEach(Pixel pixel) {
        for (int i = pixels.nextSetBit(0); i >= 0; i = pixels.nextSetBit(i + 1)) {
            pixel.at(i % width, i / width);
        }
    }
}
