package dev.coracle.apiserver.flow.queue;

/**
 * Deals each flow a hand of queues, always the same: two flows rarely have all of them in common, so that a flow that fills its own leaves
 * the others a way. Source: KEP-1040.
 */
final class ShuffleShard {

    private ShuffleShard() {}

    /** {@code size} different numbers below {@code deck}, drawn by the hash like cards. */
    static int[] hand(long hash, int deck, int size) {
        int[] hand = new int[size];
        long rest = hash & Long.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            int left = deck - i;
            int card = (int) (rest % left);
            rest = rest / left ^ hash >>> i + 1 & 0xff;
            insert(hand, i, card);
        }
        return hand;
    }

    /** The card among those left in the deck, as a number of the whole deck; the hand is kept in order. */
    private static void insert(int[] hand, int held, int card) {
        int at = 0;
        int number = card;
        while (at < held && hand[at] <= number) {
            number++;
            at++;
        }
        System.arraycopy(hand, at, hand, at + 1, held - at);
        hand[at] = number;
    }
}
