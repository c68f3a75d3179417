package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.animation.Easing.Bezier;
import studio.easel.engine.animation.Easing.Hold;
import studio.easel.engine.animation.Easing.Linear;
import studio.easel.engine.animation.KeyframeCurve.Key;

class KeyframeScheduleTest {
    private static final Variables TWENTY = Variables.of(20, 42);

    private static KeyframeSchedule easel(String text) {
        return KeyframeSchedule.parse(text, TWENTY, Dialect.EASEL);
    }

    private static double value(String formula, int frame) {
        return Expression.parse(formula, Dialect.EASEL).at(frame, TWENTY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                // schedule ; character ; what the sentence is about
                "0:(sinn(t)) ; 4 ; Did you mean sin?",
                "0:(tt) ; 4 ; Did you mean t?",
                "0:(max) ; 4 ; is a function and needs brackets",
                "0:(t(2)) ; 4 ; is no function. To multiply",
                "0:(1), 5:(2t) ; 11 ; write *: 2*t",
                "0:(1) 30:(2) ; 7 ; or a comma and the next key",
                "0:(1), 5:(t=3) ; 12 ; Write ==",
                "0:(t^2) ; 5 ; Write a**b",
                "0:(sin(t) ; 3 ; never closed",
                "0:(sin(t))) ; 11 ; closes nothing",
                "0:(t+) ; 6 ; a number, a name or a bracket is expected",
                "0:() ; 4 ; a number, a name or a bracket is expected",
                "0: ; 3 ; nothing here",
                "0:(-) ; 3 ; sign alone",
                "0:(1), (2) ; 8 ; There is no colon here",
                "t:(1) ; 1 ; cannot depend on the frame",
                "sqrt(-1):(1) ; 1 ; This key is no number",
                "0:(t>2 & t<6) ; 11 ; bind tighter",
                "0:(t&0.5) ; 5 ; joins conditions",
                "0:(1<<0.5) ; 5 ; shifts whole numbers",
                "0:(where(t>1)) ; 4 ; where has 1 values between its brackets, expected 3",
                "0:(sin()) ; 4 ; nothing between the brackets",
                "0:(1__0) ; 4 ; underscore",
                "0:(1_) ; 4 ; underscore",
                "0:(1 if t) ; 10 ; has no",
                "0:(🎉) ; 4 ; is expected",
                "0:(1), 900:(x) ; 13 ; Did you mean",
                "0:(sqrt(-1)) ; 1 ; No frame from 0 to 19 has a value",
                "## ; 1 ; empty",
                ", ; 1 ; empty",
                "50:(1) ; 1 ; No frame from 0 to 19 has a value",
            })
    void whatCannotBeReadIsAnErrorWithTheCharacter(String text, int character, String about) {
        assertThatThrownBy(() -> easel(text))
                .isInstanceOfSatisfying(
                        ScheduleException.class,
                        e -> assertThat(text.codePointCount(0, e.start()) + 1).isEqualTo(character))
                .hasMessageStartingWith("Character " + character + " (")
                .hasMessageContaining(about);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                // schedule ; frame ; value ; what the note is about
                "3:(5), 6:(8) ; 0 ; 5 ; no key for frame 0",
                "7 ; 9 ; 7 ; none",
                "0:(1), 4:(9), ; 2 ; 5 ; nothing beside this comma",
                "0:(1), 4:(2), 4:(6) ; 4 ; 6 ; has a value already",
                "0:(1), 90:(2) ; 19 ; 1 ; outside the animation (0 to 19)",
                "-5:(9), 0:(1) ; 0 ; 1 ; outside the animation",
                "2.5:(1), 0:(3) ; 2 ; 1 ; a whole number; 2 is taken",
                "0:(1:2), 3:(5) ; 0 ; 1 ; second colon",
                "0:(1.), 6:(4) ; 5 ; 1 ; held until the next key",
                "0:(1e-2), 6:(4) ; 5 ; 0.01 ; held until the next key",
                "0:( 1 ), 6:(4) ; 5 ; 1 ; held until the next key",
                "0:(1, 4:(5) ; 2 ; 3 ; never closed",
                "0:(sqrt(t-4)) ; 0 ; 0 ; has no value at frame 0",
                "0:(\"t*2\") ; 3 ; 6 ; none",
            })
    void whatWasReadOtherwiseIsNoted(String text, int frame, double value, String about) {
        KeyframeSchedule schedule = easel(text);
        assertThat(schedule.at(frame)).isEqualTo(value, within(1e-12));
        if (!about.equals("none")) {
            assertThat(schedule.notes()).anyMatch(note -> note.sentence().contains(about));
        } else {
            assertThat(schedule.notes()).isEmpty();
        }
    }

    @Test
    void whatIsAsWrittenHasNoNotes() {
        assertThat(easel("0:(1), 5:(2*sin(t/5)), \"max_f-2\":(0.5)").notes()).isEmpty();
    }

    @Test
    void settingsThatAreWholeNumbersAreCutOff() {
        assertThat(easel("0:(2.9)").wholeAt(3)).isEqualTo(2);
        assertThat(easel("0:(-2.9)").wholeAt(3)).isEqualTo(-2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "where(t>5, 1, 2) ; 6 ; 1",
                "(t-9)%4 ; 0 ; 3",
                "t//2 ; 5 ; 2",
                "t**-1 ; 4 ; 0.25",
                "2**t ; 19 ; 524288",
                "min(t, 3, 5) ; 9 ; 3",
                "max(1, t/2) ; 9 ; 4.5",
                "round(2.5) ; 0 ; 2",
                "round(t/3, 2) ; 2 ; 0.67",
                "clip(t, 2, 5) ; 9 ; 5",
                "sign(t-9) ; 0 ; -1",
                "trunc(-2.7) ; 0 ; -2",
                "hypot(3, 4) ; 0 ; 5",
                "log2(8) ; 0 ; 3",
                "lerp(10, 20, t/10) ; 5 ; 15",
                "smoothstep(0, 10, t) ; 5 ; 0.5",
                "cos(pi) ; 0 ; -1",
                "log(e) ; 0 ; 1",
                "2 < t < 6 ; 4 ; 1",
                "t > 2 and t < 6 ; 6 ; 0",
                "not t ; 0 ; 1",
                "5 if t > 3 else 7 ; 3 ; 7",
                "t & 1 ; 5 ; 1",
                "10**20 ; 0 ; 1e20",
                "007 ; 0 ; 7",
                "s + max_f ; 0 ; 61",
                "(-8)**0.5 ; 0 ; NaN",
            })
    void easelsFormulasHaveMore(String formula, int frame, double expected) {
        assertThat(DeforumGoldens.error(value(formula, frame), expected)).isLessThan(1e-12);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void deepLongAndRandomTextsEndInASentence(Dialect dialect) {
        List<String> hostile =
                List.of(
                        "0:(" + "(".repeat(100_000),
                        "0:(" + "-".repeat(100_000) + "1)",
                        "0:(" + "1+".repeat(100_000) + "t)",
                        "0:(" + "t+".repeat(100_000) + "t)",
                        "0:(" + "2**".repeat(10_000) + "t)",
                        "0:(" + "9".repeat(500_000) + ")",
                        "0:(0x" + "f".repeat(300_000) + ")",
                        "0:(2**99999999999)",
                        "0:(1<<99999999999)",
                        "0:(" + "1 if t else ".repeat(10_000) + "1)",
                        "0:(" + "not ".repeat(10_000) + "t)",
                        "0:(1),".repeat(150_000),
                        "x".repeat(1_000_001));
        for (String text : hostile) {
            assertTimeout(Duration.ofSeconds(20), () -> orSentence(() -> parse(text, dialect)));
        }
        String letters = "0123456789.eE+-*/%&|^~<>=!(),:\"' tsmax_fwherin\n\\{}[]`é🎉";
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(i % 2 == 0 ? "0:(" : "");
            random.ints(random.nextInt(1, 20), 0, letters.length())
                    .forEach(at -> text.append(letters.charAt(at)));
            orSentence(() -> parse(text.toString(), dialect));
        }
    }

    private static void parse(String text, Dialect dialect) {
        KeyframeSchedule.parse(text, TWENTY, dialect).at(3);
        TextSchedule.parse(text, TWENTY, dialect).at(3);
    }

    private static void orSentence(ThrowingCallable call) {
        try {
            call.call();
        } catch (EaselException sentence) {
            assertThat(sentence.getMessage()).hasSizeLessThan(600).matches("(?s).*[.?]");
        } catch (Throwable e) {
            throw new AssertionError("no sentence", e);
        }
    }

    @Test
    void wordsMayHaveBracketsColonsAndCommas() {
        TextSchedule masks =
                TextSchedule.parse(
                        "0: (\"({a}|<sky, sea>)&!{b}\"), 5: (\"C:/m/x (v1).ckpt\"), 9: (7)",
                        TWENTY,
                        Dialect.EASEL);
        assertThat(masks.at(0)).isEqualTo("({a}|<sky, sea>)&!{b}");
        assertThat(masks.at(5)).isEqualTo("C:/m/x (v1).ckpt");
        assertThat(masks.at(19)).isEqualTo("7");
        assertThatThrownBy(() -> TextSchedule.parse("50: (a)", TWENTY, Dialect.EASEL))
                .hasMessageContaining("no name for frame 0");
    }

    @Test
    void aNumberAmongDeforumsNamesIsIgnoredAndAnErrorAtTheStart() {
        TextSchedule names = TextSchedule.parse("0:(a), 4:(7)", TWENTY, Dialect.DEFORUM);
        assertThat(names.at(6)).isEqualTo("a");
        assertThatThrownBy(() -> TextSchedule.parse("0:(7)", TWENTY, Dialect.DEFORUM))
                .isInstanceOf(ScheduleException.class);
    }

    @Test
    void aTimelinesCurveIsWrittenAndReadBack() {
        KeyframeCurve curve =
                new KeyframeCurve(
                        List.of(
                                new Key(0, 1, new Linear()),
                                new Key(4, -2.5, new Hold()),
                                new Key(8, 0.00001, new Bezier(0.1, 0.9, 0.3, 1.5)),
                                new Key(12, 3, Bezier.inAndOut()),
                                new Key(19, 4, new Linear())));
        assertThat(curve.text())
                .isEqualTo(
                        "0: (1), 4: (-2.5+0), 8: (ease(8, 0.00001, 12, 3, 0.1, 0.9, 0.3, 1.5)), "
                                + "12: (ease(12, 3, 19, 4, 0.42, 0, 0.58, 1)), 19: (4)");
        assertThat(KeyframeCurve.of(curve.text(), TWENTY)).isEqualTo(Optional.of(curve));
        KeyframeSchedule schedule = easel(curve.text());
        assertThat(schedule.at(2)).isEqualTo(-0.75);
        assertThat(schedule.at(7)).isEqualTo(-2.5);
        assertThat(schedule.at(10)).isGreaterThan(1.5);
        assertThat(schedule.at(12)).isEqualTo(3);
    }

    @Test
    void easeIsCssesCubicBezier() {
        // Chromium's "ease", cubic-bezier(0.25, 0.1, 0.25, 1), at a half.
        assertThat(value("ease(0, 0, 10, 1, 0.25, 0.1, 0.25, 1)", 5))
                .isEqualTo(0.80240, within(1e-4));
        assertThat(value("ease(5, 2, 15, 4)", 10)).isEqualTo(3, within(1e-12));
        assertThat(value("ease(5, 2, 15, 4)", 0)).isEqualTo(2);
        assertThat(value("ease(5, 2, 15, 4)", 19)).isEqualTo(4);
        double[] heights =
                IntStream.rangeClosed(0, 10).mapToDouble(t -> value("ease(0,0,10,1)", t)).toArray();
        assertThat(heights).isSorted();
    }

    @Test
    void otherFormulasAreNoCurve() {
        assertThat(KeyframeCurve.of("0:(1), 5:(sin(t))", TWENTY)).isEmpty();
        assertThat(KeyframeCurve.of("0:(ease(3, 1, 9, 2)), 12:(2)", TWENTY)).isEmpty();
        assertThat(KeyframeCurve.of("0:(ease(0, 1, 9, 2, 3, 4)), 9:(2)", TWENTY)).isEmpty();
        assertThatThrownBy(() -> KeyframeCurve.of("0:(1, x", TWENTY))
                .hasMessageContaining("never closed");
    }

    @Test
    void curvesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new KeyframeCurve(List.of())).hasMessageContaining("no keys");
        Key key = new Key(3, 1, new Hold());
        assertThatThrownBy(() -> new KeyframeCurve(List.of(key, key)))
                .hasMessageContaining("Frame 3 stands behind frame 3");
        assertThatThrownBy(() -> new Key(-1, 1, new Hold())).hasMessageContaining("frame -1");
        assertThatThrownBy(() -> new Bezier(1.5, 0, 0, 1)).hasMessageContaining("handles");
    }
}
