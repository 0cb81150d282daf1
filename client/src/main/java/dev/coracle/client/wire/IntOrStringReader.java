package dev.coracle.client.wire;

import io.fabric8.kubernetes.api.model.IntOrString;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Reads ports and the like. The model's own way takes what the parser has made of a number, and refuses one that a tree keeps as a
 * long, as trees that are fit to be compared do. Numbers that are no int are refused.
 */
final class IntOrStringReader extends StdDeserializer<IntOrString> {

    IntOrStringReader() {
        super(IntOrString.class);
    }

    @Override
    public IntOrString deserialize(JsonParser parser, DeserializationContext context) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return new IntOrString(parser.getIntValue());
        }
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return new IntOrString(parser.getString());
        }
        return (IntOrString) context.handleUnexpectedToken(context.constructType(IntOrString.class), parser);
    }
}
