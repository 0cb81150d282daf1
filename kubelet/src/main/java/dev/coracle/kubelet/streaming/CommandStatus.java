package dev.coracle.kubelet.streaming;

import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** A command's end, as it goes to the client: a Status in the newer protocols, words in the older. */
sealed interface CommandStatus {

    record Exited(int code) implements CommandStatus {}

    record Failed(String why) implements CommandStatus {}

    default byte[] bytes(boolean asStatus) {
        return asStatus ? Json.print(tree()) : text().getBytes(StandardCharsets.UTF_8);
    }

    private String text() {
        return switch (this) {
            case Exited exited -> exited.code() == 0 ? "" : "command terminated with exit code " + exited.code();
            case Failed failed -> failed.why();
        };
    }

    private ObjectNode tree() {
        ObjectNode status = Json.object();
        status.putObject("metadata");
        switch (this) {
            case Exited exited when exited.code() == 0 -> status.put("status", "Success");
            case Exited exited -> {
                status.put("status", "Failure")
                        .put("message", "command terminated with non-zero exit code: exit status " + exited.code())
                        .put("reason", "NonZeroExitCode");
                status.putObject("details").putArray("causes").addObject().put("reason", "ExitCode").put("message",
                        Integer.toString(exited.code()));
            }
            case Failed failed -> status.put("status", "Failure").put("message", failed.why())
                    .put("reason", "InternalError").put("code", 500);
        }
        return status;
    }
}
