package dev.coracle.apiserver.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.Status;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EtcdSpansTest {

    /** Source: google.golang.org/grpc/codes. */
    @Test
    void codesHaveTheirNamesInGo() {
        assertEquals(List.of("OK", "Canceled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound",
                "AlreadyExists", "PermissionDenied", "ResourceExhausted", "FailedPrecondition", "Aborted", "OutOfRange",
                "Unimplemented", "Internal", "Unavailable", "DataLoss", "Unauthenticated"),
                Arrays.stream(Status.Code.values()).map(EtcdSpans::inGo).toList());
    }
}
