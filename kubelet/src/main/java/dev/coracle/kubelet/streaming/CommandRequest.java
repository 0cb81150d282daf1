package dev.coracle.kubelet.streaming;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a request's query says. Source: the kubelet's parameters {@code input, output, error, tty, command, port}. */
record CommandRequest(boolean stdin, boolean stdout, boolean stderr, boolean tty, List<String> command,
        List<Integer> ports) {

    static CommandRequest of(String query) {
        return new CommandRequest(is(query, "input"), is(query, "output"), is(query, "error"), is(query, "tty"),
                values(query, "command"), ports(query));
    }

    private static boolean is(String query, String name) {
        return values(query, name).stream().anyMatch(value -> value.equals("1") || value.equals("true"));
    }

    private static List<Integer> ports(String query) {
        return values(query, "port").stream().flatMap(list -> List.of(list.split(",")).stream())
                .filter(port -> port.matches("[0-9]{1,5}")).map(Integer::valueOf).toList();
    }

    private static List<String> values(String query, String name) {
        List<String> found = new ArrayList<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).equals(name)) {
                found.add(URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return found;
    }
}
