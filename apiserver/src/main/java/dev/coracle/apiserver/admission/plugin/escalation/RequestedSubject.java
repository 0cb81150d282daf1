package dev.coracle.apiserver.admission.plugin.escalation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/**
 * For whom a certificate signing request asks. Every attribute of every part of the name counts: one part may have several, of which the first
 * is not the one that matters.
 */
public final class RequestedSubject {

    private RequestedSubject() {}

    /** @param request PEM in base64, as the API has it @return the last common name; empty without one, or for what is no request */
    public static String commonName(String request) {
        List<String> names = values(request, BCStyle.CN);
        return names.isEmpty() ? "" : names.getLast();
    }

    public static List<String> organizations(String request) {
        return values(request, BCStyle.O);
    }

    private static List<String> values(String request, ASN1ObjectIdentifier type) {
        List<String> values = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new InputStreamReader(
                new ByteArrayInputStream(Base64.getDecoder().decode(request)), StandardCharsets.US_ASCII))) {
            if (parser.readObject() instanceof PKCS10CertificationRequest asked) {
                for (RDN rdn : asked.getSubject().getRDNs()) {
                    for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
                        if (attribute.getType().equals(type)) {
                            values.add(IETFUtils.valueToString(attribute.getValue()));
                        }
                    }
                }
            }
        } catch (IOException | IllegalArgumentException malformed) {
            return List.of();
        }
        return values;
    }
}
