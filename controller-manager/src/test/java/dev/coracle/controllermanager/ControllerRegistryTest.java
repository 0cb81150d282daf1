package dev.coracle.controllermanager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ControllerRegistryTest {

    private record Named(String name, boolean onByDefault) implements ControllerFactory {
        @Override
        public AutoCloseable start(ControllerContext context) {
            return () -> {};
        }
    }

    private final ControllerRegistry registry = new ControllerRegistry(List.of(new Named("a-controller", true),
            new Named("b-controller", true), new Named("c-controller", false)));

    private List<String> selected(String... patterns) {
        return registry.select(List.of(patterns)).stream().map(ControllerFactory::name).toList();
    }

    @Test
    void aNameBeatsTheStar() {
        assertEquals(List.of("a-controller", "b-controller"), selected("*"));
        assertEquals(List.of("b-controller"), selected("*", "-a-controller"));
        assertEquals(List.of("a-controller", "b-controller", "c-controller"), selected("c", "*"));
        assertEquals(List.of("a-controller"), selected("a"));
        assertEquals(List.of(), selected("-a", "a"));
    }

    @Test
    void anUnknownNameIsAnError() {
        assertThrows(IllegalArgumentException.class, () -> selected("*", "-d"));
    }
}
