package dev.coracle.apiserver.resource.certificates;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** What a request for a certificate must say: what is to be signed, by whom, what for. */
final class SigningRequestChecks {

    private static final int LEAST_SECONDS = 600;
    private static final int DOMAIN_MAX = 253;
    /** A domain, a slash, and a name made of a label and a domain with a dot between them. */
    private static final int SIGNER_MAX = 571;
    private static final String[] USAGES = {"any", "cert sign", "client auth", "code signing", "content commitment",
        "crl sign", "data encipherment", "decipher only", "digital signature", "email protection", "encipher only",
        "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc",
        "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping"};

    private SigningRequestChecks() {}

    static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        request(spec.at("request"));
        Place usages = spec.at("usages").required();
        Set<String> known = new HashSet<>();
        for (Place usage : usages.items()) {
            usage.exactlyOneOf(USAGES);
            if (!known.add(usage.text())) {
                errors.duplicate(usage.path(), usage.text());
            }
        }
        if (spec.at("signerName").is("kubernetes.io/legacy-unknown")) {
            spec.at("signerName").invalid("the legacy signerName is not allowed via this API version");
        } else {
            signer(spec.at("signerName"));
        }
        Place seconds = spec.at("expirationSeconds");
        if (seconds.present() && seconds.number(0) < LEAST_SECONDS) {
            seconds.invalid("may not specify a duration less than 600 seconds (10 minutes)");
        }
    }

    private static void request(Place request) {
        List<Pem.Block> blocks = Pem.blocks(request.text());
        if (blocks.isEmpty() || !blocks.getFirst().type().equals("CERTIFICATE REQUEST")) {
            request.errors().invalid(request.path(), request.empty() ? NullNode.getInstance() : request.text(),
                    "PEM block type must be CERTIFICATE REQUEST");
        } else if (!blocks.getFirst().isSequence()) {
            request.invalid("asn1: structure error: tags don't match");
        }
    }

    private static void signer(Place signer) {
        if (signer.required().empty()) {
            return;
        }
        String[] parts = signer.text().split("/", -1);
        if (parts.length != 2) {
            signer.invalid("must be a fully qualified domain and path of the form 'example.com/signer-name'");
            return;
        }
        if (parts[0].length() > DOMAIN_MAX) {
            signer.errors().tooLong(signer.path(), DOMAIN_MAX);
        }
        labels(signer, parts[0], Names::dnsLabel);
        if (parts[0].indexOf('.') < 0) {
            signer.errors().invalid(signer.path(), parts[0],
                    "should be a domain with at least two segments separated by dots");
        }
        labels(signer, parts[1], Names::dnsSubdomain);
        if (signer.text().length() > SIGNER_MAX) {
            signer.errors().tooLong(signer.path(), SIGNER_MAX);
        }
    }

    private static void labels(Place signer, String part, Function<String, List<String>> rule) {
        for (String label : part.split("\\.", -1)) {
            for (String wrong : rule.apply(label)) {
                signer.errors().invalid(signer.path(), part,
                        "validating label " + FieldErrors.quoted(label) + ": " + wrong);
            }
        }
    }
}
