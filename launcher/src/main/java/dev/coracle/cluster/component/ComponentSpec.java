package dev.coracle.cluster.component;

import java.util.List;

/**
 * A process to be: which launcher, with which flags.
 *
 * @param launcher  its path in the distribution
 * @param health an https URL that answers 200 when it is ready
 */
public record ComponentSpec(String name, String launcher, List<String> arguments, String health) {

    public ComponentSpec {
        arguments = List.copyOf(arguments);
    }
}
