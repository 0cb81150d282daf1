package dev.coracle.apiserver.admission.plugin.noderestriction;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** For whom a certificate signing request asks. */
final class RequestedSubject {

    private RequestedSubject() {}

    /** @param request PEM in base64, as the API has it @return the common name; empty without one, or for what is no request */
    static String commonName(String request) {
        try (PEMParser parser = new PEMParser(new InputStreamReader(
                new ByteArrayInputStream(Base64.getDecoder().decode(request)), StandardCharsets.US_ASCII))) {
            if (parser.readObject() instanceof PKCS10CertificationRequest asked) {
                RDN[] names = asked.getSubject().getRDNs(BCStyle.CN);
                return names.length == 0 ? "" : names[names.length - 1].getFirst().getValue().toString();
            }
            return "";
        } catch (IOException | IllegalArgumentException malformed) {
            return "";
        }
    }
}
