package dev.coracle.apiserver.authentication.token;

import dev.coracle.apiserver.request.UserInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Tokens of a file ({@code --token-auth-file}): lines of {@code token,user,uid} and optionally {@code "group,group"}. Read once.
 * Tokens are kept and looked up by their hash, so that neither a heap dump nor the time of a comparison gives them away.
 */
public final class TokenFileAuthenticator implements TokenAuthenticator {

    /** To be copied, for which nobody has to look for the algorithm again. */
    private static final MessageDigest SHA_256 = sha256();

    private final Map<String, UserInfo> users;

    private TokenFileAuthenticator(Map<String, UserInfo> users) {
        this.users = Map.copyOf(users);
    }

    public static TokenFileAuthenticator load(Path file) throws IOException {
        Map<String, UserInfo> users = new HashMap<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> fields = fields(line);
            if (fields.size() < 3 || fields.get(0).isEmpty()) {
                throw new IOException(file + ", line " + number
                        + ": token,user,uid are expected, and optionally \"group,group\"");
            }
            List<String> groups = fields.size() < 4
                    ? List.of()
                    : Arrays.stream(fields.get(3).split(",")).filter(g -> !g.isEmpty()).toList();
            users.put(hash(fields.get(0)), new UserInfo(fields.get(1), fields.get(2), groups, Map.of()));
        }
        return new TokenFileAuthenticator(users);
    }

    @Override
    public Result authenticate(String token, List<String> audiences) {
        UserInfo user = users.get(hash(token));
        return user == null ? new Result.Pass() : new Result.Accepted(user, audiences);
    }

    static String hash(String token) {
        try {
            MessageDigest digest = (MessageDigest) SHA_256.clone();
            return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this JDK's SHA-256 cannot be copied", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /** One line of CSV (RFC 4180). */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString().trim());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString().trim());
        return fields;
    }
}
