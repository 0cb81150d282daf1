package dev.coracle.api.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.node.JsonNodeFactory;

/** Finds keys that a YAML mapping has twice, from the parser's events; a key is reported once its value has been read, at the value's line. */
final class YamlDuplicates {

    /** A mapping or sequence that is open. */
    private static final class Level {
        final boolean mapping;
        final Set<String> keys = new HashSet<>();
        boolean keyIsNext = true;
        @Nullable
        String repeated;
        int line;

        Level(boolean mapping) {
            this.mapping = mapping;
        }
    }

    private final Deque<Level> levels = new ArrayDeque<>();
    private final List<String> found = new ArrayList<>();

    private YamlDuplicates() {}

    static List<String> in(String text) {
        YamlDuplicates duplicates = new YamlDuplicates();
        LoadSettings settings = LoadSettings.builder().setCodePointLimit(Yaml.MAX_BYTES).build();
        try {
            // The scanner looks through all open levels at each token: what nobody will take in is not looked through.
            for (Event event : new Parse(settings).parseString(text)) {
                if (duplicates.levels.size() > Yaml.MAX_DEPTH) {
                    return List.of();
                }
                if (event.getEventId() == Event.ID.DocumentEnd || duplicates.found.size() >= Yaml.MAX_DUPLICATES) {
                    break;
                }
                duplicates.event(event);
            }
        } catch (YamlEngineException malformed) {
            return List.of();
        }
        return duplicates.found;
    }

    private void event(Event event) {
        int line = event.getStartMark().map(Mark::getLine).orElse(0) + 1;
        switch (event.getEventId()) {
            case MappingStart, SequenceStart -> {
                starts(line, null);
                levels.push(new Level(event.getEventId() == Event.ID.MappingStart));
            }
            case MappingEnd, SequenceEnd -> {
                levels.pop();
                ends();
            }
            case Scalar -> {
                starts(line, ((ScalarEvent) event).getValue());
                ends();
            }
            case Alias -> {
                starts(line, null);
                ends();
            }
            case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Comment -> {
            }
        }
    }

    private void starts(int line, @Nullable String scalar) {
        Level level = levels.peek();
        if (level == null || !level.mapping) {
            return;
        }
        if (level.keyIsNext) {
            level.repeated = scalar != null && !level.keys.add(scalar) ? scalar : null;
        } else {
            level.line = line;
        }
    }

    private void ends() {
        Level level = levels.peek();
        if (level == null || !level.mapping) {
            return;
        }
        if (!level.keyIsNext && level.repeated != null) {
            found.add("line " + level.line + ": key " + Json.text(JsonNodeFactory.instance.stringNode(level.repeated))
                    + " already set in map");
        }
        level.keyIsNext = !level.keyIsNext;
    }
}
