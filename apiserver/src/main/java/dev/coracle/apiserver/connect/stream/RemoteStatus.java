package dev.coracle.apiserver.connect.stream;

import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.proxy.Upgrading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** How a command ended, as the Status that goes to the client on the error channel. */
final class RemoteStatus {

    /** @param protocol in which the kubelet speaks: from the fourth on, its last word is a Status */
    record LastWord(String text, String protocol) {}

    /** Runs a command to its end. */
    @FunctionalInterface
    interface Execution {
        LastWord run() throws IOException, InterruptedException;
    }

    private RemoteStatus() {}

    static ObjectNode of(Execution execution) throws InterruptedException {
        try {
            LastWord word = execution.run();
            return word.protocol().startsWith("v4.") || word.protocol().startsWith("v5.")
                    ? status(word.text())
                    : plain(word.text());
        } catch (StatusException e) {
            return e.status().toTree();
        } catch (IOException e) {
            return failed("error reading from error stream: " + e.getMessage());
        }
    }

    private static ObjectNode plain(String text) {
        return text.isEmpty() ? success() : failed("error executing remote command: " + text);
    }

    private static ObjectNode status(String text) {
        Optional<ObjectNode> status = parsed(text);
        if (status.isEmpty()) {
            return failed("error stream protocol error: no Status in \"" + text + "\"");
        }
        return switch (Trees.string(status.get(), "status")) {
            case "Success" -> success();
            case "Failure" ->
                Trees.string(status.get(), "reason").equals("NonZeroExitCode")
                        ? status.get()
                        : failed(Trees.string(status.get(), "message"));
            default -> failed("error stream protocol error: unknown error");
        };
    }

    private static Optional<ObjectNode> parsed(String text) {
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8)) instanceof ObjectNode tree
                    ? Optional.of(tree)
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode success() {
        ObjectNode status = Json.object();
        status.putObject("metadata");
        return status.put("status", "Success");
    }

    private static ObjectNode failed(String why) {
        return StatusException.internal(why).status().toTree();
    }

    /** A kubelet that won't begin, in the words of its Status if it has one. */
    static StatusException refusal(Upgrading.Answer.Refused refused) {
        String text = new String(refused.body(), StandardCharsets.UTF_8);
        Optional<ObjectNode> status = parsed(text).filter(tree -> Trees.string(tree, "kind").equals("Status"));
        return status.isPresent()
                ? new StatusException(new Status(Trees.integer(status.get(), "code").orElse(500L).intValue(),
                        Trees.string(status.get(), "reason"), Trees.string(status.get(), "message"),
                        StatusDetails.NONE))
                : StatusException.internal("unable to upgrade connection: " + text);
    }
}
