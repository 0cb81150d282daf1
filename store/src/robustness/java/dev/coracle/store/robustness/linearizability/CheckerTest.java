package dev.coracle.store.robustness.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The checker against histories of registers that are known to be good or bad, and against a search that tries every order. */
class CheckerTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    /** A write of a value, or a read that answered it. */
    private record Op(String register, boolean write, int value) {}

    private static final Model<Integer, Op> REGISTER = new Model<>() {
        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public Optional<Integer> step(Integer state, Op op) {
            return op.write ? Optional.of(op.value) : Optional.of(state).filter(s -> s == op.value);
        }
    };

    private static Call<Op> write(int value, long called, long returned) {
        return Call.of(new Op("x", true, value), called, returned);
    }

    private static Call<Op> read(int value, long called, long returned) {
        return Call.of(new Op("x", false, value), called, returned);
    }

    private static boolean good(List<Call<Op>> calls) {
        return Checker.check(REGISTER, calls, LONG) instanceof Verdict.Linearizable;
    }

    @Test
    void nothingAndOneAfterTheOtherAreGood() {
        assertTrue(good(List.of()));
        assertTrue(good(List.of(read(0, 1, 2), write(1, 3, 4), read(1, 5, 6))));
    }

    @Test
    void whatOverlapsMayBeSeenEitherWay() {
        assertTrue(good(List.of(write(1, 1, 10), read(0, 2, 3), read(1, 4, 5))));
        assertTrue(good(List.of(write(1, 1, 10), write(2, 1, 10), read(2, 11, 12))));
        assertTrue(good(List.of(write(1, 1, 10), write(2, 1, 10), read(1, 11, 12))));
    }

    @Test
    void aStaleReadIsBad() {
        assertEquals(false, good(List.of(write(1, 1, 2), read(0, 3, 4))));
    }

    @Test
    void twoReadersMustSeeWritesInTheSameOrder() {
        assertEquals(false, good(List.of(write(1, 1, 10), read(1, 2, 3), read(0, 4, 5))));
        assertEquals(false, good(List.of(write(1, 1, 20), write(2, 1, 20), read(1, 2, 3), read(2, 4, 5),
                read(1, 6, 7))));
    }

    @Test
    void aLostWriteIsBadAndTheVerdictSaysWhatIsStuck() {
        Verdict verdict = Checker.check(REGISTER, List.of(write(1, 1, 2), write(2, 3, 4), read(1, 5, 6)), LONG);
        Verdict.Violation bad = assertInstanceOf(Verdict.Violation.class, verdict);
        assertTrue(bad.stuck().toString().contains("write=false, value=1"), bad.toString());
        assertEquals(2, bad.longest().size());
    }

    @Test
    void whatNobodyHeardTheEndOfMayHaveHappenedLateOrNever() {
        Call<Op> unknown = Call.unknown(new Op("x", true, 1), 1);
        assertTrue(good(List.of(unknown, read(0, 2, 3))));
        assertTrue(good(List.of(unknown, read(0, 2, 3), read(1, 4, 5))));
        assertEquals(false, good(List.of(unknown, read(1, 2, 3), read(0, 4, 5))));
    }

    @Test
    void partsAreCheckedOneByOne() {
        List<Call<Op>> calls = List.of(Call.of(new Op("x", true, 1), 1, 2), Call.of(new Op("y", false, 0), 3, 4));
        assertInstanceOf(Verdict.Violation.class, Checker.check(REGISTER, calls, LONG));
        assertInstanceOf(Verdict.Linearizable.class, Checker.checkParts(REGISTER, calls, Op::register, LONG));
    }

    @Test
    void whatTakesTooLongIsUndecided() {
        List<Call<Op>> calls = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            calls.add(write(i, 1, 10_000));
        }
        calls.add(read(-1, 20_000, 20_001));
        assertInstanceOf(Verdict.Undecided.class, Checker.check(REGISTER, calls, Duration.ZERO));
    }

    /** Small random histories, most of them bad, against a search without any cleverness. */
    @RepeatedTest(20)
    void agreesWithTryingEveryOrder(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int goodOnes = 0;
        for (int round = 0; round < 200; round++) {
            List<Call<Op>> calls = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                long called = random.nextInt(20);
                Op op = new Op("x", random.nextBoolean(), random.nextInt(3));
                calls.add(op.write && random.nextInt(4) == 0
                        ? Call.unknown(op, called)
                        : Call.of(op, called, called + 1 + random.nextInt(10)));
            }
            boolean expected = anyOrder(calls, new ArrayList<>(calls), 0);
            assertEquals(expected, good(calls), () -> "seed " + repetition.getCurrentRepetition() + ": " + calls);
            goodOnes += expected ? 1 : 0;
        }
        assertTrue(goodOnes > 10 && goodOnes < 190, goodOnes + " good ones: the histories are too much alike");
    }

    private static boolean anyOrder(List<Call<Op>> all, List<Call<Op>> left, int state) {
        if (left.stream().allMatch(Call::optional)) {
            return true;
        }
        for (Call<Op> next : left) {
            boolean early = left.stream().allMatch(other -> other == next || other.returned() >= next.called());
            Optional<Integer> after = REGISTER.step(state, next.operation());
            if (early && after.isPresent()) {
                List<Call<Op>> rest = new ArrayList<>(left);
                rest.remove(next);
                if (anyOrder(all, rest, after.get())) {
                    return true;
                }
            }
        }
        return false;
    }
}
