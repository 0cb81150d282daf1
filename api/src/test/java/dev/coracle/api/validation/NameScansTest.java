package dev.coracle.api.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The scans accept what the expressions of apimachinery accept, and nothing else. */
class NameScansTest {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern QUALIFIED = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final String ALPHABET = "az09AZ-_./\n é";

    @Test
    void scansAgreeWithTheExpressions() {
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            StringBuilder made = new StringBuilder();
            int alphabet = random.nextBoolean() ? 4 : ALPHABET.length();
            for (int length = random.nextInt(7); length > 0; length--) {
                made.append(random.nextInt(4) == 0
                        ? "-./".charAt(random.nextInt(3))
                        : ALPHABET.charAt(random.nextInt(alphabet)));
            }
            String text = made.toString();
            assertEquals(LABEL.matcher(text).matches(), NameScans.label(text, 0, text.length()), text);
            assertEquals(SUBDOMAIN.matcher(text).matches(), NameScans.subdomain(text), text);
            assertEquals(QUALIFIED.matcher(text).matches(), NameScans.qualified(text), text);
            int slash = text.indexOf('/');
            boolean key = QUALIFIED.matcher(text.substring(slash + 1)).matches()
                    && (slash < 0 || SUBDOMAIN.matcher(text.substring(0, slash)).matches());
            assertEquals(key, NameScans.qualifiedKey(text), text);
        }
    }

    @Test
    void aKeysPartsAreBounded() {
        assertEquals(true, NameScans.qualifiedKey("a".repeat(253) + "/" + "b".repeat(63)));
        assertEquals(false, NameScans.qualifiedKey("a".repeat(254) + "/b"));
        assertEquals(false, NameScans.qualifiedKey("b".repeat(64)));
    }
}
