package dev.coracle.apiserver.resource.certificates;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blocks of text that hold something binary. Source: RFC 7468. */
final class Pem {

    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ([^\\r\\n-]+)-----[ \\t]*\\r?\\n((?:[^\\r\\n:]+:[^\\r\\n]*\\r?\\n)*)\\s*([A-Za-z0-9+/=\\s]*?)-----END \\1-----");
    private static final int SEQUENCE = 0x30;

    /** @param headers whether there are any before what it holds */
    record Block(String type, boolean headers, byte[] bytes) {

        /** Whether it holds one ASN.1 sequence and nothing else, as requests and certificates do. */
        boolean isSequence() {
            if (bytes.length < 2 || bytes[0] != SEQUENCE) {
                return false;
            }
            int length = bytes[1] & 0xff;
            int header = 2;
            if (length > 0x80 && length <= 0x84) {
                int count = length - 0x80;
                header += count;
                length = 0;
                for (int i = 2; i < Math.min(header, bytes.length); i++) {
                    length = length << 8 | bytes[i] & 0xff;
                }
            }
            return header + length == bytes.length;
        }
    }

    private Pem() {}

    /** Those in a text that is itself in base64, as bytes in JSON are; what is none is passed over. */
    static List<Block> blocks(String base64) {
        List<Block> blocks = new ArrayList<>();
        try {
            String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
            Matcher matcher = BLOCK.matcher(text);
            while (matcher.find()) {
                byte[] bytes = Base64.getMimeDecoder().decode(matcher.group(3));
                blocks.add(new Block(matcher.group(1), !matcher.group(2).isEmpty(), bytes));
            }
        } catch (IllegalArgumentException notBase64) {
            return blocks;
        }
        return blocks;
    }
}
