package dev.coracle.api.tree;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * What plain scalars mean to Kubernetes' own YAML library: besides YAML 1.2's core schema the booleans of 1.1 ({@code yes}, {@code off},
 * {@code y}), and octal numbers with a leading zero, which file modes are written in.
 */
final class YamlScalars extends CoreSchema {

    private static final Pattern BOOLEAN = Pattern.compile("^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$");
    private static final int LONGEST_INTEGER = 66;
    private static final Set<String> TRUE = Set.of("y", "yes", "on", "true");

    private static final class Resolver extends CoreScalarResolver {
        Resolver() {
            super(false);
        }

        @Override
        protected void addImplicitResolvers() {
            super.addImplicitResolvers();
            addImplicitResolver(Tag.BOOL, BOOLEAN, "yYnNoO");
        }
    }

    /** One for all: who prints asks for it at each scalar, and it is a dozen patterns. */
    private final ScalarResolver resolver = new Resolver();
    private final Map<Tag, ConstructNode> constructors;

    YamlScalars() {
        constructors = new HashMap<>(super.getSchemaTagConstructors());
        constructors.put(Tag.BOOL, new ConstructNode() {
            @Override
            public Object construct(Node node) {
                return TRUE.contains(((ScalarNode) node).getValue().toLowerCase(java.util.Locale.ROOT));
            }
        });
        ConstructNode number = java.util.Objects.requireNonNull(constructors.get(Tag.INT));
        constructors.put(Tag.INT, new ConstructNode() {
            @Override
            public Object construct(Node node) {
                String text = ((ScalarNode) node).getValue();
                if (text.length() > LONGEST_INTEGER) {
                    return beyond(text); // reading it digit by digit takes time by the square of its length
                }
                Object read = text.matches("0[0-7]{1,20}") ? new BigInteger(text, 8) : number.construct(node);
                return read instanceof BigInteger big && big.bitLength() > Long.SIZE ? beyond(text) : read;
            }
        });
    }

    /** What is more than 64 bits is a floating point number if that holds it, else a text: Go's decoder has it so. */
    private static Object beyond(String text) {
        if (text.startsWith("0x") || text.startsWith("0o")) {
            return text;
        }
        double number = Double.parseDouble(text);
        return Double.isFinite(number) ? number : text;
    }

    @Override
    public ScalarResolver getScalarResolver() {
        return resolver;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        return constructors;
    }
}
