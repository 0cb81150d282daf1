package dev.coracle.apiserver.flow.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SeatAllotmentTest {

    private static SeatAllotment.Claim claim(int shares, int lendable, double target) {
        return new SeatAllotment.Claim(
                new LevelSettings("l", "", false, shares, lendable, OptionalInt.empty(), 64, 6, 50), target);
    }

    @Test
    void sharesDecideWhenNobodyLends() {
        assertEquals(List.of(150, 450), SeatAllotment.divide(List.of(claim(10, 0, 0), claim(30, 0, 900)), 600));
    }

    @Test
    void whoIsIdleLendsWhatItMayAndNoMore() {
        List<Integer> seats = SeatAllotment.divide(List.of(claim(10, 90, 0), claim(10, 0, 500)), 100);
        assertEquals(5, seats.get(0));
        assertEquals(95, seats.get(1));
    }

    @Test
    void whoNeedsItsOwnGetsItBack() {
        List<Integer> seats = SeatAllotment.divide(List.of(claim(10, 90, 500), claim(10, 90, 500)), 100);
        assertEquals(List.of(50, 50), seats);
    }

    @Test
    void borrowingIsBounded() {
        SeatAllotment.Claim modest = new SeatAllotment.Claim(
                new LevelSettings("l", "", false, 10, 0, OptionalInt.of(20), 64, 6, 50), 500);
        List<Integer> seats = SeatAllotment.divide(List.of(claim(10, 100, 0), modest), 100);
        assertEquals(60, seats.get(1));
    }

    @Test
    void everyLevelHasASeat() {
        List<Integer> seats = SeatAllotment.divide(List.of(claim(0, 0, 0), claim(1000, 100, 0)), 10);
        assertTrue(seats.stream().allMatch(n -> n >= 1), seats.toString());
    }
}
