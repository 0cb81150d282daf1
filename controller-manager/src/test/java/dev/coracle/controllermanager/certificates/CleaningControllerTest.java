package dev.coracle.controllermanager.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.base.tls.CertificateAuthority;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CleaningControllerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({"'',false,PT23H,false", "'',false,PT25H,true", "Approved,true,PT59M,false", "Approved,true,PT61M,true",
        "Approved,false,PT23H,false", "Approved,false,PT25H,true", "Denied,false,PT59M,false",
        "Denied,false,PT61M,true", "Failed,false,PT61M,true", "Other,false,PT61M,false"})
    void whatIsOver(String condition, boolean issued, Duration age, boolean over) {
        assertEquals(over, CleaningController.isOver(request(condition, issued, age), NOW));
    }

    private static CertificateSigningRequest request(String condition, boolean issued, Duration age) {
        String then = NOW.minus(age).toString();
        CertificateSigningRequestBuilder builder = new CertificateSigningRequestBuilder().withNewMetadata()
                .withCreationTimestamp(then).endMetadata().withNewStatus().endStatus();
        if (!condition.isEmpty()) {
            builder.editStatus().addNewCondition().withType(condition).withStatus("True").withLastUpdateTime(then)
                    .endCondition().endStatus();
        }
        if (issued) {
            String pem = CertificateAuthority.create("ca", new ManualClock(NOW))
                    .issueClient("jane", java.util.List.of())
                    .certificatePem();
            builder.editStatus()
                    .withCertificate(Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)))
                    .endStatus();
        }
        return builder.build();
    }
}
