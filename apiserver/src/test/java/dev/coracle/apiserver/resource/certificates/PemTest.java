package dev.coracle.apiserver.resource.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class PemTest {

    private static List<Pem.Block> blocks(String text) {
        return Pem.blocks(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void blocksAreFoundBetweenOtherText() {
        List<Pem.Block> found = blocks("before\n-----BEGIN A-----\nMAA=\n-----END A-----\nbetween\n"
                + "-----BEGIN B-----\nName: value\n\nMA\nE=\n-----END B-----\n");
        assertEquals(List.of("A", "B"), found.stream().map(Pem.Block::type).toList());
        assertTrue(found.get(0).isSequence());
        assertFalse(found.get(0).headers());
        assertTrue(found.get(1).headers());
        assertFalse(found.get(1).isSequence(), "its length is missing");
    }

    @Test
    void whatIsNoBlockIsPassedOver() {
        assertEquals(List.of(), blocks("-----BEGIN A-----\nMAA=\n-----END B-----\n"));
        assertEquals(List.of(), blocks("-----BEGIN A-----\n!\n-----END A-----\n"));
        assertEquals(List.of(), blocks("-----BEGIN "));
        assertEquals(List.of(), Pem.blocks("!"));
        assertEquals(List.of(), blocks("-----BEGIN A-----\n".repeat(50_000)));
    }
}
