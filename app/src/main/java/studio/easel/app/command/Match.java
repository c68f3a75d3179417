package studio.easel.app.command;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How well a name answers to what was typed: all its letters stand in the name in their order, the
 * better the closer together and the nearer to beginnings of words.
 *
 * @param letters which characters of the name were typed, in order
 */
record Match(int score, List<Integer> letters) {
    private static final int BEGINS = 10;
    private static final int FOLLOWS = 6;
    private static final int LOOSE = 1;

    /** Below that for each key the letters are only scattered about. */
    private static final int LEAST = 3;

    private static final int NO = Integer.MIN_VALUE / 2;

    /** Empty where the name does not answer; spaces do not count. */
    static Optional<Match> of(String typed, String name) {
        Letters wanted = Letters.of(typed.replaceAll("\\s", ""));
        Letters has = Letters.of(name);
        if (wanted.size() == 0) {
            return Optional.of(new Match(0, List.of()));
        }
        if (wanted.size() > has.size()) {
            return Optional.empty();
        }
        // best[i][j]: the first i keys, the last of them being the name's j-th.
        int[][] best = new int[wanted.size()][has.size()];
        int[][] from = new int[wanted.size()][has.size()];
        for (int i = 0; i < wanted.size(); i++) {
            Arrays.fill(best[i], NO);
            for (int j = i; j < has.size(); j++) {
                if (wanted.keys().get(i).equals(has.keys().get(j))) {
                    place(best, from, i, j, has);
                }
            }
        }
        return read(best, from, has);
    }

    private static void place(int[][] best, int[][] from, int i, int j, Letters has) {
        int own = has.begins(j) ? BEGINS : LOOSE;
        if (i == 0) {
            best[i][j] = own;
            return;
        }
        for (int before = i - 1; before < j; before++) {
            boolean next = before == j - 1 || onlySpaceBetween(has, before, j);
            int score = best[i - 1][before] + (next ? Math.max(own, FOLLOWS) : own);
            if (best[i - 1][before] > NO && score > best[i][j]) {
                best[i][j] = score;
                from[i][j] = before;
            }
        }
    }

    private static boolean onlySpaceBetween(Letters has, int before, int j) {
        return j == before + 2 && has.keys().get(before + 1) == ' ';
    }

    private static Optional<Match> read(int[][] best, int[][] from, Letters has) {
        int last = best.length - 1;
        int end = last;
        for (int j = 0; j < has.size(); j++) {
            end = best[last][j] > best[last][end] ? j : end;
        }
        int score = best[last][end];
        if (score < LEAST * best.length) {
            return Optional.empty();
        }
        TreeSet<Integer> letters = new TreeSet<>();
        for (int i = last, j = end; i >= 0; j = from[i][j], i--) {
            letters.add(has.at().get(j));
        }
        return Optional.of(new Match(score, List.copyOf(letters)));
    }
}
