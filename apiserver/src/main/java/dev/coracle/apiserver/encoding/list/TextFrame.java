package dev.coracle.apiserver.encoding.list;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Yaml;
import dev.coracle.apiserver.storage.object.CachedObject;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists as texts: the same bytes as if the whole were printed at once. */
public final class TextFrame implements ListMaker.Frame {

    /** @param between what stands between two items @param print of one item, in its place */
    private record Style(String head, String between, String tail, Function<ObjectNode, String> print) {}

    private final Style style;
    private final Function<CachedObject, ObjectNode> shown;

    private TextFrame(Style style, Function<CachedObject, ObjectNode> shown) {
        this.style = style;
        this.shown = shown;
    }

    /** @param empty the list without an item; its last field is the array that they go into @param shown as an item looks */
    public static TextFrame json(ObjectNode empty, Function<CachedObject, ObjectNode> shown) {
        String around = Json.text(empty); // …[]}
        return new TextFrame(new Style(around.substring(0, around.length() - 2), ",", "]}\n", Json::text), shown);
    }

    /** JSON for people, indented; the original ends it without a line's end. */
    public static TextFrame pretty(ObjectNode empty, Function<CachedObject, ObjectNode> shown) {
        String around = new String(Json.pretty(empty), StandardCharsets.UTF_8); // … []\n}
        return new TextFrame(new Style(around.substring(0, around.length() - 3) + "\n    ", ",\n    ", "\n  ]\n}",
                item -> Json.pretty(item, 2)), shown);
    }

    /** YAML. */
    public static TextFrame yaml(ObjectNode empty, Function<CachedObject, ObjectNode> shown) {
        String around = Yaml.print(empty); // …: []\n
        return new TextFrame(new Style(around.substring(0, around.length() - " []\n".length()) + "\n", "", "",
                item -> Yaml.print(alone(item))), shown);
    }

    private static ArrayNode alone(ObjectNode item) {
        return Json.array().add(item);
    }

    @Override
    public byte[] head() {
        return bytes(style.head);
    }

    @Override
    public byte[] item(CachedObject object, boolean first) {
        String text = style.print.apply(shown.apply(object));
        return bytes(first ? text : style.between + text);
    }

    @Override
    public byte[] tail() {
        return bytes(style.tail);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
