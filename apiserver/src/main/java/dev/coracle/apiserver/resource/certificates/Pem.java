package dev.coracle.apiserver.resource.certificates;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Blocks of text that hold something binary. Source: RFC 7468. Reads in one pass, whatever the text. */
final class Pem {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int SEQUENCE = 0x30;

    /** @param headers whether there are any before what it holds */
    record Block(String type, boolean headers, byte[] bytes) {

        /** Whether it holds one ASN.1 sequence and nothing else, as requests and certificates do. */
        boolean isSequence() {
            if (bytes.length < 2 || bytes[0] != SEQUENCE) {
                return false;
            }
            int first = bytes[1] & 0xff;
            int more = first > 0x80 && first <= 0x84 ? first - 0x80 : 0;
            long length = more == 0 ? first : 0;
            for (int i = 2; i < Math.min(2 + more, bytes.length); i++) {
                length = length << 8 | bytes[i] & 0xff;
            }
            return 2 + more + length == bytes.length;
        }
    }

    private Pem() {}

    /** Those in a text that is itself in base64, as bytes in JSON are; what is none is passed over. */
    static List<Block> blocks(String base64) {
        List<Block> blocks = new ArrayList<>();
        String text;
        try {
            text = new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException notBase64) {
            return blocks;
        }
        int from = text.indexOf(BEGIN);
        while (from >= 0) {
            int typeEnd = text.indexOf(DASHES, from + BEGIN.length());
            String type = typeEnd < 0 ? "" : text.substring(from + BEGIN.length(), typeEnd);
            String last = END + type + DASHES;
            int end = typeEnd < 0 ? -1 : text.indexOf(last, typeEnd);
            if (end < 0) {
                return blocks;
            }
            add(blocks, type, text.substring(typeEnd + DASHES.length(), end));
            from = text.indexOf(BEGIN, end + last.length());
        }
        return blocks;
    }

    private static void add(List<Block> blocks, String type, String inside) {
        StringBuilder data = new StringBuilder(inside.length());
        boolean headers = false;
        for (String line : inside.split("\n")) {
            if (data.isEmpty() && line.indexOf(':') > 0) {
                headers = true;
            } else {
                data.append(line.strip());
            }
        }
        try {
            blocks.add(new Block(type, headers, Base64.getDecoder().decode(data.toString())));
        } catch (IllegalArgumentException notBase64) {
            // no block
        }
    }
}
